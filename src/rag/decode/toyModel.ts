/** Test model: closed-form random distributions by prefix, and a dense, batched beam search to hold decoding against. */
import type { GenerationSettings, MarginalTopK, StepModel } from '../types.ts';

export const toySettings: GenerationSettings = {
  numBeams: 1,
  maxLength: 6,
  minLength: 0,
  lengthPenalty: 1,
  noRepeatNgramSize: 0,
  earlyStopping: false,
  numReturnSequences: 1,
  forcedBosTokenId: null,
  forcedEosTokenId: null,
  bannedTokenIds: [],
  decoderStartTokenId: 2,
  eosTokenId: 2,
  padTokenId: 1,
};

/** p(y_t | x, z, y_<t) as a function of the prefix, and p(z|x). */
export interface ToyDistribution {
  readonly vocabSize: number;
  /** [nDocs] log p(z|x) */
  readonly prior: readonly number[];
  /** [vocab] log p(. | x, z, prefix) */
  docLogProbs(doc: number, prefix: readonly number[]): number[];
}

/** A random distribution; `sharpness` scales the logits. */
export function randomDistribution(seed: number, vocabSize: number, nDocs = 2, sharpness = 3): ToyDistribution {
  const logits = (doc: number, prefix: readonly number[]): number[] =>
    Array.from({ length: vocabSize }, (_, v) => sharpness * hash([seed, doc, v, ...prefix]));
  return {
    vocabSize,
    prior: logSoftmax(Array.from({ length: nDocs }, (_, z) => 2 * hash([seed, 977, z]))),
    docLogProbs: (doc, prefix) => logSoftmax(logits(doc, prefix)),
  };
}

/** A distribution given by a table of probabilities, prefix "2,5" -> [vocab]; one document. */
export function tableDistribution(vocabSize: number, table: Record<string, readonly number[]>): ToyDistribution {
  return {
    vocabSize,
    prior: [0],
    docLogProbs(_doc, prefix) {
      const row = table[prefix.join(',')];
      if (!row) throw new Error(`no row for prefix ${prefix.join(',')}`);
      return row.map(Math.log);
    },
  };
}

/** [vocab] log Σ_z p(z|x) p(. | x, z, prefix), float32. */
export function marginalOf(distribution: ToyDistribution, prefix: readonly number[], docs?: readonly number[]): number[] {
  const all = docs ?? distribution.prior.map((_, z) => z);
  const prior = docs?.length === 1 ? [0] : all.map((z) => distribution.prior[z]);
  const perDoc = all.map((z) => distribution.docLogProbs(z, prefix));
  return Array.from({ length: distribution.vocabSize }, (_, v) => {
    return Math.fround(Math.log(perDoc.reduce((sum, row, i) => sum + Math.exp(row[v] + prior[i]), 0)));
  });
}

/** A StepModel over a distribution; remembers every k it was asked for. `docs` restricts it to some documents. */
export class ToyModel implements StepModel {
  readonly nDocs: number;
  readonly vocabSize: number;
  readonly askedK: number[] = [];
  private readonly distribution: ToyDistribution;
  private readonly docs: readonly number[];
  private prefixes: number[][] = [];

  constructor(distribution: ToyDistribution, docs?: readonly number[]) {
    this.distribution = distribution;
    this.docs = docs ?? distribution.prior.map((_, z) => z);
    this.nDocs = this.docs.length;
    this.vocabSize = distribution.vocabSize;
  }

  step(tokens: Int32Array, beamOrder: Int32Array | null, k: number): Promise<MarginalTopK> {
    const { distribution, docs } = this;
    this.askedK.push(k);
    this.prefixes = Array.from(tokens, (token, i) => (beamOrder ? [...this.prefixes[beamOrder[i]], token] : [token]));
    const tokenIds: number[] = [];
    const logProbs: number[] = [];
    const docLogProbs: number[] = [];
    for (const prefix of this.prefixes) {
      const marginal = marginalOf(distribution, prefix, docs);
      const perDoc = docs.map((z) => distribution.docLogProbs(z, prefix));
      const best = [...marginal.keys()].sort((a, b) => marginal[b] - marginal[a] || a - b).slice(0, k);
      for (const token of best) {
        tokenIds.push(token);
        logProbs.push(marginal[token]);
        docLogProbs.push(...perDoc.map((row) => row[token]));
      }
    }
    return Promise.resolve({
      nBeams: tokens.length,
      k,
      nDocs: docs.length,
      tokenIds: Int32Array.from(tokenIds),
      logProbs: Float32Array.from(logProbs),
      docLogProbs: Float32Array.from(docLogProbs),
    });
  }
}

/** [vocab] log-probs after the processors, each written out over the whole vocabulary, in transformers' order. */
export function denseProcessors(logProbs: readonly number[], prefix: readonly number[], s: GenerationSettings): number[] {
  let scores = [...logProbs];
  const n = s.noRepeatNgramSize;
  if (n > 0) {
    const grams = prefix.slice(n - 1).map((_, i) => prefix.slice(i, i + n).join());
    const tail = prefix.slice(prefix.length - n + 1);
    scores = scores.map((x, v) => (grams.includes([...tail, v].slice(-n).join()) ? -Infinity : x));
  }
  for (const v of s.bannedTokenIds) if (v !== s.eosTokenId) scores[v] = -Infinity;
  if (prefix.length < s.minLength) scores[s.eosTokenId] = -Infinity;
  if (s.forcedBosTokenId !== null && prefix.length === 1) {
    scores = scores.map((_, v) => (v === s.forcedBosTokenId ? 0 : -Infinity));
  }
  if (s.forcedEosTokenId !== null && prefix.length === s.maxLength - 1) {
    scores = scores.map((_, v) => (v === s.forcedEosTokenId ? 0 : -Infinity));
  }
  return scores;
}

interface DenseBeam {
  readonly ids: readonly number[];
  readonly score: number;
  readonly done: boolean;
}

/**
 * Beam search over whole vocabularies for a batch of questions *at once*, stopping when the batch stops, as the tensors
 * of transformers 4.57 do: the independent account that the truncated, one-question search must agree with.
 */
export function denseBeamSearch(questions: readonly ToyDistribution[], s: GenerationSettings): DenseBeam[][] {
  const f = Math.fround;
  const penalty = (length: number): number => f(length ** s.lengthPenalty);
  const empty = (i: number, score: number): DenseBeam => {
    return { ids: [s.decoderStartTokenId], score: i ? -1e9 : score, done: false };
  };
  const byScore = (a: { score: number }, b: { score: number }): number =>
    a.score === b.score ? 0 : b.score > a.score ? 1 : -1;
  const running = questions.map(() => Array.from({ length: s.numBeams }, (_, i) => empty(i, 0)));
  const finished = questions.map(() => Array.from({ length: s.numBeams }, (_, i) => empty(i, -1e9)));
  let unsatisfied = questions.map(() => true);

  for (let length = 1; ; length++) {
    const hitsAll: boolean[] = [];
    questions.forEach((question, q) => {
      const flat = running[q].flatMap((beam) =>
        denseProcessors(marginalOf(question, beam.ids), beam.ids, s)
          .map((logProb, v) => ({ logProb, ids: [...beam.ids, v], score: f(beam.score + logProb) }))
          .sort((a, b) => (a.logProb === b.logProb ? 0 : b.logProb > a.logProb ? 1 : -1)),
      );
      const top = [...flat].sort(byScore).slice(0, 2 * s.numBeams);
      const hits = top.map(({ ids }) => ids[length] === s.eosTokenId || ids.length >= s.maxLength);
      hitsAll.push(...hits);
      running[q] = top
        .map(({ ids, score }, c) => ({ ids, score: f(score + (hits[c] ? -1e9 : 0)), done: false }))
        .sort(byScore)
        .slice(0, s.numBeams);
      const full = s.earlyStopping === true && finished[q].every(({ done }) => done);
      const ended = top.map(({ ids, score }, c) => {
        const done = hits[c] && c < s.numBeams;
        let penalized = f(score / penalty(length));
        penalized = f(penalized + (full ? -1e9 : 0));
        penalized = f(penalized + (unsatisfied[q] ? 0 : -1e9));
        return { ids, score: f(penalized + (done ? 0 : -1e9)), done };
      });
      finished[q] = [...finished[q], ...ended].sort(byScore).slice(0, s.numBeams);
    });
    unsatisfied = unsatisfied.map((was, q) => {
      const longest = s.earlyStopping === 'never' && s.lengthPenalty > 0;
      const best = f(running[q][0].score / penalty(longest ? s.maxLength - 1 : length));
      const worst = Math.min(...finished[q].map(({ score }) => score));
      return was && finished[q].some(({ done }) => best > (done ? worst : -1e9));
    });
    const openBeam = !(s.earlyStopping === true && finished.flat().every(({ done }) => done));
    if (!unsatisfied.some(Boolean) || !openBeam || hitsAll.every(Boolean)) {
      return finished.map((beams) => beams.slice(0, s.numReturnSequences));
    }
  }
}

/** Every complete answer (EOS, or maxLength reached) with its log-probability after the processors. */
export function enumerate(distribution: ToyDistribution, s: GenerationSettings): { ids: number[]; logProb: number }[] {
  const grow = (ids: number[], logProb: number): { ids: number[]; logProb: number }[] => {
    const ended = ids.length > 1 && (ids[ids.length - 1] === s.eosTokenId || ids.length >= s.maxLength);
    if (ended) return [{ ids, logProb }];
    const scores = denseProcessors(marginalOf(distribution, ids), ids, s);
    return scores.flatMap((x, v) => (x === -Infinity ? [] : grow([...ids, v], logProb + x)));
  };
  return grow([s.decoderStartTokenId], 0);
}

export function logSoftmax(values: readonly number[]): number[] {
  const max = Math.max(...values);
  const norm = max + Math.log(values.reduce((sum, value) => sum + Math.exp(value - max), 0));
  return values.map((value) => value - norm);
}

/** A number in [-1, 1) that depends on all integers given (FNV-1a, then a mixing round). */
function hash(integers: readonly number[]): number {
  let h = 0x811c9dc5;
  for (const integer of integers) h = Math.imul(h ^ (integer + 0x51), 0x01000193) ^ (h >>> 13);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 31 - 1;
}
