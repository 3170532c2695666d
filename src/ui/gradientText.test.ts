import { describe, expect, it } from 'vitest';
import type { ScoreResult } from '../app/protocol.ts';
import { closedFormAgrees, explainUpdate, gradientTerms } from './gradientText.ts';

function scored(change: Partial<ScoreResult> & { prior: Float32Array; posterior: Float32Array }): ScoreResult {
  const terms = change.mode === 'sequence' ? 1 : 4;
  const scoreGrad = change.prior.map((p, z) => terms * (p - change.posterior[z]));
  return {
    answer: 'Rhodes', mode: 'token', loss: 6.5, nTokens: 4, seconds: 1, tokens: [],
    documents: Array.from(change.prior, (prior, id) => ({ id, title: ['Colossus', '', 'Nile'][id], text: '', score: 1, prior, generatorInput: '', truncated: false })),
    scoreGrad, scoreGradClosedForm: scoreGrad, queryGrad: new Float32Array(2), queryGradNorm: 1,
    descentCosine: change.prior, closedFormError: 1e-6, parameterGradNorms: [],
    ...change,
  };
}

describe('the update in words', () => {
  it('names what is raised and what is lowered, with the figures', () => {
    const text = explainUpdate(scored({ prior: Float32Array.of(0.2, 0.7, 0.1), posterior: Float32Array.of(0.9, 0.05, 0.05) }));
    expect(text).toContain('raise the score of “Colossus”');
    expect(text).toContain('90.0\u00a0% against 20.0\u00a0%');
    expect(text).toContain('lower document 2 most (5.0\u00a0% against 70.0\u00a0%)');
  });

  it('says that a high loss with p = r moves no document', () => {
    const same = Float32Array.of(0.5, 0.5);
    expect(explainUpdate(scored({ prior: same, posterior: same, loss: 42 }))).toMatch(/hardly touch retrieval.*42\.00 nats/);
  });

  it('speaks of one term for RAG-Sequence and of a sum for RAG-Token', () => {
    const p = Float32Array.of(1);
    expect(gradientTerms(scored({ prior: p, posterior: p }))).toBe(4);
    expect(gradientTerms(scored({ prior: p, posterior: p, mode: 'sequence' }))).toBe(1);
  });

  it('says that words alone learn nothing', () => {
    const result = scored({ prior: Float32Array.of(0.9, 0.1), posterior: Float32Array.of(0.2, 0.8), queryGradNorm: 0 });
    const documents = (innerProduct: number) => result.documents.map((d) => ({ ...d, parts: { innerProduct, keyword: 3 } }));
    expect(explainUpdate({ ...result, documents: documents(0) })).toContain('only the generator learns');
    expect(explainUpdate({ ...result, documents: documents(2) })).toContain('raise the score');
  });

  it('survives an empty retrieval', () => {
    const none = new Float32Array(0);
    expect(explainUpdate(scored({ prior: none, posterior: none }))).toContain('No document');
  });

  it('trusts the check only within tolerance', () => {
    const p = Float32Array.of(1);
    expect(closedFormAgrees(scored({ prior: p, posterior: p }))).toBe(true);
    expect(closedFormAgrees(scored({ prior: p, posterior: p, closedFormError: 0.02 }))).toBe(false);
    expect(closedFormAgrees(scored({ prior: p, posterior: p, closedFormError: Number.NaN }))).toBe(false);
  });
});
