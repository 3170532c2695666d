/** One of the threads of gradientWorkers.ts: takes micro-batches from the end of the list, where the long ones are, and sums their gradients. */
import { parentPort, workerData } from 'node:worker_threads';
import { GENERATOR } from '../../models/ragGraph.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { seq2seqGraph } from '../graphs.ts';
import { addGradients, type MicroBatch } from './gradients.ts';
import { viewsOf, type WorkerShare } from './gradientWorkers.ts';

const { config, layout, parameters, sums, left } = workerData as WorkerShare;
const compiled = nodeRuntime({ threads: 1 }).compile(seq2seqGraph(config, GENERATOR, { logits: false }));
// ONNX Runtime takes no shared memory.
const own = new Float32Array(parameters.length);
const ownParts = viewsOf(layout, own);
const held = new Map(layout.map(({ name, dims }) => [name, { dims, data: ownParts.get(name)! }]));
const sumOf = viewsOf(layout, sums);

parentPort!.on('message', (batches: readonly MicroBatch[]) => {
  void step(batches).then((loss) => parentPort!.postMessage(loss));
});

async function step(batches: readonly MicroBatch[]): Promise<number> {
  const session = await compiled;
  own.set(parameters);
  sums.fill(0);
  let loss = 0;
  for (let i = take(); i >= 0; i = take()) loss += await addGradients(session, held, batches[i], sumOf);
  return loss;
}

const take = (): number => Atomics.sub(left, 0, 1) - 1;
