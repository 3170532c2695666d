/** The training loop on a real graph: it learns, it resumes bit by bit, and it stops when the loss is no number. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testRuntime } from '../../graph/testing/finiteDifferences.ts';
import type { BartConfig } from '../../models/checkpoint/config.ts';
import { bartEncoderFeeds, decoderFeeds, int32 } from '../../models/feeds.ts';
import { TINY_BART } from '../../rag/testing/tinyModel.ts';
import type { HostTensor, Session } from '../../runtime/types.ts';
import { seq2seqGraph } from '../graphs.ts';
import { adamW } from '../optimizers.ts';
import { inSession } from './gradients.ts';
import { initialize } from './initialize.ts';
import { loadState, saveState, trainLoop, type LoopOptions, type TrainState } from './loop.ts';
import { createRng } from './worlds/index.ts';

const CONFIG: BartConfig = { ...TINY_BART, dModel: 16, encoderLayers: 1, decoderLayers: 1, encoderFfn: 32, decoderFfn: 32, vocabSize: 24, maxPositions: 12 };
const graph = seq2seqGraph(CONFIG, '');

/** Copy the three symbols, last one first; 8 examples of equal length. */
const EXAMPLES = Array.from({ length: 8 }, (_, i) => {
  const symbols = [3 + i, 11 + ((i * 3) % 8), 4 + ((i * 5) % 19)];
  return { source: [0, ...symbols, 2], labels: [0, ...symbols.toReversed(), 2] };
});

function feedsOf(examples: typeof EXAMPLES): Record<string, HostTensor> {
  const inputs = examples.map((e) => e.labels.slice(0, -1));
  const targets = examples.flatMap((e) => e.labels.slice(1));
  return {
    ...bartEncoderFeeds(examples.map((e) => e.source), CONFIG.padTokenId, 'context_'),
    ...decoderFeeds(inputs),
    target_positions: int32([targets.length], targets.map((_, i) => i)),
    targets: int32([targets.length, 1], targets),
  };
}

const fresh = (): TrainState => ({
  step: 0,
  parameters: initialize(graph.params, createRng(3)),
  optimizer: adamW({ beta1: 0.9, beta2: 0.98, eps: 1e-8, weightDecay: 0.01 }),
});

let session: Session;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ragscope-loop-'));
  session = await testRuntime().compile(graph);
});
afterAll(async () => {
  await session.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function options(name: string, state: TrainState, steps: number, more: Partial<LoopOptions> = {}): LoopOptions {
  return {
    name,
    folder,
    schedule: { steps, batch: 8, peakLr: 1e-2, warmup: 5, decay: 0.3, clip: 1, weightDecay: 0.01 },
    gradients: inSession(session),
    state,
    deadline: Infinity,
    feeds: (step) => [{ feeds: feedsOf([EXAMPLES[step % 8], EXAMPLES[(step * 3 + 1) % 8]]), weight: 1 }],
    evalEvery: 1000,
    log: () => {},
    ...more,
  };
}

const contents = (state: TrainState) => [...state.parameters].map(([name, t]) => [name, Array.from(t.data)]);

describe('trainLoop', () => {
  it('learns eight examples by heart', async () => {
    const state = fresh();
    const lines: string[] = [];
    const start = (await session.run({ ...Object.fromEntries(state.parameters), ...feedsOf(EXAMPLES) })).loss.data[0];
    expect(Math.abs(start - Math.log(CONFIG.vocabSize))).toBeLessThan(1);
    await trainLoop(options('overfit', state, 150, { feeds: () => [0, 4].map((at) => ({ feeds: feedsOf(EXAMPLES.slice(at, at + 4)), weight: 0.5 })), log: (line) => lines.push(line), evalEvery: 75, evaluate: async (step) => ({ seen: step }) }));
    const { loss, logits } = await session.run({ ...Object.fromEntries(state.parameters), ...feedsOf(EXAMPLES) });
    expect(loss.data[0]).toBeLessThan(0.1);
    EXAMPLES.flatMap((e) => e.labels.slice(1)).forEach((target, i) => {
      const row = Array.from(logits.data).slice(i * CONFIG.vocabSize, (i + 1) * CONFIG.vocabSize);
      expect(row.indexOf(Math.max(...row))).toBe(target);
    });
    expect(lines.length).toBe(5);
    const logged = readFileSync(join(folder, 'overfit.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, number>);
    expect(logged.map((figures) => figures['step'])).toEqual([50, 75, 100, 150, 150]);
    expect(logged.filter((figures) => 'seen' in figures).length).toBe(2);
  });

  it('adds up micro-batches into the step of the whole batch', async () => {
    const [whole, parts] = [fresh(), fresh()];
    await trainLoop(options('whole', whole, 1, { feeds: () => [{ feeds: feedsOf(EXAMPLES), weight: 1 }] }));
    await trainLoop(options('parts', parts, 1, { feeds: () => [[0, 6], [6, 8]].map(([from, to]) => ({ feeds: feedsOf(EXAMPLES.slice(from, to)), weight: (to - from) / 8 })) }));
    const moments = (state: TrainState) => [...state.optimizer.state().arrays].filter(([name]) => name.startsWith('m:')).flatMap(([, m]) => Array.from(m));
    const [a, b] = [moments(whole), moments(parts)];
    const scale = Math.max(...a.map(Math.abs));
    expect(Math.max(...a.map((v, i) => Math.abs(v - b[i]))) / scale).toBeLessThan(1e-5);
  });

  it('gives the same bits whether it runs through or is stopped and resumed', async () => {
    const straight = fresh();
    const meanOfStraight = await trainLoop(options('straight', straight, 20));

    const before = fresh();
    // A deadline that comes after ten steps.
    const stopped = { ...options('resumed', before, 20) };
    await trainLoop(Object.defineProperty(stopped, 'deadline', { get: () => (before.step < 10 ? Infinity : 0) }));
    expect(before.step).toBe(10);

    const after = fresh();
    expect(await loadState(join(folder, 'resumed.safetensors'), after)).toBe(true);
    expect(after.step).toBe(10);
    await trainLoop(options('resumed', after, 20));
    expect(after.step).toBe(20);
    expect(contents(after)).toEqual(contents(straight));
    expect(after.optimizer.state()).toEqual(straight.optimizer.state());
    expect(contents(after)).not.toEqual(contents(before));
    expect(Number.isFinite(meanOfStraight)).toBe(true);
  });

  it('does nothing more when all steps are done', async () => {
    const state = fresh();
    await trainLoop(options('done', state, 2));
    const held = contents(state);
    await trainLoop(options('done', state, 2, { feeds: () => expect.unreachable() }));
    expect(contents(state)).toEqual(held);
  });

  it.each([NaN, Infinity])('stops at a loss of %s before anything is moved or saved', async (bad) => {
    const state = fresh();
    const held = contents(state);
    let runs = 0;
    const failing: Session = {
      ...session,
      run: async (feeds) => {
        const outputs = await session.run(feeds);
        return ++runs > 3 ? { ...outputs, loss: { dims: [1, 1], data: Float32Array.of(bad) } } : outputs;
      },
    };
    const name = `bad-${bad}`;
    await expect(trainLoop(options(name, state, 10, { gradients: inSession(failing) }))).rejects.toThrow(`${name}: the loss is ${bad} at step 3; resume from the last checkpoint with a lower learning rate`);
    expect(state.step).toBe(3);
    expect(contents(state)).not.toEqual(held);
    expect(contents(state).flatMap(([, values]) => values as number[]).every(Number.isFinite)).toBe(true);
    expect(existsSync(join(folder, `${name}.safetensors`))).toBe(false);
  });
});

describe('saved states', () => {
  it('are absent until there is one', async () => {
    const state = fresh();
    expect(await loadState(join(folder, 'nothing.safetensors'), state)).toBe(false);
    expect(state.step).toBe(0);
  });

  it('hold weights, moments and the step, and leave no half-written file', async () => {
    const state = fresh();
    await trainLoop(options('saved', state, 3));
    saveState(join(folder, 'deep', 'er.safetensors'), state);
    expect(existsSync(join(folder, 'deep', 'er.safetensors.new'))).toBe(false);
    const read: TrainState = { step: 0, parameters: new Map(), optimizer: adamW({ beta1: 0, beta2: 0, eps: 0, weightDecay: 0 }) };
    await loadState(join(folder, 'deep', 'er.safetensors'), read);
    expect(read.step).toBe(3);
    expect(new Map(read.parameters)).toEqual(new Map(state.parameters));
    expect(read.optimizer.state()).toEqual(state.optimizer.state());
  });
});
