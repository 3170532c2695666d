/** A case of BERT models alone, one a subfolder, through the engine: hidden states and pooled outputs. */
import { UserError } from '../errors.ts';
import { Graph } from '../graph/graph.ts';
import { bertEncoder, bertInputs, bertPooler, dprEmbedding } from '../models/bert.ts';
import { openCheckpoint } from '../models/checkpoint/checkpoint.ts';
import { parseBertConfig } from '../models/checkpoint/config.ts';
import type { FloatTensor } from '../models/checkpoint/tensor.ts';
import { resolveBert } from '../models/checkpoint/weights.ts';
import { bertFeeds } from '../models/feeds.ts';
import { Layers } from '../models/layers.ts';
import { FloatWeights } from '../rag/model.ts';
import type { Runtime } from '../runtime/types.ts';
import { floatTensor, type CaseActual } from './actual.ts';
import type { GoldenCase, NamedTensors } from './cases.ts';
import { ids, isJson, optionalIds } from './json.ts';
import { collect, maskOf } from './ragPass.ts';

export async function runBertCase(runtime: Runtime, golden: GoldenCase): Promise<CaseActual> {
  const folders = (await golden.source.list()).filter((path) => /^[^/]+\/config\.json$/.test(path)).map((path) => path.slice(0, -'/config.json'.length));
  if (folders.length === 0) throw new UserError('bad-file', `${golden.source.name}: there is no model, neither here nor in a subfolder`, 'A case holds config.json and weights.');
  const tensors = new Map<string, FloatTensor>();
  for (const folder of folders) for (const [name, tensor] of await runModel(runtime, golden, folder)) tensors.set(`${folder}.${name}`, tensor);
  return { tensors, grads: new Map(), unsupported: [] };
}

async function runModel(runtime: Runtime, { source, inputs }: GoldenCase, folder: string): Promise<NamedTensors> {
  const checkpoint = await openCheckpoint(source, folder);
  const config = parseBertConfig(checkpoint.config, `${folder}/config.json`);
  const resolved = resolveBert(checkpoint, { config });
  const weights = new FloatWeights();
  await collect(weights, 'bert.', resolved);

  const g = new Graph(folder);
  const layers = new Layers(g, 'bert.');
  const bert = bertInputs(g);
  const states = bertEncoder(layers, config, bert);
  states.forEach((state, i) => g.output(`hidden_states.${i}`, state));
  const isDpr = isJson(checkpoint.config) && checkpoint.config['model_type'] === 'dpr';
  if (isDpr) g.output('pooler_output', dprEmbedding(layers, config, states, bert.attentionMask));
  else if (resolved.has('pooler.dense.weight')) g.output('pooler_output', bertPooler(layers, config, states));

  const session = await runtime.compile(g, weights);
  const rows = ids(inputs, 'input_ids');
  const outputs = await session.run(bertFeeds(rows, config.padTokenId, '', maskOf(inputs, '', config.padTokenId), optionalIds(inputs, 'token_type_ids') ?? undefined));
  await session.dispose();
  return new Map(Object.entries(outputs).map(([name, tensor]) => [name, floatTensor(tensor)]));
}
