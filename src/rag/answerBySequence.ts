/** RAG-Sequence: whole answers of each document, scored under all, by any strategy, as the views want it. Knows no page. */
import { throwIfAborted } from '../errors.ts';
import type { AnswerCandidate, AnswerSequence, Decoded, Listeners } from './answer.ts';
import { generateSequence, generateToken, searchTree, type DecodeOptions, type DecodeStep, type Generation, type SequenceCandidate, type SequenceGeneration } from './decode/index.ts';
import { seededRandom } from './decode/sampling.ts';
import { generationSettings, samplingSettings, type DecodingSettings } from './decoding.ts';
import type { Retrieved } from './ask.ts';
import type { RagEngine } from './engine.ts';
import { DraftRecorder, StepRecorder, tokenText, type Step } from './steps.ts';
import type { GenerationSettings } from './types.ts';

/** Rows (candidates × documents) scored in one run: what is scored at once is held at once, vocabulary and all. */
const SCORED_ROWS = 64;

/** @param logPriors [nDocs] log p(z|x) @param maxLength longest answer in tokens, without the start token */
export async function answerBySequence(engine: RagEngine, documents: readonly Retrieved[], logPriors: Float32Array, maxLength: number, decoding: DecodingSettings, listeners: Listeners): Promise<Decoded> {
  const { generator: config } = engine.model.config;
  const nDocs = documents.length;
  const settings = generationSettings(config, 'sequence', maxLength, decoding);
  const draws = decoding.strategy === 'sample' ? drawDocuments(logPriors, decoding) : null;
  const mode = draws ? 'thorough' : decoding.sequenceDecoding;
  const tokenScores = new Map<string, Float32Array>();
  const result = await generateSequence(
    {
      nDocs,
      bosTokenId: config.bosTokenId,
      priorLogProbs: logPriors,
      generateForDoc: async (doc, docSettings, options) => {
        const n = draws ? draws.docs.filter((z) => z === doc).length : docSettings.numReturnSequences;
        if (n === 0) return { hypotheses: [], steps: [], exact: true };
        const sampling = samplingSettings(decoding);
        const onStep = followDocument(engine, doc, nDocs, listeners);
        return searchDocument(engine, documents[doc], { ...docSettings, numReturnSequences: n }, { ...options, onStep, sampling: sampling && { ...sampling, seed: draws!.seeds[doc] } });
      },
      scoreCandidates: async (ids, n, length) => {
        const rows = Array.from({ length: n }, (_, i) => ids.subarray(i * length, (i + 1) * length));
        const scores = await scoreInParts(engine, documents, rows, listeners);
        rows.forEach((row, i) => tokenScores.set(trimmedKey(row, config.padTokenId), scores.subarray(i * nDocs * length, (i + 1) * nDocs * length)));
        return { tokenLogProbs: scores, vocabSize: config.vocabSize };
      },
    },
    settings,
    { signal: listeners.signal, ranking: 'exact', mode },
  );

  const ranked = result.candidates.toSorted((a, b) => b.logProb - a.logProb);
  const order = draws ? inDrawnOrder(result, draws.docs) : ranked.map((candidate) => ({ candidate, fromDocs: candidate.fromDocs }));
  const sequences = order.map(({ candidate, fromDocs }): AnswerSequence => {
    const recorder = new StepRecorder(engine.model.generatorTokenizer, logPriors);
    recorder.given('sequence', candidate.tokenIds, tokenScores.get(trimmedKey(candidate.tokenIds, config.padTokenId)) ?? scoresOfSearch(result, candidate));
    const { answer: text, ...recorded } = recorder.finish();
    return { text, ...recorded, score: null, end: candidate.tokenIds.at(-1) === config.eosTokenId ? 'eos' : 'max-length', fromDocs: [...fromDocs] };
  });
  const [{ text: answer, steps, posterior, logProb }] = sequences;
  for (const step of steps) listeners.onStep?.(step);
  return {
    answer,
    steps,
    posterior,
    logProb,
    sequences,
    candidates: ranked.map(({ logProb: total, fastLogProb, fromDocs, docLogProbs, posterior: share, tokenIds }): AnswerCandidate => {
      const sequence = order.findIndex(({ candidate }) => candidate.tokenIds === tokenIds);
      return { text: sequences[sequence].text, logProb: total, fastLogProb, fromDocs: [...fromDocs], docLogProbs, posterior: share, sequence };
    }),
    trees: settings.numBeams > 1 ? result.documents.map((generation, doc) => searchTree(generation, { doc, logPriors: [0], settings, textOf: (id) => tokenText(engine.model.generatorTokenizer, id) })) : [],
    mass: draws ? null : result.mass,
    exact: result.documents.every(({ exact }) => exact),
    rejected: [], fault: null,
  };
}

async function searchDocument(engine: RagEngine, document: Retrieved, settings: GenerationSettings, options: DecodeOptions): Promise<Generation> {
  const encoded = await engine.generator.encodeDocuments([document.generatorIds]);
  const model = engine.generator.stepModel(encoded, new Float32Array(1));
  try {
    return await generateToken(() => model, settings, options);
  } finally {
    model.dispose();
    encoded.dispose();
  }
}

/** One document writes alone, so its draft says nothing of the others. */
function followDocument(engine: RagEngine, doc: number, nDocs: number, { onDraft }: Listeners): ((step: DecodeStep) => void) | undefined {
  if (!onDraft) return undefined;
  const draft = new DraftRecorder(engine.model.generatorTokenizer, new Float32Array(1), ({ from, steps }) => onDraft({ from, steps: steps.map((step) => alone(step, doc, nDocs)) }, doc));
  return (step) => draft.add(step);
}

function alone(step: Step, doc: number, nDocs: number): Step {
  const at = (value: number, elsewhere: number): Float32Array => new Float32Array(nDocs).fill(elsewhere).fill(value, doc, doc + 1);
  return { ...step, responsibilities: at(1, 0), posterior: new Float32Array(nDocs).fill(NaN), docLogProbs: at(step.docLogProbs[0], NaN) };
}

/** @returns [nCandidates, nDocs, length] as `scoreAnswers`, with a turn for a cancel between parts */
async function scoreInParts(engine: RagEngine, documents: readonly Retrieved[], rows: readonly Int32Array[], { signal, onCompiling, onScoring }: Listeners): Promise<Float32Array> {
  await engine.generator.prepareScores({ signal, onWeight: onCompiling });
  const size = documents.length * rows[0].length;
  const scores = new Float32Array(rows.length * size);
  const part = Math.max(1, Math.floor(SCORED_ROWS / documents.length));
  for (let i = 0; i < rows.length; i += part) {
    onScoring?.(i, rows.length);
    throwIfAborted(signal, 'generation');
    scores.set(await engine.generator.scoreAnswers(documents.map((d) => d.generatorIds), rows.slice(i, i + part)), i * size);
  }
  return scores;
}

interface Draws {
  /** [numReturnSequences] the document that each sample is drawn from. */
  readonly docs: readonly number[];
  /** [nDocs] */
  readonly seeds: readonly number[];
}

/** Ancestral sampling of the mixture Σ_z p(z|x) p(y|x,z): first the document, by its prior, then the answer from it alone. */
function drawDocuments(logPriors: Float32Array, { seed, numReturnSequences }: DecodingSettings): Draws {
  const random = seededRandom(seed);
  const seeds = Array.from(logPriors, () => Math.floor(random() * 2 ** 32));
  const docs = Array.from({ length: numReturnSequences }, () => {
    let left = random();
    // Rounding may leave the sum of the priors a little under 1.
    const doc = logPriors.findIndex((logPrior) => (left -= Math.exp(logPrior)) < 0);
    return doc < 0 ? logPriors.length - 1 : doc;
  });
  return { docs, seeds };
}

function inDrawnOrder({ documents, candidates }: SequenceGeneration, docs: readonly number[]): { candidate: SequenceCandidate; fromDocs: readonly number[] }[] {
  return docs.map((doc, i) => {
    const row = docs.slice(0, i).filter((other) => other === doc).length;
    const key = documents[doc].hypotheses[row].tokenIds.join();
    return { candidate: candidates.find(({ tokenIds }) => tokenIds.join() === key)!, fromDocs: [doc] };
  });
}

/** Fast decoding: the token scores that the searches themselves gave, −Infinity in documents whose beams lack the answer. [nDocs, length] */
function scoresOfSearch({ documents }: SequenceGeneration, { tokenIds }: SequenceCandidate): Float32Array {
  const key = tokenIds.join();
  const length = tokenIds.length - 1;
  const scores = new Float32Array(documents.length * length).fill(-Infinity);
  documents.forEach(({ hypotheses }, z) => {
    const found = hypotheses.find((h) => h.end !== 'none' && h.tokenIds.join() === key);
    found?.modelLogProbs.forEach((logProb, t) => (scores[z * length + t] = Number.isNaN(logProb) ? found.tokenLogProbs[t] : logProb));
  });
  return scores;
}

/** The ids without the padding at their end; padding that the model generated itself belongs to the answer. */
function trimmedKey(ids: ArrayLike<number>, padId: number): string {
  const list = Array.from(ids);
  return list.slice(0, list.findLastIndex((id) => id !== padId) + 1).join();
}
