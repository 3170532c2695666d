/** The generator's sessions: how many there are, and that a cache of no tokens begins as the first step does. */
import { describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { Graph } from '../graph/graph.ts';
import { bartStepGraph } from '../models/bart.ts';
import { float32, int32, range } from '../models/feeds.ts';
import { Layers } from '../models/layers.ts';
import { PackedWeights } from '../models/quantize.ts';
import { GENERATOR } from '../models/ragGraph.ts';
import { nodeRuntime } from '../runtime/node.ts';
import type { HostTensor, Runtime, WeightReader } from '../runtime/types.ts';
import { wasmNodeRuntime } from '../runtime/wasmNode.ts';
import { Generator } from './generator.ts';
import { weightFormats, type Precision } from './settings.ts';
import { TINY_BART, tinyWeights } from './testing.ts';

const weights = new PackedWeights(tinyWeights());

describe('the first step', () => {
  const [docs, beams, source] = [3, 2, 7];
  const rows = docs * beams;
  const headDim = TINY_BART.dModel / TINY_BART.decoderHeads;
  const cross: Record<string, HostTensor> = Object.fromEntries(
    range(TINY_BART.decoderLayers).flatMap((layer) =>
      ['key', 'value'].map((part, p) => [
        `cross_${part}.${layer}`,
        float32([docs, TINY_BART.decoderHeads, source, headDim], range(docs * TINY_BART.dModel * source).map((i) => Math.sin(i * (1.3 + p + layer)))),
      ]),
    ),
  );
  const feeds: Record<string, HostTensor> = {
    beam_ids: int32([beams], range(beams)),
    input_ids: int32([rows], [2, 2, 2, 70, 70, 70]),
    position_ids: int32([1], [2]),
    attention_mask: float32([docs, source], range(docs * source).map((i) => (i < docs * source - 3 ? 1 : 0))),
    ...cross,
  };
  const nothing: HostTensor = { dims: [rows, TINY_BART.decoderHeads, 0, headDim], data: new Float32Array(0) };
  const noPast = Object.fromEntries(range(TINY_BART.decoderLayers).flatMap((layer) => [[`past_key.${layer}`, nothing], [`past_value.${layer}`, nothing]]));

  it.each<[string, () => Runtime, Precision]>([
    ['Node', () => nodeRuntime({ threads: 2 }), 'fp32'],
    ['Node', () => nodeRuntime({ threads: 2 }), 'q8'],
    ['WebAssembly', () => wasmNodeRuntime(), 'fp32'],
    ['WebAssembly', () => wasmNodeRuntime(), 'q8'],
  ])('in %s (%#) is a step on a cache of no tokens, to the bit', async (_, open, precision) => {
    const runtime = open();
    const compile = (withPast: boolean) => {
      const g = new Graph('step');
      return runtime.compile(bartStepGraph(g, TINY_BART, new Layers(g, GENERATOR, weightFormats(runtime.provider, precision)), withPast), weights);
    };
    const [first, step] = [await compile(false), await compile(true)];
    const expected = await first.run(feeds);
    expect(await step.run({ ...feeds, ...noPast, row_order: int32([rows], range(rows)) })).toEqual(expected);
    expect(expected.logits.dims).toEqual([rows, TINY_BART.vocabSize]);
    await first.dispose();
    await step.dispose();
  });
});

describe('sessions', () => {
  /** A runtime and weights that note what is asked of them. */
  function watched(): { runtime: Runtime; reader: WeightReader & { release(): void }; log: string[] } {
    const log: string[] = [];
    const inner = nodeRuntime({ threads: 1 });
    const runtime: Runtime = {
      ...inner,
      compile: (graph, source, options) => {
        log.push(graph.name);
        return inner.compile(graph, source, options);
      },
    };
    return { runtime, log, reader: { weight: (name) => weights.weight(name), release: () => log.push('release') } };
  }

  it('are two until answers are scored, each with the weights that it needs', async () => {
    const { runtime, reader, log } = watched();
    const generator = await Generator.create(runtime, TINY_BART, reader, weightFormats('cpu', 'q8'), new CpuMarginalize());
    expect(log).toEqual(['bart-encode', 'bart-step']);
    const score = () => generator.scoreAnswers([[0, 9, 77, 2]], [[2, 0, 55, 2]]);
    const [a, b] = await Promise.all([score(), score()]);
    expect(log).toEqual(['bart-encode', 'bart-step', 'bart-score', 'release']);
    expect(a).toEqual(b);
    await generator.dispose();
  });

  it('are prepared with a count of weights, given up at a cancel, and made after all for whoever still waits', async () => {
    const { runtime, reader, log } = watched();
    const generator = await Generator.create(runtime, TINY_BART, reader, weightFormats('cpu', 'q8'), new CpuMarginalize());
    const cancel = new AbortController();
    const heard: [number, number][] = [];
    const onWeight = (done: number, total: number) => {
      heard.push([done, total]);
      if (done === 3) cancel.abort();
    };
    const first = generator.prepareScores({ signal: cancel.signal, onWeight });
    const second = generator.scoreAnswers([[0, 9, 77, 2]], [[2, 0, 55, 2]]);
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await second).length).toBe(4);
    const [, total] = heard[0];
    expect(heard).toEqual([0, 1, 2, 3].map((done) => [done, total]));
    expect(total).toBeGreaterThan(3);
    expect(log.filter((name) => name === 'bart-score')).toHaveLength(2);
    await generator.prepareScores({ onWeight: () => expect.unreachable('nothing is left to be compiled') });
    await generator.dispose();
  });

  it('that could not be compiled are tried again', async () => {
    const { runtime, log } = watched();
    let fails = false;
    const reader: WeightReader = {
      weight: (name) => {
        if (fails) throw new Error('out of memory');
        return weights.weight(name);
      },
    };
    const generator = await Generator.create(runtime, TINY_BART, reader, weightFormats('cpu', 'q8'), new CpuMarginalize());
    fails = true;
    await expect(generator.scoreAnswers([[0, 2]], [[2, 0, 2]])).rejects.toThrow('out of memory');
    fails = false;
    expect((await generator.scoreAnswers([[0, 2]], [[2, 0, 2]])).length).toBe(3);
    expect(log.filter((name) => name === 'bart-score')).toHaveLength(2);
    await generator.dispose();
  });
});
