/** The work of the benchmark at real size, in Node and in a browser's worker alike: pack a model's weights, then answer from what was packed. */
import { CpuMarginalize } from '../src/gpu/marginalizeCpu.ts';
import { range } from '../src/models/feeds.ts';
import type { ByteSink, PackedFile } from '../src/models/streaming/packedFile.ts';
import { describeDocuments, generate } from '../src/rag/ask.ts';
import { embedPassages } from '../src/rag/embed.ts';
import { RagEngine } from '../src/rag/engine.ts';
import type { RagModel } from '../src/rag/model.ts';
import { inferenceWeights, packModel } from '../src/rag/packedModel.ts';
import type { Precision } from '../src/rag/settings.ts';
import type { Runtime } from '../src/runtime/types.ts';
import { randomTensor } from './setup.ts';
import { median } from './timing.ts';

export interface Work {
  readonly precision: Precision;
  readonly docs: number;
  readonly beams: number;
  readonly tokens: number;
}

export interface Packed {
  readonly ms: number;
  readonly bytes: number;
  /** What the same graphs hold as float32. */
  readonly floatBytes: number;
  readonly largestTensor: number;
  /** Weights in memory at once, as counted. */
  readonly peakBytes: number;
}

/** Milliseconds by the clock, and of processor time where it is known; with one thread a busy machine changes only the first. */
export interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface Answered {
  readonly load: Cost;
  readonly weightBytes: number;
  readonly embedMs: number;
  readonly encodeMs: number;
  /** One token: docs x beams rows through the decoder, the marginal and its best k. Medians of the steps after the second. */
  readonly step: Cost;
  /** The marginal's part of it. */
  readonly marginal: Cost;
  /** The peer's decoder step on the same shapes, without the marginal, taken in turns with ours. */
  readonly peer: { readonly shared: Cost; readonly repeated: Cost } | null;
  readonly answerMs: number;
  readonly answer: string;
  readonly sourceLength: number;
}

/** What differs between Node and a browser. */
export interface Surroundings {
  readonly runtime: Runtime;
  /** Milliseconds of processor time so far; constant where it cannot be had. */
  readonly cpuNow: () => number | Promise<number>;
  /** Starts a peer for the lengths of this run. */
  readonly startPeer?: (engine: RagEngine, sourceLength: number) => Promise<{ step(cross: 'shared' | 'repeated'): Promise<Cost>; close(): Promise<void> } | null>;
  readonly log?: (line: string) => void;
  /** Called when the engine stands, before anything runs. */
  readonly atRest?: () => void;
}

/** Steps that are run and not counted. */
const WARM_UP = 2;

const TOPICS = ['the old harbour', 'a mountain railway', 'the glass works', 'a river delta', 'the night market', 'a stone bridge', 'the botanical garden', 'an observatory'];

/** Passages of 100 words each, the length that DPR splits into. */
const PASSAGES = TOPICS.map((topic, i) => ({
  title: topic,
  text: Array.from({ length: 100 }, (_, w) => ['the', 'keeper', 'of', topic.split(' ').at(-1), 'wrote', 'in', String(1800 + ((i * 37 + w) % 200)), 'about', 'storms', 'and', 'lamps'][w % 11]).join(' '),
}));

const QUESTION = 'Who wrote about storms and lamps?';

async function timed<T>(task: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await task(), performance.now() - start];
}

export async function packWork(model: RagModel, provider: 'cpu' | 'wasm', precision: Precision, sink: ByteSink): Promise<Packed> {
  const [{ bytes, peakBytes }, ms] = await timed(() => packModel(model, provider, precision, sink));
  const floatBytes = inferenceWeights(model, provider, 'fp32').reduce((sum, p) => sum + 4 * product(p.shape as number[]), 0);
  return { ms, bytes, floatBytes, largestTensor: Math.max(...model.weights.names.map((name) => 4 * product(model.weights.dims(name)))), peakBytes };
}

const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

export async function answerWork(model: RagModel, packed: PackedFile, { precision, docs, beams, tokens }: Work, around: Surroundings): Promise<Answered> {
  const { runtime, log = () => {} } = around;
  const before = await around.cpuNow();
  const [engine, ms] = await timed(() => RagEngine.create(model, runtime, new CpuMarginalize(), precision, packed));
  const load: Cost = { ms, cpuMs: (await around.cpuNow()) - before };
  around.atRest?.();
  log(`loaded in ${Math.round(load.ms)} ms`);
  const [, embedMs] = await timed(() => embedPassages(engine, PASSAGES));
  log(`embedded ${PASSAGES.length} passages in ${Math.round(embedMs)} ms`);
  await engine.embedQuestion(QUESTION);
  const documents = describeDocuments(engine, QUESTION, PASSAGES.slice(0, docs).map((p, id) => ({ ...p, id, score: -id })));
  const sourceLength = Math.max(...documents.map((d) => d.generatorIds.length));
  const [encoded, encodeMs] = await timed(() => engine.generator.encodeDocuments(documents.map((d) => d.generatorIds)));
  const stepping = engine.generator.stepModel(encoded, Float32Array.from(documents, () => -Math.log(docs)));
  const peer = (await around.startPeer?.(engine, sourceLength)) ?? null;
  const vocab = engine.model.config.generator.vocabSize;
  const marginalInput = { logits: randomTensor('logits', [beams * docs, vocab]).data, nBeams: beams, nDocs: docs, vocab, docLogPriors: new Float32Array(beams * docs).fill(-Math.log(docs)) };
  const costs: Record<'step' | 'marginal' | 'shared' | 'repeated', Cost[]> = { step: [], marginal: [], shared: [], repeated: [] };
  for (const t of range(tokens)) {
    const beamTokens = Int32Array.from(range(beams), (b) => (7 * b + t) % vocab);
    costs.step.push(await cost(around, () => stepping.step(beamTokens, t === 0 ? null : Int32Array.from(range(beams)), 2 * beams)));
    costs.marginal.push(await cost(around, () => new CpuMarginalize().topK(marginalInput, 2 * beams)));
    if (peer) for (const cross of ['shared', 'repeated'] as const) costs[cross].push(await peer.step(cross));
    log(`token ${t + 1}: ${Math.round(costs.step[t].ms)} ms`);
  }
  await peer?.close();
  stepping.dispose();
  encoded.dispose();
  const [{ answer }, answerMs] = await timed(() => generate(engine, documents, { question: QUESTION, mode: 'token', maxLength: 8 }));
  const weightBytes = engine.weightBytes;
  await engine.dispose();
  const medians = { step: medianCost(costs.step), marginal: medianCost(costs.marginal) };
  return { load, weightBytes, embedMs, encodeMs, ...medians, peer: peer ? { shared: medianCost(costs.shared), repeated: medianCost(costs.repeated) } : null, answerMs, answer, sourceLength };
}

async function cost({ cpuNow }: Surroundings, task: () => Promise<unknown>): Promise<Cost> {
  const before = await cpuNow();
  const [, ms] = await timed(task);
  return { ms, cpuMs: (await cpuNow()) - before };
}

function medianCost(costs: readonly Cost[]): Cost {
  const settled = costs.length > WARM_UP ? costs.slice(WARM_UP) : costs;
  return { ms: median(settled.map((c) => c.ms)), cpuMs: median(settled.map((c) => c.cpuMs)) };
}
