/** Beam search of one question on the marginal, as transformers 4.57 does it (`_beam_search`). Knows no engine. */
import { throwIfAborted } from '../../errors.ts';
import type { GenerationSettings, MarginalTopK, StepModel } from '../types.ts';
import { allowedTokens, bannedTokens, forcedToken } from './processors.ts';
import type { DecodeOptions, DecodeStep, Generation, Hypothesis } from './record.ts';
import { candidateOutcome, checkMarginal, chooseK, lengthPenalized } from './record.ts';

/**
 * "Impossible", as a finite number: the reference subtracts it instead of using -inf. Sums are float32 as there, so
 * beside it ordinary log-probs vanish; beams that start or end at it behave the same only if we round likewise.
 */
const NEVER = -1e9;

interface Beam {
  readonly tokens: readonly number[];
  readonly logProbs: readonly number[];
  readonly modelLogProbs: readonly number[];
  /** Candidate index at each step. */
  readonly path: readonly number[];
  /** Accumulated float32 log-prob. */
  readonly score: number;
}

interface Candidate extends Beam {
  readonly parent: number;
  readonly rank: number;
  /** Ends here: EOS, or maxLength is reached. */
  readonly hits: boolean;
}

/** A place among the best finished beams. */
interface Finished {
  readonly beam: Beam;
  /** Length-penalized score. */
  readonly score: number;
  readonly done: boolean;
}

export async function beamSearch(
  model: StepModel,
  settings: GenerationSettings,
  options: DecodeOptions = {},
): Promise<Generation> {
  const { numBeams, earlyStopping } = settings;
  const nCandidates = 2 * numBeams; // max(2, 1 + nEos) * numBeams, with one EOS token
  const start: Beam = { tokens: [settings.decoderStartTokenId], logProbs: [], modelLogProbs: [], path: [], score: 0 };
  // Only the first beam counts at the first step, or all would hold the same sequence.
  let running: Beam[] = Array.from({ length: numBeams }, (_, i) => (i === 0 ? start : { ...start, score: NEVER }));
  let finished: Finished[] = Array.from({ length: numBeams }, () => ({ beam: start, score: NEVER, done: false }));
  let beamOrder: Int32Array | null = null;
  let improvable = true;
  let exact = true;
  const steps: DecodeStep[] = [];

  for (let length = 1, open = true; open; length++) {
    throwIfAborted(options.signal, 'generation');
    const forced = forcedToken(length, settings);
    const banned = running.map((beam) => (forced === null ? bannedTokens(beam.tokens, settings) : new Set<number>()));
    const mostBanned = banned.reduce((most, set) => Math.max(most, set.size), 0);
    const k = chooseK(forced === null ? nCandidates + mostBanned : Infinity, model, options);
    const last = Int32Array.from(running, (beam) => beam.tokens[length - 1]);
    const marginal = await model.step(last, beamOrder, k);
    checkMarginal(marginal, numBeams);

    const candidates = topCandidates(running, marginal, banned, forced, nCandidates, settings);
    if (forced === null && marginal.k < model.vocabSize) {
      const worst = candidates[nCandidates - 1].score;
      exact &&= running.every(({ score }, b) => worst >= Math.fround(score + marginal.logProbs[(b + 1) * marginal.k - 1]));
    }

    // Candidates that end here go on only if too few others are left (`_get_running_beams_for_next_iteration`).
    const goingOn = candidates.map(({ score, hits }) => (hits ? Math.fround(score + NEVER) : score));
    const selected = topIndices(goingOn, numBeams);
    running = selected.map((c) => ({ ...candidates[c], score: goingOn[c] }));
    beamOrder = Int32Array.from(selected, (c) => candidates[c].parent);

    const full = earlyStopping === true && finished.every(({ done }) => done);
    const ended = candidates.map((candidate, rank): Finished => {
      // EOS counts only among the best numBeams; the other half is there to keep numBeams beams running.
      const done = candidate.hits && rank < numBeams;
      let score = lengthPenalized(candidate.score, length, settings);
      for (const barred of [full, !improvable, !done]) if (barred) score = Math.fround(score + NEVER);
      return { beam: candidate, score, done };
    });
    const merged = [...finished, ...ended];
    const kept = topIndices(merged.map(({ score }) => score), numBeams);
    finished = kept.map((i) => merged[i]);

    const outcomes = new Uint8Array(nCandidates);
    for (const c of selected) if (!candidates[c].hits) outcomes[c] = candidateOutcome.running;
    for (const i of kept) if (merged[i].done && i >= numBeams) outcomes[i - numBeams] = candidateOutcome.finished;
    const step: DecodeStep = {
      position: length,
      marginal,
      forcedToken: forced,
      banned: banned.map((set) => Int32Array.from(set)),
      candidateTokens: Int32Array.from(candidates, (c) => c.tokens[length]),
      candidateParents: Int32Array.from(candidates, (c) => c.parent),
      candidateRanks: Int32Array.from(candidates, (c) => c.rank),
      candidateLogProbs: Float32Array.from(candidates, (c) => c.logProbs[length - 1]),
      candidateScores: Float32Array.from(candidates, (c) => c.score),
      candidateOutcomes: outcomes,
      selected: Int32Array.from(selected),
      sequences: Int32Array.from(running.flatMap((beam) => beam.tokens)),
    };
    steps.push(step);
    options.onStep?.(step);

    improvable &&= canImprove(running[0].score, finished, length, settings);
    const allDone = earlyStopping === true && finished.every(({ done }) => done);
    open = improvable && !allDone && candidates.some(({ hits }) => !hits);
  }

  const hypotheses = finished.slice(0, settings.numReturnSequences).map((f) => hypothesis(f, settings));
  return { hypotheses, steps, exact };
}

/**
 * The best `n` continuations over all beams: topk over [numBeams * vocab], of which a beam can give no more than n.
 * Ties go to the lower beam, then to the better place in its row. Empty places, possible only where bans or a tiny
 * vocabulary leave fewer than n, hold a dead beam (-Infinity).
 */
function topCandidates(
  running: readonly Beam[],
  marginal: MarginalTopK,
  banned: readonly ReadonlySet<number>[],
  forced: number | null,
  n: number,
  settings: GenerationSettings,
): Candidate[] {
  const all: Candidate[] = [];
  const extend = (parent: number, token: number, logProb: number, modelLogProb: number, rank: number): Candidate => {
    const beam = running[parent];
    return {
      tokens: [...beam.tokens, token],
      logProbs: [...beam.logProbs, logProb],
      modelLogProbs: [...beam.modelLogProbs, modelLogProb],
      path: beam.path,
      score: Math.fround(beam.score + logProb),
      parent,
      rank,
      hits: token === settings.eosTokenId || beam.tokens.length + 1 >= settings.maxLength,
    };
  };
  running.forEach((_, parent) => {
    for (const { token, logProb, modelLogProb, rank } of allowedTokens(marginal, parent, banned[parent], forced, n)) {
      all.push(extend(parent, token, logProb, modelLogProb, rank));
    }
  });
  const best = topIndices(all.map(({ score }) => score), Math.min(n, all.length)).map((i) => all[i]);
  const filler = settings.padTokenId === settings.eosTokenId ? settings.decoderStartTokenId : settings.padTokenId;
  while (best.length < n) best.push(extend(0, filler, -Infinity, NaN, -1));
  return best.map((candidate, index) => ({ ...candidate, path: [...candidate.path, index] }));
}

/**
 * Whether the best running beam could still beat the worst finished one (`_check_early_stop_heuristic`).
 * @param length tokens generated so far, without the decoder start token
 */
function canImprove(
  bestRunning: number,
  finished: readonly Finished[],
  length: number,
  settings: GenerationSettings,
): boolean {
  const longest = settings.earlyStopping === 'never' && settings.lengthPenalty > 0;
  const best = lengthPenalized(bestRunning, longest ? settings.maxLength - 1 : length, settings);
  const worst = finished.reduce((least, { score }) => Math.min(least, score), Infinity);
  return finished.some(({ done }) => best > (done ? worst : NEVER));
}

function hypothesis({ beam, score, done }: Finished, settings: GenerationSettings): Hypothesis {
  // A beam that descends from the barred ones of the first step repeats a better one.
  const real = done && beam.score > NEVER / 2;
  return {
    tokenIds: Int32Array.from(beam.tokens),
    tokenLogProbs: Float32Array.from(beam.logProbs),
    modelLogProbs: Float32Array.from(beam.modelLogProbs),
    path: Int32Array.from(beam.path),
    logProb: beam.score,
    score,
    end: !real ? 'none' : beam.tokens[beam.tokens.length - 1] === settings.eosTokenId ? 'eos' : 'max-length',
  };
}

/** Indices of the n largest values, largest first, ties by the lower index. */
function topIndices(values: readonly number[], n: number): number[] {
  const order = values.map((_, i) => i);
  // Subtraction would make NaN of two -Infinity.
  order.sort((a, b) => (values[a] === values[b] ? a - b : values[a] > values[b] ? -1 : 1));
  return order.slice(0, n);
}
