/** What an answered question holds, in either mode. Types alone. */
import type { SearchTree } from './decode/index.ts';
import type { Fault, Rejected } from './extractive.ts';
import type { Draft, Step } from './steps.ts';

/** RAG-Sequence only: one candidate answer and its score under all documents. */
export interface AnswerCandidate {
  readonly text: string;
  /** log p(y|x), nats; exact in thorough decoding, and a lower bound in fast decoding. */
  readonly logProb: number;
  /** The same sum over the documents whose beams proposed it: what fast decoding says. */
  readonly fastLogProb: number;
  /** Which documents' beams proposed it. */
  readonly fromDocs: readonly number[];
  /** log p(y|x,z), nats, [nDocs]; in fast decoding −Infinity where z's beams lack it. */
  readonly docLogProbs: Float32Array;
  /** p(z|x,y), [nDocs]. */
  readonly posterior: Float32Array;
  /** Its index in `sequences`. */
  readonly sequence: number;
}

/** One returned answer with all that the views show of it. */
export interface AnswerSequence {
  readonly text: string;
  readonly steps: readonly Step[];
  /** p(z|x, y) after the whole answer, [nDocs]. */
  readonly posterior: Float32Array;
  /** log p(y|x), nats. */
  readonly logProb: number;
  /** Sum of log-probs over length ** lengthPenalty, which beam search ranks by; null where nothing is penalised. */
  readonly score: number | null;
  readonly end: 'eos' | 'max-length';
  /** RAG-Sequence: the documents that proposed it, or the one it was drawn from; empty in RAG-Token. */
  readonly fromDocs: readonly number[];
}

export interface Answer {
  /** Text, steps, posterior and log-prob of the first of `sequences`. */
  readonly answer: string;
  readonly steps: readonly Step[];
  /** p(z|x, y) after the whole answer, [nDocs]. */
  readonly posterior: Float32Array;
  readonly logProb: number;
  /** Best first; samples in the order in which they were drawn. Never empty; the first is the answer. */
  readonly sequences: readonly AnswerSequence[];
  /** RAG-Sequence: distinct answers, best first; empty in RAG-Token. */
  readonly candidates: readonly AnswerCandidate[];
  /** Beam search: one tree on the marginal, or one a document in RAG-Sequence; empty otherwise. */
  readonly trees: readonly SearchTree[];
  /** Thorough decoding: p(y|x) summed over the candidates, and the part of it that fast decoding misses; null otherwise. */
  readonly mass: { readonly thorough: number; readonly missedByFast: number } | null;
  /** False where a limit of the kernel (100 tokens a beam) may have cut off tokens that the settings would have kept. */
  readonly exact: boolean;
  /** Extractive answers: what else was written and not taken. */
  readonly rejected: readonly Rejected[];
  /** Extractive answers: why this one should not have been taken either; null where it has no fault. */
  readonly fault: Fault | null;
  readonly encodeMs: number;
  readonly generateMs: number;
}

/** Without the times, which only the caller can tell. */
export type Decoded = Omit<Answer, 'encodeMs' | 'generateMs'>;

/** What is heard of a question while it is answered. */
export interface Listeners {
  readonly signal?: AbortSignal;
  /** A token that stands. */
  readonly onStep?: (step: Step) => void;
  /** The best hypothesis so far, which may change. @param doc the document that writes it alone, or null */
  /** Extractive answers: the tokens so far do not stand after all, and others follow. */
  readonly onRejected?: (rejected: Rejected) => void;
  readonly onDraft?: (draft: Draft, doc: number | null) => void;
  /** RAG-Sequence, where the scoring graph is compiled first: weights that it has taken up. */
  readonly onCompiling?: (done: number, total: number) => void;
  /** RAG-Sequence: candidates scored under all documents. */
  readonly onScoring?: (done: number, total: number) => void;
}
