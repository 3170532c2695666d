/** The search as a tree of hypotheses, in typed arrays for the views. Knows neither model nor drawing. */
import { responsibilitiesOf } from '../posterior.ts';
import { candidateOutcome, lengthPenalized, type DecodeStep, type Generation } from './record.ts';
import type { GenerationSettings } from '../types.ts';

/**
 * Node 0 is the decoder start token; a parent stands before its children, and nodes of one depth in the order of their scores.
 * A forced token that the top k lacks makes no node, as nothing is known of it: its hypothesis ends, or goes on, at the token before.
 */
export interface SearchTree {
  /** The document whose own beams these are (RAG-Sequence); null for the search on the marginal. */
  readonly doc: number | null;
  readonly nDocs: number;
  readonly numBeams: number;
  /** The depth of the deepest node: the number of decoding steps, less those whose token was forced and unknown. */
  readonly nSteps: number;
  /** [nNodes] -1 for the root. */
  readonly parents: Int32Array;
  /** [nNodes] tokens from the root. */
  readonly depths: Int32Array;
  /** [nNodes] */
  readonly tokenIds: Int32Array;
  readonly texts: readonly string[];
  /** [nNodes] log-prob of the node's token after the processors, nats. */
  readonly logProbs: Float32Array;
  /** [nNodes] sum of log-probs from the root, nats. */
  readonly scores: Float32Array;
  /** [nNodes] scores / length ** lengthPenalty: what the hypothesis would be worth if it ended here, or with the forced token that it ends with. */
  readonly penalizedScores: Float32Array;
  /** [nNodes] values of `candidateOutcome`: what the search did with it at its step. */
  readonly outcomes: Uint8Array;
  /** [nNodes, nDocs] r_z of the node's token; NaN at the root. */
  readonly docShares: Float32Array;
  /** [nSequences] the node at which each returned sequence ends, best first. */
  readonly ends: Int32Array;
}

export interface TreeContext {
  readonly doc: number | null;
  /** [nDocs] log p(z|x) of the documents that the search summed out. */
  readonly logPriors: ArrayLike<number>;
  readonly settings: GenerationSettings;
  readonly textOf: (tokenId: number) => string;
}

/** Below this a score is that of an empty place: the search bars those with -1e9. */
const BARRED = -5e8;

/** Where a candidate's token stands in its step's marginal: log p(y_t | x, z, y_<t), [nDocs], or null where the top k lacks it. */
export function docLogProbsOf({ marginal, candidateParents, candidateRanks }: DecodeStep, candidate: number): Float32Array | null {
  const rank = candidateRanks[candidate];
  const { k, nDocs, docLogProbs } = marginal;
  const at = (candidateParents[candidate] * k + rank) * nDocs;
  return rank < 0 ? null : docLogProbs.slice(at, at + nDocs);
}

/** @returns for each step the candidate through which beam `beam` of the last step came about */
export function pathOfBeam(steps: readonly DecodeStep[], beam: number): Int32Array {
  const path = new Int32Array(steps.length);
  for (let t = steps.length - 1; t >= 0; t--) {
    path[t] = steps[t].selected[beam];
    beam = steps[t].candidateParents[path[t]];
  }
  return path;
}

export const isBarred = (score: number): boolean => !(score > BARRED);

export function searchTree({ steps, hypotheses }: Generation, { doc, logPriors, settings, textOf }: TreeContext): SearchTree {
  const nDocs = logPriors.length;
  const parents = [-1];
  const depths = [0];
  const tokenIds = [settings.decoderStartTokenId];
  const logProbs = [0];
  const scores = [0];
  const outcomes: number[] = [candidateOutcome.running];
  const docShares: number[][] = [new Array<number>(nDocs).fill(NaN)];
  /** Tokens generated up to each node, with a forced one after it that has no node of its own. */
  const lengths = [0];
  /** Node of each running beam, -1 for an empty place. */
  let beams: number[] = Array.from({ length: settings.numBeams }, (_, beam) => (beam === 0 ? 0 : -1));
  const nodeOf: number[][] = [];

  steps.forEach((step, t) => {
    const nodes = Array.from(step.candidateTokens, (token, c) => {
      const parent = beams[step.candidateParents[c]];
      if (parent < 0 || isBarred(step.candidateScores[c])) return -1;
      const ofDocs = docLogProbsOf(step, c);
      if (ofDocs === null) {
        outcomes[parent] = step.candidateOutcomes[c];
        lengths[parent] = t + 1;
        return parent;
      }
      parents.push(parent);
      depths.push(depths[parent] + 1);
      lengths.push(t + 1);
      tokenIds.push(token);
      logProbs.push(step.candidateLogProbs[c]);
      scores.push(step.candidateScores[c]);
      outcomes.push(step.candidateOutcomes[c]);
      docShares.push([...responsibilitiesOf(logPriors, ofDocs)]);
      return parents.length - 1;
    });
    nodeOf.push(nodes);
    // A candidate that ended is taken into the next step only to fill a place there.
    beams = Array.from(step.selected, (c) => (step.candidateOutcomes[c] === candidateOutcome.running ? nodes[c] : -1));
  });

  return {
    doc,
    nDocs,
    numBeams: settings.numBeams,
    nSteps: Math.max(...depths),
    parents: Int32Array.from(parents),
    depths: Int32Array.from(depths),
    tokenIds: Int32Array.from(tokenIds),
    texts: tokenIds.map(textOf),
    logProbs: Float32Array.from(logProbs),
    scores: Float32Array.from(scores),
    penalizedScores: Float32Array.from(scores, (score, node) => (node === 0 ? 0 : lengthPenalized(score, lengths[node], settings))),
    outcomes: Uint8Array.from(outcomes),
    docShares: Float32Array.from(docShares.flat()),
    ends: Int32Array.from(hypotheses.filter(({ end }) => end !== 'none'), ({ path }) => nodeOf[path.length - 1][path[path.length - 1]]),
  };
}
