/** Turns decoding into what a reader wants to see of each token: shares, running posterior, alternatives. Knows no runtime. */
import type { Tokenizer } from '../models/tokenizer/tokenizer.ts';
import { candidateOutcome, docLogProbsOf, isBarred, pathOfBeam, type DecodeStep, type Hypothesis } from './decode/index.ts';
import { logSumExp, responsibilitiesOf, softmax } from './posterior.ts';

export interface Alternative {
  readonly id: number;
  readonly text: string;
  /** Marginal, nats. */
  readonly logProb: number;
  /** The settings forbade it here. */
  readonly banned: boolean;
}

export interface Step {
  readonly id: number;
  readonly text: string;
  /** Marginal log p(y_t | x, y_<t), nats. */
  readonly logProb: number;
  /** Share of each document in this token's probability, [nDocs], sums to 1; RAG-Sequence: the posterior after it. */
  readonly responsibilities: Float32Array;
  /** Posterior over documents after this token, p(z | x, y_<=t), [nDocs]. */
  readonly posterior: Float32Array;
  /** log p(y_t | x, z, y_<t) per document, [nDocs]. */
  readonly docLogProbs: Float32Array;
  /** The best tokens of the marginal at this step, best first; empty where no search was made. */
  readonly alternatives: readonly Alternative[];
}

export interface Recorded {
  readonly answer: string;
  readonly steps: readonly Step[];
  /** p(z|x, y) after the whole answer, [nDocs]. */
  readonly posterior: Float32Array;
  readonly logProb: number;
}

/** How many tokens of each step's marginal are kept for display. */
export const ALTERNATIVES = 5;

export class StepRecorder {
  readonly #tokenizer: Tokenizer;
  readonly #onStep: (step: Step) => void;
  readonly #steps: Step[] = [];
  readonly #logPriors: Float32Array;
  /** log p(z|x) + Σ log p(y_t | x, z, y_<t) so far. */
  readonly #joint: Float64Array;

  constructor(tokenizer: Tokenizer, logPriors: Float32Array, onStep: (step: Step) => void = () => {}) {
    this.#tokenizer = tokenizer;
    this.#logPriors = logPriors;
    this.#joint = Float64Array.from(logPriors);
    this.#onStep = onStep;
  }

  /** One step of a search on the marginal: the documents are summed out with the prior at every token. A forced token that the top k lacks leaves no step, and no node in the tree. */
  searched(step: DecodeStep, candidate: number): void {
    const docLogProbs = docLogProbsOf(step, candidate);
    if (!docLogProbs) return;
    const { marginal } = step;
    const row = step.candidateParents[candidate] * marginal.k;
    const banned = step.banned[step.candidateParents[candidate]];
    const alternatives = Array.from({ length: Math.min(ALTERNATIVES, marginal.k) }, (_, i): Alternative => {
      const id = marginal.tokenIds[row + i];
      return { id, text: this.#tokenText(id), logProb: marginal.logProbs[row + i], banned: banned.includes(id) };
    });
    const logProb = marginal.logProbs[row + step.candidateRanks[candidate]];
    this.#add(step.candidateTokens[candidate], logProb, docLogProbs, responsibilitiesOf(this.#logPriors, docLogProbs), alternatives);
  }

  /** A whole answer that a search on the marginal found. @param path the answer's candidate at each step */
  found(steps: readonly DecodeStep[], { path }: Pick<Hypothesis, 'path'>): void {
    path.forEach((candidate, t) => this.searched(steps[t], candidate));
  }

  /**
   * A whole answer under teacher forcing. RAG-Token sums the documents out at every token with the prior; RAG-Sequence
   * chooses a document once an answer, so there a token's shares are the posterior after it.
   * @param ids start token first @param tokenLogProbs [nDocs, length], position t scores ids[t + 1]
   */
  given(mode: 'token' | 'sequence', ids: ArrayLike<number>, tokenLogProbs: Float32Array): void {
    const nDocs = this.#logPriors.length;
    const length = tokenLogProbs.length / nDocs;
    for (let t = 0; t + 1 < ids.length; t++) {
      const docLogProbs = Float32Array.from({ length: nDocs }, (_, z) => tokenLogProbs[z * length + t]);
      const before = mode === 'token' ? Float64Array.from(this.#logPriors) : this.#joint;
      const logProb = logSumExp(before.map((v, z) => v + docLogProbs[z])) - logSumExp(before);
      this.#add(ids[t + 1], logProb, docLogProbs, responsibilitiesOf(before, docLogProbs), []);
    }
  }

  finish(): Recorded {
    return {
      answer: this.textOf(this.#steps.map((s) => s.id)),
      steps: this.#steps,
      posterior: softmax(this.#joint),
      logProb: this.#steps.reduce((sum, s) => sum + s.logProb, 0),
    };
  }

  textOf(ids: readonly number[]): string {
    return this.#tokenizer.decode(ids).trim();
  }

  #add(id: number, logProb: number, docLogProbs: Float32Array, responsibilities: Float32Array, alternatives: Step['alternatives']): void {
    docLogProbs.forEach((v, z) => (this.#joint[z] += v));
    const step = { id, text: this.#tokenText(id), logProb, responsibilities, posterior: softmax(this.#joint), docLogProbs, alternatives };
    this.#steps.push(step);
    this.#onStep(step);
  }

  #tokenText(id: number): string {
    return tokenText(this.#tokenizer, id);
  }
}

/** A token as the page shows it: steering tokens by their names, others as text with their white space. */
export function tokenText(tokenizer: Tokenizer, id: number): string {
  return tokenizer.specialIds.has(id) ? tokenizer.pieces([id])[0] : tokenizer.texts([id])[0];
}

/** The best hypothesis of a search that still goes on. */
export interface Draft {
  /** Tokens before this index stand as they were in the last draft. */
  readonly from: number;
  readonly steps: readonly Step[];
}

/** Follows the best live hypothesis of a search; with several beams each step may tell another story than the last. */
export class DraftRecorder {
  readonly #tokenizer: Tokenizer;
  readonly #logPriors: Float32Array;
  readonly #onDraft: (draft: Draft) => void;
  readonly #steps: DecodeStep[] = [];
  #path: Int32Array = new Int32Array();

  constructor(tokenizer: Tokenizer, logPriors: Float32Array, onDraft: (draft: Draft) => void) {
    this.#tokenizer = tokenizer;
    this.#logPriors = logPriors;
    this.#onDraft = onDraft;
  }

  add(step: DecodeStep): void {
    this.#steps.push(step);
    const best = step.selected[0];
    // An empty place, or a sample that has ended before others.
    const isOver = step.candidateRanks[best] < 0 && step.candidateOutcomes[best] === candidateOutcome.dropped;
    if (isBarred(step.candidateScores[best]) || isOver) return;
    const path = pathOfBeam(this.#steps, 0);
    const differs = path.findIndex((candidate, t) => candidate !== this.#path[t]);
    const recorder = new StepRecorder(this.#tokenizer, this.#logPriors);
    recorder.found(this.#steps, { path });
    // A forced token that the top k lacks leaves no step, so places of path and steps may differ: then all is sent.
    const { steps } = recorder.finish();
    const from = steps.length === path.length ? Math.max(0, differs) : 0;
    this.#path = path;
    this.#onDraft({ from, steps: steps.slice(from) });
  }
}
