import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { RetrievedDocument, TokenStep } from '../app/protocol.ts';
import { csvText } from '../retrieval/csvText.ts';
import { heatmapCsv } from './csv.ts';

const doc = (id: number, title: string): RetrievedDocument => ({
  id, title, text: '', score: 1, prior: 0.5, generatorInput: '', truncated: false,
});
const token = (text: string, shares: number[]): TokenStep => ({
  id: 1,
  text,
  logProb: -0.5,
  responsibilities: Float32Array.from(shares),
  posterior: Float32Array.from(shares),
  docLogProbs: Float32Array.from([-Infinity, -1]),
  alternatives: [],
});

describe('CSV out', () => {
  it('keeps quotes, commas and line breaks through a parser', () => {
    expect(Papa.parse(csvText('text is "empty",\nor blank')).data).toEqual([['text is "empty",\nor blank']]);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\t=1', '\u0000=1', ' \n=1', '＝1'])('disarms %j', (text) => {
    expect(csvText(text)).toBe(`"'${text}"`);
  });

  it('leaves plain text alone', () => expect(csvText(' Paris')).toBe('" Paris"'));

  it('writes the heatmap as shown', () => {
    const csv = heatmapCsv([doc(4, 'A'), doc(9, 'B, "b"')], [token(' x', [0.25, 0.75])], 'responsibility');
    expect(Papa.parse(csv.trim()).data).toEqual([
      ['position', 'token', 'log p(y_t)', 'A (#4)', 'B, "b" (#9)'],
      ['1', ' x', '-0.5', '0.25', '0.75'],
    ]);
    expect(heatmapCsv([doc(4, 'A'), doc(9, 'B')], [token('x', [0, 1])], 'logProb')).toContain('"\'-Infinity",-1');
  });
});
