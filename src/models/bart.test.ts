/** The decoder step with its cache and shared beams against the teacher-forced decoder, position by position. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { prune } from '../graph/prune.ts';
import { testRuntime } from '../graph/testing/finiteDifferences.ts';
import { randomBart, TINY_BART } from '../rag/testing/tinyModel.ts';
import type { HostTensor, Session, WeightSource } from '../runtime/types.ts';
import { createRng } from '../train/tiny/worlds/index.ts';
import { bartEncodeGraph, bartStepGraph } from './bart.ts';
import { BART_POSITION_OFFSET } from './checkpoint/weights.ts';
import { bartEncoderFeeds, decoderFeeds, int32, range } from './feeds.ts';
import { Layers } from './layers.ts';
import { generatorLogits } from './ragGraph.ts';

/** Every hidden choice of the configuration at work: scaled embeddings, a bias, two layers. */
const CONFIG = { ...TINY_BART, scaleEmbedding: true };
const DOCUMENTS = [[0, 11, 12, 13, 14, 2], [0, 40, 2], [0, 7, 7, 7, 7, 7, 7, 7, 7, 2], [0, 250, 251, 99, 2]];
const VOCAB = CONFIG.vocabSize;

const tensors = randomBart(CONFIG, createRng(5));
const weights: WeightSource = {
  weight: (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`no weight ${name}`);
    return tensor;
  },
};

interface Sessions {
  readonly encode: Session;
  readonly first: Session;
  readonly step: Session;
  readonly teacher: Session;
}
let sessions: Sessions;

beforeAll(async () => {
  const compile = (name: string, build: (g: Graph, layers: Layers) => void): Promise<Session> => {
    const g = new Graph(name);
    build(g, new Layers(g, ''));
    prune(g);
    return testRuntime().compile(g, weights);
  };
  sessions = {
    encode: await compile('encode', (g, layers) => bartEncodeGraph(g, CONFIG, layers)),
    first: await compile('first', (g, layers) => bartStepGraph(g, CONFIG, layers, false)),
    step: await compile('step', (g, layers) => bartStepGraph(g, CONFIG, layers, true)),
    teacher: await compile('teacher', (g, layers) => g.output('logits', generatorLogits(g, layers, CONFIG, 'rows').logits)),
  };
  return async () => {
    for (const session of Object.values(sessions)) await (session as Session).dispose();
  };
});

/** Logits of every position of each beam under each document: [beam][doc][position] -> [vocab]. */
async function teacherForced(documents: readonly number[][], beams: readonly number[][]): Promise<Float32Array[][][]> {
  const rows = beams.flatMap((beam) => documents.map(() => beam));
  const { logits } = await sessions.teacher.run({ ...bartEncoderFeeds(beams.flatMap(() => documents), CONFIG.padTokenId, 'context_'), ...decoderFeeds(rows) });
  const length = beams[0].length;
  return beams.map((_, b) => documents.map((__, z) => range(length).map((t) => slice(logits, ((b * documents.length + z) * length + t) * VOCAB))));
}

const slice = ({ data }: HostTensor, start: number): Float32Array => (data as Float32Array).slice(start, start + VOCAB);

function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((worst, v, i) => Math.max(worst, Math.abs(v - b[i])), 0);
}

/** One search: at each step the beams to continue and the tokens to add. */
interface Move {
  readonly order: readonly number[];
  readonly tokens: readonly number[];
}

/** Runs the moves on the step graphs. @returns per step the logits [rows, vocab] with rows = beam*nDocs + doc */
async function decode(documents: readonly number[][], moves: readonly Move[]): Promise<HostTensor[]> {
  const nDocs = documents.length;
  const encoderInputs = bartEncoderFeeds(documents, CONFIG.padTokenId);
  const cross = await sessions.encode.run(encoderInputs);
  let past: Record<string, HostTensor> | null = null;
  const seen: HostTensor[] = [];
  for (const [position, { order, tokens }] of moves.entries()) {
    const rows = tokens.flatMap((token, beam) => range(nDocs).map((doc) => ({ token, beam, doc })));
    const feeds: Record<string, HostTensor> = {
      beam_ids: int32([tokens.length], range(tokens.length)),
      input_ids: int32([rows.length], rows.map(({ token }) => token)),
      position_ids: int32([1], [position + BART_POSITION_OFFSET]),
      attention_mask: encoderInputs.attention_mask,
      ...cross,
    };
    if (past) Object.assign(feeds, past, { row_order: int32([rows.length], rows.map(({ beam, doc }) => order[beam] * nDocs + doc)) });
    const { logits, ...present } = await (past ? sessions.step : sessions.first).run(feeds);
    past = Object.fromEntries(Object.entries(present).map(([name, tensor]) => [name.replace('present_', 'past_'), tensor]));
    seen.push(logits);
  }
  return seen;
}

/** Beams as they read after each move. */
function histories(moves: readonly Move[]): number[][][] {
  let beams: number[][] = [];
  return moves.map(({ order, tokens }, t) => (beams = tokens.map((token, b) => (t === 0 ? [token] : [...beams[order[b]], token]))));
}

const ALONE: Move[] = [0, 33, 120, 5, 299].map((token) => ({ order: [0], tokens: [token] }));
const SEARCH: Move[] = [
  { order: [0], tokens: [0] },
  // One beam becomes three, then they change places, two continue the same one, and one falls away.
  { order: [0, 0, 0], tokens: [33, 41, 57] },
  { order: [2, 0, 1], tokens: [120, 121, 122] },
  { order: [1, 1, 0], tokens: [5, 6, 5] },
  { order: [2, 0], tokens: [8, 9] },
];

describe('the decoder step', () => {
  it.each([
    ['1 beam, 1 document', 1, ALONE],
    ['1 beam, 4 documents', 4, ALONE],
    ['3 reordered beams, 1 document', 1, SEARCH],
    ['3 reordered beams, 4 documents', 4, SEARCH],
  ])('equals the teacher-forced decoder at every position: %s', async (_name, nDocs, moves) => {
    const documents = DOCUMENTS.slice(0, nDocs);
    const stepped = await decode(documents, moves);
    for (const [t, beams] of histories(moves).entries()) {
      const forced = await teacherForced(documents, beams);
      expect(stepped[t].dims).toEqual([beams.length * nDocs, VOCAB]);
      beams.forEach((_, b) =>
        documents.forEach((__, z) => {
          expect(distance(slice(stepped[t], (b * nDocs + z) * VOCAB), forced[b][z][t])).toBeLessThan(1e-4);
        }),
      );
    }
  });

  it('reads the documents, the history and the position', async () => {
    const [a, b, c] = [await decode(DOCUMENTS, ALONE), await decode(DOCUMENTS.toReversed(), ALONE), await decode(DOCUMENTS, [ALONE[0], ALONE[2], ALONE[1], ALONE[3]])];
    expect(distance(slice(a[3], 0), slice(b[3], 0))).toBeGreaterThan(1e-2);
    expect(distance(slice(a[3], 0), slice(c[3], 0))).toBeGreaterThan(1e-2);
    // The same document in another row gives the same logits, whatever the padding beside it.
    expect(distance(slice(a[3], 0), slice(b[3], 3 * VOCAB))).toBeLessThan(1e-4);
  });
});

describe('the teacher-forced decoder', () => {
  it('looks at no later token', async () => {
    const [[[short]], [[long]]] = [await teacherForced([DOCUMENTS[0]], [[0, 33, 120]]), await teacherForced([DOCUMENTS[0]], [[0, 33, 120, 5, 6]])];
    short.forEach((logits, t) => expect(distance(logits, long[t])).toBeLessThan(1e-4));
  });

  it('gives, for picked positions, the same logits as all', async () => {
    const g = new Graph('picked');
    const picked = g.input('picked', 'int32', ['nPicked']);
    const { logits } = generatorLogits(g, new Layers(g, ''), CONFIG, 'rows', picked);
    expect(logits.shape).toEqual(['nPicked', VOCAB]);
    g.output('logits', logits);
    const session = await testRuntime().compile(g, weights);
    const rows = [[0, 33, 120], [0, 5, 6]];
    const got = await session.run({ picked: int32([3], [5, 0, 4]), ...bartEncoderFeeds([DOCUMENTS[0], DOCUMENTS[0]], 1, 'context_'), ...decoderFeeds(rows) });
    const all = await teacherForced([DOCUMENTS[0]], rows);
    const wanted = [all[1][0][2], all[0][0][0], all[1][0][1]];
    wanted.forEach((expected, i) => expect(distance(slice(got.logits, i * VOCAB), expected)).toBeLessThan(1e-4));
    await session.dispose();
  });
});
