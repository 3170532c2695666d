/** One decoder step of generation: quantized weights against float32 of our own, and float32 against PyTorch. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Graph } from '../src/graph/graph.ts';
import { bartStepGraph } from '../src/models/bart.ts';
import { BART_POSITION_OFFSET } from '../src/models/checkpoint/weights.ts';
import type { BartConfig } from '../src/models/checkpoint/config.ts';
import { writeSafetensors, type TensorToWrite } from '../src/models/checkpoint/safetensors.ts';
import { bartBaseConfig } from '../src/models/checkpoint/shapes.ts';
import { float32, int32, range } from '../src/models/feeds.ts';
import { FLOAT_WEIGHTS, Layers, type WeightFormats } from '../src/models/layers.ts';
import { PackedWeights } from '../src/models/quantize.ts';
import { GENERATOR } from '../src/models/ragGraph.ts';
import { weightFormats } from '../src/rag/settings.ts';
import type { HostTensor, Runtime, Session } from '../src/runtime/types.ts';
import { TorchStep } from './peers/torchStep.ts';
import { row, type Bench, type Result, type Settings } from './report.ts';
import { MEGABYTE, openRuntime, randomIds, RandomWeights, randomTensor } from './setup.ts';
import { medians, type Task } from './timing.ts';

const BASE = bartBaseConfig();

/** BART-base; 20 rows are 5 documents times 4 beams. */
const SIZES = {
  layers: BASE.decoderLayers,
  dModel: BASE.dModel,
  ffn: BASE.decoderFfn,
  heads: BASE.decoderHeads,
  vocab: BASE.vocabSize,
  docs: 5,
  beams: 4,
  source: 128,
  past: 15,
};

export type DecodeSizes = typeof SIZES;

const FORMATS: Readonly<Record<string, WeightFormats>> = {
  fp32: FLOAT_WEIGHTS,
  int8: weightFormats('cpu', 'q8'),
  // The forms of WebGPU's 8 bits and of 4 bits; their embeddings are held so that every provider can read them.
  block8: { linear: 'block8', embedding: 'int8' },
  block4: { linear: 'block4', embedding: 'int8' },
};

export const decode: Bench<DecodeSizes> = {
  name: 'decode',
  about: 'one decoder step with its cache, beams sharing the cross-attention of their document',
  sizes: SIZES,
  async run(sizes, settings) {
    const runtime = await openRuntime(settings);
    const feeds = decodeFeeds(sizes);
    const weights = new RandomWeights(stepGraph(sizes, FLOAT_WEIGHTS));
    const subjects: { name: string; session: Session; bytes: number }[] = [];
    for (const [name, formats] of Object.entries(FORMATS)) {
      settings.log(`decode: compiling ${name}`);
      subjects.push({ name, ...(await compile(runtime, stepGraph(sizes, formats), weights)) });
    }
    const torch = await startTorch(sizes, settings);
    try {
      const tasks: Record<string, Task> = Object.fromEntries(subjects.map(({ name, session }) => [name, () => step(session, feeds, sizes)]));
      if (torch instanceof TorchStep) {
        tasks['torch shared'] = () => torch.step('shared');
        tasks['torch repeated'] = () => torch.step('repeated');
      }
      settings.log('decode: timing');
      const ms = await medians(tasks, settings);
      const drifted = await drifts(subjects, feeds);
      return [...ownRows(subjects, ms, drifted), ...torchRows(torch, ms)];
    } finally {
      if (torch instanceof TorchStep) await torch.close();
      for (const { session } of subjects) await session.dispose();
    }
  },
};

function ownRows(subjects: readonly { name: string; bytes: number }[], ms: Record<string, number>, drifted: ReadonlyMap<string, { rmse: number; kept: number }>): Result[] {
  const fp32 = subjects[0];
  return subjects.slice(1).flatMap(({ name, bytes }) => [
    row('decode', `${name} step`, ms[name], 'ms', 'our fp32', ms.fp32),
    row('decode', `${name} weights`, bytes / MEGABYTE, 'MB', 'our fp32', fp32.bytes / MEGABYTE),
    row('decode', `${name} logits, relative RMSE`, drifted.get(name)!.rmse, '', 'our fp32', null),
    row('decode', `${name} argmax kept`, drifted.get(name)!.kept, '', 'our fp32', 1, 'more'),
  ]);
}

function torchRows(torch: TorchStep | string, ms: Record<string, number>): Result[] {
  if (typeof torch === 'string') return [{ bench: 'decode', subject: 'against PyTorch CPU', skipped: torch }];
  return ['shared', 'repeated'].flatMap((cross) => {
    const peer = `${torch.version} fp32, ${cross} cross K/V`;
    return [row('decode', 'fp32 step', ms.fp32, 'ms', peer, ms[`torch ${cross}`]), row('decode', 'int8 step', ms.int8, 'ms', peer, ms[`torch ${cross}`])];
  });
}

function startTorch(sizes: DecodeSizes, { provider, threads }: Settings): Promise<TorchStep | string> {
  if (provider !== 'cpu') return Promise.resolve('its peer is the cpu provider');
  return TorchStep.start({ ...sizes, threads });
}

function config(sizes: DecodeSizes): BartConfig {
  const { layers, dModel, ffn, heads, vocab } = sizes;
  return { ...BASE, decoderLayers: layers, dModel, decoderFfn: ffn, decoderHeads: heads, vocabSize: vocab };
}

function stepGraph(sizes: DecodeSizes, formats: WeightFormats): Graph {
  const g = new Graph('bart-step');
  return bartStepGraph(g, config(sizes), new Layers(g, GENERATOR, formats), true);
}

async function compile(runtime: Runtime, graph: Graph, floats: RandomWeights): Promise<{ session: Session; bytes: number }> {
  const packed = new PackedWeights(floats);
  return { session: await runtime.compile(graph, packed), bytes: packed.servedBytes };
}

export function decodeFeeds({ layers, dModel, heads, vocab, docs, beams, source, past }: DecodeSizes): Record<string, HostTensor> {
  const rows = beams * docs;
  const headDim = dModel / heads;
  const feeds: Record<string, HostTensor> = {
    beam_ids: int32([beams], range(beams)),
    input_ids: int32([rows], randomIds('input_ids', rows, 3, vocab)),
    position_ids: int32([1], [past + BART_POSITION_OFFSET]),
    // The last document is half as long as the others.
    attention_mask: float32([docs, source], range(docs * source).map((i) => (i < (docs - 0.5) * source ? 1 : 0))),
    row_order: int32([rows], range(rows)),
  };
  for (const i of range(layers)) {
    for (const part of ['key', 'value']) {
      feeds[`cross_${part}.${i}`] = randomTensor(`cross_${part}.${i}`, [docs, heads, source, headDim]);
      feeds[`past_${part}.${i}`] = randomTensor(`past_${part}.${i}`, [rows, heads, past, headDim]);
    }
  }
  return feeds;
}

/** As decoding runs it: the cache stays with the provider. */
async function step(session: Session, feeds: Record<string, HostTensor>, { layers }: DecodeSizes): Promise<void> {
  const kept = range(layers).flatMap((i) => [`present_key.${i}`, `present_value.${i}`]);
  const outputs = await session.runKeeping(feeds, kept);
  for (const tensor of Object.values(outputs)) if ('device' in tensor) tensor.dispose();
}

async function drifts(subjects: readonly { name: string; session: Session }[], feeds: Record<string, HostTensor>): Promise<Map<string, { rmse: number; kept: number }>> {
  const logits = async (session: Session) => (await session.run(feeds)).logits;
  const [first, ...others] = subjects;
  const reference = await logits(first.session);
  const found = new Map<string, { rmse: number; kept: number }>();
  for (const { name, session } of others) found.set(name, drift((await logits(session)).data as Float32Array, reference.data as Float32Array, reference.dims[1]));
  return found;
}

/** Root mean square of the difference over that of the reference, and the share of rows whose largest logit stays where it was. */
export function drift(got: Float32Array, reference: Float32Array, vocab: number): { rmse: number; kept: number } {
  let error = 0;
  let size = 0;
  for (let i = 0; i < got.length; i++) {
    error += (got[i] - reference[i]) ** 2;
    size += reference[i] ** 2;
  }
  const rows = got.length / vocab;
  const argmax = (values: Float32Array, r: number) => values.subarray(r * vocab, (r + 1) * vocab).reduce((best, v, i, all) => (v > all[best] ? i : best), 0);
  const kept = range(rows).filter((r) => argmax(got, r) === argmax(reference, r)).length / rows;
  return { rmse: Math.sqrt(error / size), kept };
}

/**
 * Our float32 logits and PyTorch's on the same weights and inputs, as relative RMSE for both forms of its cross-attention:
 * shows that the peer computes the same step.
 * @returns the reason where PyTorch is not there
 */
export async function agreementWithTorch(sizes: DecodeSizes, settings: Settings): Promise<readonly number[] | string> {
  const runtime = await openRuntime(settings);
  const graph = stepGraph(sizes, FLOAT_WEIGHTS);
  const weights = new RandomWeights(graph);
  const feeds = decodeFeeds(sizes);
  const { session } = await compile(runtime, graph, weights);
  const ours = (await session.run(feeds)).logits.data as Float32Array;
  await session.dispose();
  const folder = mkdtempSync(join(tmpdir(), 'ragscope-bench-'));
  try {
    const file = join(folder, 'step.safetensors');
    const named = graph.params.map((p): [string, HostTensor] => [p.name.slice(GENERATOR.length), weights.weight(p.name)]);
    writeFileSync(file, writeSafetensors([...named, ...Object.entries(feeds)].map(([name, { dims, data }]): [string, TensorToWrite] => [name, { dims, data: data as Float32Array | Int32Array }])));
    const torch = await TorchStep.start({ ...sizes, threads: settings.threads, weights: file });
    if (typeof torch === 'string') return torch;
    try {
      const logits = [await torch.logits('shared'), await torch.logits('repeated')];
      return logits.map((theirs) => drift(ours, theirs, sizes.vocab).rmse);
    } finally {
      await torch.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
