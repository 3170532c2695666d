/** RAG-Sequence decoding: beams per document, then thorough or fast scoring of the pooled candidates. Knows no engine. */
import { throwIfAborted } from '../../errors.ts';
import type { GenerationSettings } from '../types.ts';
import { nothingAllowed } from './processors.ts';
import type { DecodeOptions, Generation } from './record.ts';
import { KERNEL_MAX_K, padSequences } from './record.ts';
import type { CandidateScores } from './sequenceScore.ts';
import { logSumExp } from '../posterior.ts';
import { scoreSequences } from './sequenceScore.ts';

/** The model as RAG-Sequence decoding sees it: one question with its retrieved documents. */
export interface SequenceModel {
  readonly nDocs: number;
  /** Token id of `<s>`, which exclude_bos_score looks for; null where the model has none. */
  readonly bosTokenId: number | null;
  /** [nDocs] log p(z|x), nats: log-softmax of the document scores. */
  readonly priorLogProbs: Float32Array;
  /** Decodes document `doc` alone (nDocs = 1, no prior) with the settings given. */
  generateForDoc(doc: number, settings: GenerationSettings, options: DecodeOptions): Promise<Generation>;
  /**
   * Teacher-forced scores of candidates under every document; not called in fast mode.
   * @param ids [nCandidates, length] padded, each starting with the decoder start token; they are the decoder's input
   */
  scoreCandidates(ids: Int32Array, nCandidates: number, length: number): Promise<CandidateScores>;
}

export interface SequenceOptions {
  readonly signal?: AbortSignal;
  /** `fast` (paper, section 2.5): p(y|x,z) = 0 where y is not in the beam of z; no extra forward pass. */
  readonly mode?: 'thorough' | 'fast';
  /** Default true: equal candidates of several documents are scored once. */
  readonly deduplicate?: boolean;
  /** Label smoothing of the checkpoint, which transformers applies to the ranking too (default 0). */
  readonly labelSmoothing?: number;
  /**
   * `huggingface` (default) ranks by its loss, where the prior stands at the second target position and is lost if that
   * is padding, and BOS may be left out. `exact` ranks by log p(y|x) with the prior outside the sum.
   */
  readonly ranking?: 'huggingface' | 'exact';
  /** Fewest tokens of each step wanted (for display). */
  readonly alternatives?: number;
  readonly maxK?: number;
  /** Called when the beams of a document are ready. */
  readonly onDocument?: (doc: number, generation: Generation) => void;
}

export interface SequenceCandidate {
  /** [length] decoder start token to EOS, unpadded. */
  readonly tokenIds: Int32Array;
  /** Documents whose beams hold it, ascending. */
  readonly fromDocs: Int32Array;
  /** [nDocs] log p(y|x,z), nats; in fast mode -Infinity for a document whose beams lack it. */
  readonly docLogProbs: Float32Array;
  /** [nDocs] p(z|x,y): share of each document; sums to 1. */
  readonly posterior: Float32Array;
  /** log p(y|x) = LSE_z [log p(z|x) + docLogProbs[z]], nats. */
  readonly logProb: number;
  /** The same sum over `fromDocs` only: what fast decoding would say. */
  readonly fastLogProb: number;
  /** What the candidates are ranked by, lowest first; the reference's loss unless `ranking` is `exact`. */
  readonly nll: number;
}

export interface SequenceGeneration {
  /** All candidates in the order in which the documents proposed them. */
  readonly candidates: readonly SequenceCandidate[];
  /** Indices of the numReturnSequences best candidates (fewer where there are fewer), best first. */
  readonly ranking: Int32Array;
  /** [nDocs] beams of each document, with all steps. */
  readonly documents: readonly Generation[];
  /** Length that all candidates are padded to; the reference pads its answers to it. */
  readonly paddedLength: number;
  /** p(y|x) summed over the distinct candidates, and the part of it that fast decoding misses; null in fast mode. */
  readonly mass: { readonly thorough: number; readonly missedByFast: number } | null;
}

/** Follows `RagSequenceForGeneration.generate` for one question; fast mode follows the paper. */
export async function generateSequence(
  model: SequenceModel,
  settings: GenerationSettings,
  options: SequenceOptions = {},
): Promise<SequenceGeneration> {
  const { nDocs, priorLogProbs } = model;
  const { mode = 'thorough', deduplicate = true, ranking: rankBy = 'huggingface', signal } = options;
  const docSettings = { ...settings, numReturnSequences: settings.numBeams };
  const docOptions = { signal, alternatives: options.alternatives, maxK: options.maxK };

  const documents: Generation[] = [];
  for (let doc = 0; doc < nDocs; doc++) {
    throwIfAborted(signal, 'generation');
    const generation = await model.generateForDoc(doc, docSettings, docOptions);
    documents.push(generation);
    options.onDocument?.(doc, generation);
  }

  const pool = poolCandidates(documents);
  const distinct = [...new Set(pool.map(({ key }) => key))].map((key) => pool.findIndex((entry) => entry.key === key));
  const entries = deduplicate ? distinct.map((i) => pool[i]) : pool;
  if (entries.length === 0) throw nothingAllowed(options.maxK ?? KERNEL_MAX_K, 1);
  const padded = padSequences(entries.map(({ tokenIds }) => tokenIds), settings.padTokenId);

  throwIfAborted(signal, 'generation');
  let scores: { readonly docLogProbs: Float32Array; readonly nll: Float64Array } | null = null;
  if (mode === 'thorough') {
    const tokenScores = await model.scoreCandidates(padded.ids, padded.n, padded.length);
    scores = scoreSequences(tokenScores, padded, priorLogProbs, {
      padTokenId: settings.padTokenId,
      bosTokenId: model.bosTokenId,
      excludeBosScore: true,
      labelSmoothing: options.labelSmoothing ?? 0,
    });
  }

  const candidates = entries.map(({ tokenIds, beamLogProbs, fromDocs }, i): SequenceCandidate => {
    const docLogProbs = scores ? scores.docLogProbs.slice(i * nDocs, (i + 1) * nDocs) : beamLogProbs;
    const joint = Array.from(docLogProbs, (logProb, z) => logProb + priorLogProbs[z]);
    const logProb = logSumExp(joint);
    return {
      tokenIds,
      fromDocs,
      docLogProbs,
      posterior: Float32Array.from(joint, (value) => Math.exp(value - logProb)),
      logProb,
      fastLogProb: logSumExp(Array.from(fromDocs, (z) => joint[z])),
      nll: scores && rankBy === 'huggingface' ? scores.nll[i] : -logProb,
    };
  });
  const order = candidates.map((_, i) => i).sort((a, b) => candidates[a].nll - candidates[b].nll || a - b);

  const once = deduplicate ? candidates : distinct.map((i) => candidates[i]);
  const thorough = once.reduce((sum, { logProb }) => sum + Math.exp(logProb), 0);
  const fast = once.reduce((sum, { fastLogProb }) => sum + Math.exp(fastLogProb), 0);
  return {
    candidates,
    ranking: Int32Array.from(order.slice(0, settings.numReturnSequences)),
    documents,
    paddedLength: padded.length,
    mass: scores ? { thorough, missedByFast: thorough - fast } : null,
  };
}

interface PoolEntry {
  readonly key: string;
  readonly tokenIds: Int32Array;
  /** [nDocs] log p(y|x,z) as z's own beam search summed it; -Infinity where z's beams lack y. */
  readonly beamLogProbs: Float32Array;
  readonly fromDocs: Int32Array;
}

/** All documents' beams in order; equal ones share what the documents said of them. */
function poolCandidates(documents: readonly Generation[]): PoolEntry[] {
  const beamLogProbs = new Map<string, Float32Array>();
  const keyed = documents.flatMap(({ hypotheses }, doc) =>
    hypotheses.filter(({ end }) => end !== 'none').map(({ tokenIds, tokenLogProbs, modelLogProbs }) => {
      const key = tokenIds.join(' ');
      const byDoc = beamLogProbs.get(key) ?? new Float32Array(documents.length).fill(-Infinity);
      // A forced token scores 0 in the search; its own log-prob counts here, unless the model did not give it.
      byDoc[doc] = tokenLogProbs.reduce((sum, logProb, t) => {
        return sum + (Number.isNaN(modelLogProbs[t]) ? logProb : modelLogProbs[t]);
      }, 0);
      beamLogProbs.set(key, byDoc);
      return { key, tokenIds };
    }),
  );
  return keyed.map(({ key, tokenIds }) => {
    const byDoc = beamLogProbs.get(key) as Float32Array;
    const fromDocs = Int32Array.from([...byDoc.keys()].filter((doc) => byDoc[doc] > -Infinity));
    return { key, tokenIds, beamLogProbs: byDoc, fromDocs };
  });
}
