/** A case of BART alone through the engine: hidden states, attentions, cross-entropy with its gradient, answers. */
import type { Marginalizer } from '../gpu/types.ts';
import { Graph } from '../graph/graph.ts';
import { prune } from '../graph/prune.ts';
import { openCheckpoint } from '../models/checkpoint/checkpoint.ts';
import { parseBartConfig, type BartConfig } from '../models/checkpoint/config.ts';
import { resolveBart } from '../models/checkpoint/weights.ts';
import { bartEncoderFeeds, decoderFeeds, int32 } from '../models/feeds.ts';
import { Layers } from '../models/layers.ts';
import { GENERATOR, generatorLogits, gradName } from '../models/ragGraph.ts';
import { FloatWeights } from '../rag/model.ts';
import type { HostTensor, Runtime, Session, WeightSource } from '../runtime/types.ts';
import { seq2seqGraph } from '../train/graphs.ts';
import { floatTensor, orUnsupported, type CaseActual, type GenerationActual } from './actual.ts';
import type { GoldenCase, NamedTensors } from './cases.ts';
import { generateAll, unpadded } from './generation.ts';
import { ids, optionalIds } from './json.ts';
import { collect, maskOf } from './ragPass.ts';

export async function runBartCase(runtime: Runtime, golden: GoldenCase, marginalizer: Marginalizer): Promise<CaseActual> {
  const { inputs, settings } = golden;
  const checkpoint = await openCheckpoint(golden.source);
  const config = parseBartConfig(checkpoint.config);
  const weights = new FloatWeights();
  await collect(weights, GENERATOR, resolveBart(checkpoint, { config }));
  const rows = ids(inputs, 'input_ids');
  const masks = maskOf(inputs, '', config.padTokenId);
  const context = bartEncoderFeeds(rows, config.padTokenId, 'context_', masks);
  const labels = ids(inputs, 'labels');
  const decoder = decoderFeeds(optionalIds(inputs, 'decoder_input_ids') ?? shiftRight(labels, config));
  const forward = await runtime.compile(forwardGraph(config), weights);
  try {
    const outputs = await forward.run({ ...context, ...decoder });
    const { loss, grads } = await crossEntropy(runtime, config, weights, labels, { ...context, ...decoder });
    const unsupported: string[] = [];
    const answers = () =>
      generateAll({ runtime, marginalizer, checkpoint, config, weights, documents: unpadded(rows, masks).map((row) => [row]), docScores: rows.map(() => [0]) }, settings.generation, null, unsupported);
    const generation = (await orUnsupported(unsupported, 'generation', answers)) ?? [];
    const withLogits: (GenerationActual | null)[] = [];
    for (const entry of generation) {
      withLogits.push(entry?.stepScores ? { ...entry, stepScores: await chosenLogits(forward, context, entry.sequences, entry.stepScores) } : entry);
    }
    if (settings.training.size > 0) unsupported.push('training of BART alone');
    if (settings.lossVariants.length > 0) unsupported.push('loss variants of BART alone');
    return {
      tensors: new Map(Object.entries(outputs).map(([name, tensor]) => [name, floatTensor(tensor)])),
      grads,
      loss,
      generation: withLogits,
      unsupported,
    };
  } finally {
    await forward.dispose();
  }
}

/** Outputs under the names of expected.safetensors. */
function forwardGraph(config: BartConfig): Graph {
  const g = new Graph('bart-forward');
  const values = generatorLogits(g, new Layers(g, GENERATOR), config, 'rows');
  g.output('logits', values.logits);
  g.output('encoder_last_hidden_state', values.encoderLast);
  values.encoderStates.forEach((value, i) => g.output(`encoder_hidden_states.${i}`, value));
  values.hiddenStates.forEach((value, i) => g.output(`decoder_hidden_states.${i}`, value));
  values.encoderAttentions.forEach((value, i) => g.output(`encoder_attentions.${i}`, value));
  values.decoderAttentions.forEach((value, i) => g.output(`decoder_attentions.${i}`, value));
  values.crossAttentions.forEach((value, i) => g.output(`cross_attentions.${i}`, value));
  prune(g);
  return g;
}

/** Mean over the labels that are no padding, by the graph that trains the embedded generator. */
async function crossEntropy(
  runtime: Runtime,
  config: BartConfig,
  weights: WeightSource,
  labels: readonly (readonly number[])[],
  feeds: Record<string, HostTensor>,
): Promise<{ loss: number; grads: NamedTensors }> {
  const graph = seq2seqGraph(config, GENERATOR);
  const session = await runtime.compile(graph);
  const flat = labels.flat();
  const positions = [...flat.keys()].filter((i) => flat[i] !== config.padTokenId && flat[i] >= 0);
  const outputs = await session.run({
    ...feeds,
    ...Object.fromEntries(graph.params.map(({ name }) => [name, weights.weight(name)])),
    target_positions: int32([positions.length], positions),
    targets: int32([positions.length, 1], positions.map((i) => flat[i])),
  });
  await session.dispose();
  const grads = graph.params.filter(({ name }) => gradName(name) in outputs);
  return {
    loss: outputs['loss'].data[0],
    grads: new Map(grads.map(({ name }) => [`model.${name.slice(GENERATOR.length)}`, floatTensor(outputs[gradName(name)])])),
  };
}

/**
 * transformers scores greedy steps of BART by the chosen token's *logit*, which the decoder's log-probs do not tell: the
 * answers go through the teacher-forced graph once more. A forced token keeps its 0, places after the end their null.
 */
async function chosenLogits(
  forward: Session,
  context: Record<string, HostTensor>,
  sequences: GenerationActual['sequences'],
  stepScores: NonNullable<GenerationActual['stepScores']>,
): Promise<(number | null)[][]> {
  const { logits } = await forward.run({ ...context, ...decoderFeeds(sequences.map((row) => row.slice(0, -1))) });
  const [, length, vocab] = logits.dims;
  return sequences.map((row, b) =>
    row.slice(1).map((token, t) => {
      const score = stepScores[b][t];
      return score === null || score === 0 ? score : logits.data[(b * length + t) * vocab + token];
    }),
  );
}

function shiftRight(labels: readonly (readonly number[])[], config: BartConfig): number[][] {
  return labels.map((row) => [config.decoderStartTokenId, ...row.slice(0, -1).map((id) => (id < 0 ? config.padTokenId : id))]);
}
