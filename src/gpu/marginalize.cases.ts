/** Hostile cases of marginalization, for every implementation, forward and backward. Knows no device. */
import { noise, seeded } from './testing.ts';
import type { MarginalGradientInput, RowLayout } from './types.ts';

export interface MarginalCase extends MarginalGradientInput {
  readonly name: string;
  readonly logits: Float32Array;
  readonly k: number;
  /** True where documents and tokens tie, so that ids must match the reference exactly. */
  readonly exactIds: boolean;
}

interface Shape {
  readonly nBeams: number;
  readonly nDocs: number;
  readonly vocab: number;
  readonly k: number;
}

interface Overrides {
  readonly logits?: (shape: Shape, nRows: number) => Float32Array;
  readonly layout?: RowLayout;
  readonly docMask?: readonly number[];
  readonly docLogPriors?: readonly number[];
  readonly exactIds?: boolean;
}

function marginalCase(name: string, nBeams: number, nDocs: number, vocab: number, k: number, overrides: Overrides = {}): MarginalCase {
  const shape = { nBeams, nDocs, vocab, k };
  const { layout } = overrides;
  const nRows = layout ? layout.offset + (nBeams - 1) * layout.beamStride + (nDocs - 1) * layout.docStride + 1 : nBeams * nDocs;
  const next = seeded(vocab * 7 + nBeams);
  return {
    ...shape,
    name,
    layout,
    logits: overrides.logits?.(shape, nRows) ?? noise(vocab + nRows, nRows * vocab, 3),
    docLogPriors: Float32Array.from(overrides.docLogPriors ?? logPriors(nBeams, nDocs)),
    docMask: overrides.docMask ? Uint8Array.from(overrides.docMask) : null,
    targets: Int32Array.from({ length: nBeams }, () => Math.floor(next() * vocab)),
    upstream: Float32Array.from({ length: nBeams }, (_, beam) => (beam === 1 ? 0 : -1 - beam / 2)),
    exactIds: overrides.exactIds ?? false,
  };
}

/** [nBeams, nDocs] a normalised prior, the same for every beam, as RAG-Token has it. */
function logPriors(nBeams: number, nDocs: number): number[] {
  const scores = Array.from(noise(nDocs, nDocs, 2));
  const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
  return Array.from({ length: nBeams * nDocs }, (_, pair) => scores[pair % nDocs] - Math.log(sum));
}

const scaled =
  (deviation: number) =>
  ({ vocab }: Shape, nRows: number): Float32Array =>
    noise(nRows, nRows * vocab, deviation);

/** Each row lies at its own large offset: the softmax must not see it. */
function shifted({ vocab }: Shape, nRows: number): Float32Array {
  return noise(5, nRows * vocab, 2).map((x, i) => Math.fround(Math.round(x * 64) / 64 + (Math.floor(i / vocab) % 2 ? 1e4 : -1e4)));
}

/** Every third token is log 0, as a processor leaves it. */
function withMinusInfinity({ vocab }: Shape, nRows: number): Float32Array {
  return noise(6, nRows * vocab, 2).map((x, i) => ((i % vocab) % 3 === 1 ? -Infinity : x));
}

function alike(value: number) {
  return ({ vocab }: Shape, nRows: number): Float32Array => new Float32Array(nRows * vocab).fill(value);
}

export const marginalCases: readonly MarginalCase[] = [
  marginalCase('one token in the vocabulary', 1, 2, 1, 5),
  marginalCase('one document, one beam', 1, 1, 37, 4),
  marginalCase('two documents, four beams', 4, 2, 300, 10),
  marginalCase('five documents, k = 100 over tiles that merge twice', 2, 5, 11300, 100),
  marginalCase('ten documents, a chunk and one token', 1, 10, 4097, 3),
  marginalCase('vocabulary of BART', 1, 2, 50265, 8),
  marginalCase('k above the vocabulary', 2, 3, 6, 50),
  marginalCase('logits of deviation 1e4', 2, 3, 200, 20, { logits: scaled(1e4) }),
  marginalCase('rows at offsets of ±1e4', 2, 4, 260, 10, { logits: shifted }),
  marginalCase('logits of deviation 1e-6', 1, 3, 200, 5, { logits: scaled(1e-6) }),
  marginalCase('logits of -inf', 1, 3, 90, 12, { logits: withMinusInfinity }),
  marginalCase('all tokens alike: lower ids win', 2, 3, 1100, 9, { logits: alike(2.5), exactIds: true }),
  marginalCase('some documents masked', 2, 3, 120, 6, { docMask: [1, 0, 1, 0, 0, 1] }),
  marginalCase('every document of one beam masked', 2, 2, 120, 6, { docMask: [0, 0, 1, 1] }),
  marginalCase('every document masked', 1, 3, 64, 4, { docMask: [0, 0, 0], exactIds: true }),
  marginalCase('a prior of log 0', 1, 3, 64, 4, { docLogPriors: [-Infinity, Math.log(0.25), Math.log(0.75)] }),
  marginalCase('priors far apart', 1, 3, 64, 4, { docLogPriors: [-2e4, -1e4, -1e4 - 3] }),
  marginalCase('teacher forcing: positions as beams', 5, 3, 70, 2, { layout: { offset: 0, beamStride: 1, docStride: 5 } }),
  marginalCase('the last position of a longer decoding', 1, 3, 70, 2, { layout: { offset: 3, beamStride: 12, docStride: 4 } }),
];
