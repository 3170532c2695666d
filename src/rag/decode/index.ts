/** The entry to decoding: one question or a batch, RAG-Token or RAG-Sequence. Knows no engine. */
import type { GenerationSettings } from '../types.ts';
import { beamSearch } from './beamSearch.ts';
import { greedy } from './greedy.ts';
import type { DecodeOptions, Generation, PaddedSequences, StepModelFactory } from './record.ts';
import { padSequences } from './record.ts';
import { sample } from './sampling.ts';
import type { SequenceGeneration, SequenceModel, SequenceOptions } from './sequence.ts';
import { generateSequence } from './sequence.ts';
import { checkSettings } from './settings.ts';

export type * from './record.ts';
export { candidateOutcome, KERNEL_MAX_K, padSequences } from './record.ts';
export type * from './sequence.ts';
export { generateSequence } from './sequence.ts';
export type * from './sequenceScore.ts';
export { scoreSequences } from './sequenceScore.ts';
export { defaultSettings } from './settings.ts';
export { docLogProbsOf, isBarred, pathOfBeam, searchTree, type SearchTree } from './tree.ts';

/** Padded answers, numReturnSequences rows a question, as transformers' `generate` returns them. */
export interface Batch<T> extends PaddedSequences {
  readonly generations: readonly T[];
}

/**
 * Decodes one question on a StepModel: RAG-Token, or a plain generator when nDocs is 1.
 * One beam is greedy, more are beam search; `options.sampling` draws instead.
 * @param question handed to the factory, which must return a fresh decoding state
 */
export async function generateToken(
  factory: StepModelFactory,
  settings: GenerationSettings,
  options: DecodeOptions = {},
  question = 0,
): Promise<Generation> {
  const model = await factory(question);
  checkSettings(settings, model.vocabSize, options.sampling);
  if (options.sampling) return sample(model, settings, options.sampling, options);
  return settings.numBeams === 1 ? greedy(model, settings, options) : beamSearch(model, settings, options);
}

/** Several questions one after another (beams of different questions never meet), padded to the longest answer. */
export async function generateTokenBatch(
  factory: StepModelFactory,
  nQuestions: number,
  settings: GenerationSettings,
  options: DecodeOptions = {},
): Promise<Batch<Generation>> {
  const generations: Generation[] = [];
  for (let question = 0; question < nQuestions; question++) {
    generations.push(await generateToken(factory, settings, options, question));
  }
  const rows = generations.flatMap(({ hypotheses }) => hypotheses.map(({ tokenIds }) => tokenIds));
  return { generations, ...padSequences(rows, settings.padTokenId) };
}

/** RAG-Sequence for several questions; padded to the longest *candidate*, as the reference pads. */
export async function generateSequenceBatch(
  models: readonly SequenceModel[],
  settings: GenerationSettings,
  options: SequenceOptions = {},
): Promise<Batch<SequenceGeneration>> {
  const generations: SequenceGeneration[] = [];
  for (const model of models) generations.push(await generateSequence(model, settings, options));
  const rows = generations.flatMap(({ candidates, ranking }) => [...ranking].map((i) => candidates[i].tokenIds));
  const longest = generations.reduce((most, { paddedLength }) => Math.max(most, paddedLength), 0);
  return { generations, ...padSequences(rows, settings.padTokenId, longest) };
}
