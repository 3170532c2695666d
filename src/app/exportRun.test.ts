import { describe, expect, it } from 'vitest';
import { exportRun } from './exportRun.ts';
import type { Run } from './store.ts';

const run: Run = {
  question: 'why?',
  settings: { mode: 'token', nDocs: 2, maxLength: 8, index: 'exact' },
  status: 'stopped',
  retrieveMs: 3,
  documents: [{ id: 4, title: 'T', text: 'x', score: 1.5, prior: 1, generatorInput: 'T / x // why?', truncated: false }],
  tokens: [
    {
      id: 9,
      text: ' ok',
      logProb: -0.5,
      responsibilities: Float32Array.of(0.25, 0.75),
      posterior: Float32Array.of(0.5, 0.5),
      docLogProbs: Float32Array.of(-Infinity, -1),
      alternatives: [],
    },
  ],
  activity: null,
  result: null,
  chosen: 0,
};

describe('a run as JSON', () => {
  it('holds what was seen so far, with arrays and names for what JSON cannot say', () => {
    const json: unknown = JSON.parse(exportRun({ run, scoring: null, engine: null, base: null, link: 'https://x/#q=why', date: new Date(0) }));
    expect(json).toMatchObject({
      format: 'ragscope-run',
      exported: '1970-01-01T00:00:00.000Z',
      link: 'https://x/#q=why',
      status: 'stopped',
      answer: ' ok',
      logProb: null,
      posterior: [0.5, 0.5],
      tokens: [{ responsibilities: [0.25, 0.75], docLogProbs: ['-Infinity', -1] }],
      documents: [{ id: 4, generatorInput: 'T / x // why?' }],
      score: null,
    });
  });
});
