/** RAG-Token: one search on the marginal, by any strategy, as the views want it. Knows no page. */
import type { AnswerSequence, Decoded, Listeners } from './answer.ts';
import { generateToken, searchTree, type DecodeStep, type Generation, type Hypothesis } from './decode/index.ts';
import { generationSettings, samplingSettings, type DecodingSettings } from './decoding.ts';
import type { RagEngine } from './engine.ts';
import type { EncodedDocuments } from './generator.ts';
import { ALTERNATIVES, DraftRecorder, StepRecorder, tokenText } from './steps.ts';
import type { GenerationSettings } from './types.ts';

/** @param logPriors [nDocs] log p(z|x) @param maxLength longest answer in tokens, without the start token */
export async function answerByToken(engine: RagEngine, encoded: EncodedDocuments, logPriors: Float32Array, maxLength: number, decoding: DecodingSettings, listeners: Listeners, prefixAllowedTokens?: GenerationSettings['prefixAllowedTokens']): Promise<Decoded> {
  const { generatorTokenizer: tokenizer, config } = engine.model;
  const settings = { ...generationSettings(config.generator, 'token', maxLength, decoding), prefixAllowedTokens };
  const model = engine.generator.stepModel(encoded, logPriors);
  let generation: Generation;
  try {
    generation = await generateToken(() => model, settings, {
      signal: listeners.signal,
      alternatives: ALTERNATIVES,
      sampling: samplingSettings(decoding),
      onStep: follow(engine, logPriors, settings.numBeams, listeners),
    });
  } finally {
    model.dispose();
  }
  const sequences = generation.hypotheses.filter(({ end }) => end !== 'none').map((hypothesis) => sequenceOf(engine, logPriors, generation, hypothesis));
  const [{ text: answer, steps, posterior, logProb }] = sequences;
  const tree = settings.numBeams > 1 ? [searchTree(generation, { doc: null, logPriors, settings, textOf: (id) => tokenText(tokenizer, id) })] : [];
  return { answer, steps, posterior, logProb, sequences, candidates: [], trees: tree, mass: null, exact: generation.exact, rejected: [], fault: null };
}

/** One beam writes tokens that stand: the greedy answer, or the first sample. More beams may change their mind. */
function follow(engine: RagEngine, logPriors: Float32Array, numBeams: number, { onStep, onDraft }: Listeners): (step: DecodeStep) => void {
  const { generatorTokenizer: tokenizer } = engine.model;
  if (numBeams > 1) {
    const draft = new DraftRecorder(tokenizer, logPriors, (change) => onDraft?.(change, null));
    return (step) => draft.add(step);
  }
  const recorder = new StepRecorder(tokenizer, logPriors, onStep);
  return (step) => recorder.searched(step, 0);
}

function sequenceOf(engine: RagEngine, logPriors: Float32Array, { steps }: Generation, hypothesis: Hypothesis): AnswerSequence {
  const recorder = new StepRecorder(engine.model.generatorTokenizer, logPriors);
  recorder.found(steps, hypothesis);
  const { answer, ...recorded } = recorder.finish();
  return { text: answer, ...recorded, score: hypothesis.score, end: hypothesis.end === 'eos' ? 'eos' : 'max-length', fromDocs: [] };
}
