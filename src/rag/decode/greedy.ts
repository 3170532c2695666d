/** Greedy decoding of one question on the marginal. Knows no engine; follows `_sample(do_sample=False)` of transformers 4.57. */
import { throwIfAborted } from '../../errors.ts';
import type { GenerationSettings, StepModel } from '../types.ts';
import { allowedTokens, bannedTokens, forcedToken, nothingAllowed } from './processors.ts';
import type { DecodeOptions, DecodeStep, Generation } from './record.ts';
import { candidateOutcome, checkMarginal, chooseK, lengthPenalized } from './record.ts';

/** Takes the best allowed token at each step until EOS or maxLength. */
export async function greedy(
  model: StepModel,
  settings: GenerationSettings,
  options: DecodeOptions = {},
): Promise<Generation> {
  const sequence = [settings.decoderStartTokenId];
  const tokenLogProbs: number[] = [];
  const modelLogProbs: number[] = [];
  const steps: DecodeStep[] = [];
  let score = 0;
  let exact = true;
  let done = false;

  while (!done) {
    throwIfAborted(options.signal, 'generation');
    const position = sequence.length;
    const forced = forcedToken(position, settings);
    const banned = forced === null ? bannedTokens(sequence, settings) : new Set<number>();
    const within = (forced === null && settings.prefixAllowedTokens?.(sequence)) || null;
    const k = chooseK(forced === null && within === null ? 1 + banned.size : Infinity, model, options);
    const last = Int32Array.of(sequence[position - 1]);
    const marginal = await model.step(last, position === 1 ? null : Int32Array.of(0), k);
    checkMarginal(marginal, 1);

    const kept = allowedTokens(marginal, 0, banned, forced, 1, within)[0];
    if (!kept && within) exact &&= marginal.k === model.vocabSize;
    else if (within) for (const token of marginal.tokenIds) if (!within.has(token)) banned.add(token);
    const best = kept ?? allowedTokens(marginal, 0, banned, forced, 1)[0];
    if (!best) throw nothingAllowed(marginal.k, position);
    sequence.push(best.token);
    tokenLogProbs.push(best.logProb);
    modelLogProbs.push(best.modelLogProb);
    score = Math.fround(score + best.logProb);
    done = best.token === settings.eosTokenId || sequence.length >= settings.maxLength;

    const step: DecodeStep = {
      position,
      marginal,
      forcedToken: forced,
      banned: [Int32Array.from(banned)],
      candidateTokens: Int32Array.of(best.token),
      candidateParents: Int32Array.of(0),
      candidateRanks: Int32Array.of(best.rank),
      candidateLogProbs: Float32Array.of(best.logProb),
      candidateScores: Float32Array.of(score),
      candidateOutcomes: Uint8Array.of(done ? candidateOutcome.finished : candidateOutcome.running),
      selected: Int32Array.of(0),
      sequences: Int32Array.from(sequence),
    };
    steps.push(step);
    options.onStep?.(step);
  }

  const hypothesis = {
    tokenIds: Int32Array.from(sequence),
    tokenLogProbs: Float32Array.from(tokenLogProbs),
    modelLogProbs: Float32Array.from(modelLogProbs),
    path: new Int32Array(steps.length),
    logProb: score,
    score: lengthPenalized(score, steps.length, settings),
    end: sequence[sequence.length - 1] === settings.eosTokenId ? ('eos' as const) : ('max-length' as const),
  };
  return { hypotheses: [hypothesis], steps, exact };
}
