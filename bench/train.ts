/** One training step of the embedded generator's recipe, against its forward pass alone. */
import type { Graph } from '../src/graph/graph.ts';
import { prune } from '../src/graph/prune.ts';
import { bartEncoderFeeds, decoderFeeds, int32, range } from '../src/models/feeds.ts';
import { GENERATOR, gradName } from '../src/models/ragGraph.ts';
import type { HostTensor } from '../src/runtime/types.ts';
import { seq2seqGraph } from '../src/train/graphs.ts';
import { adamW, clipGradients } from '../src/train/optimizers.ts';
import { TINY } from '../src/train/tiny/recipe.ts';
import { row, type Bench } from './report.ts';
import { openRuntime, randomIds, RandomWeights } from './setup.ts';
import { median, medians } from './timing.ts';

const SIZES = { batch: TINY.generatorSchedule.batch, source: 128, target: 8 };

export type TrainSizes = typeof SIZES;

export const train: Bench<TrainSizes> = {
  name: 'train',
  about: 'loss, gradients, clipping and AdamW of the tiny generator',
  sizes: SIZES,
  async run(sizes, settings) {
    const runtime = await openRuntime(settings);
    const graph = seq2seqGraph(TINY.generator, GENERATOR);
    const weights = new RandomWeights(graph);
    const parameters = new Map(graph.params.map((p) => [p.name, weights.weight(p.name)]));
    settings.log('train: compiling');
    const step = await runtime.compile(graph);
    const forward = await runtime.compile(lossAlone());
    const optimizer = adamW({ beta1: 0.9, beta2: 0.98, eps: 1e-8, weightDecay: TINY.generatorSchedule.weightDecay });
    const feeds = { ...Object.fromEntries(parameters), ...batchFeeds(sizes) };
    const losses: number[] = [];
    const updates: number[] = [];
    try {
      settings.log('train: timing');
      const ms = await medians(
        {
          step: async () => {
            const outputs = await step.run(feeds);
            const start = performance.now();
            const gradients = new Map(Object.entries(outputs).flatMap(([name, t]) => (name.startsWith(gradName('')) ? [[name.slice(gradName('').length), t.data as Float32Array] as const] : [])));
            clipGradients(gradients, TINY.generatorSchedule.clip);
            optimizer.step(parameters, gradients, TINY.generatorSchedule.peakLr);
            updates.push(performance.now() - start);
            losses.push(outputs.loss.data[0]);
          },
          forward: async () => void (await forward.run(feeds)),
        },
        settings,
      );
      return [
        row('train', `step, ${sizes.batch} x ${sizes.source} tokens`, ms.step, 'ms', 'forward pass alone', ms.forward),
        row('train', 'clipping and AdamW', median(updates), 'ms', 'the whole step', ms.step),
        row('train', 'loss after the steps on one batch', losses[losses.length - 1], 'nats', 'before', losses[0]),
      ];
    } finally {
      await step.dispose();
      await forward.dispose();
    }
  },
};

/** The training graph without its gradients. */
function lossAlone(): Graph {
  const g = seq2seqGraph(TINY.generator, GENERATOR);
  g.outputs.splice(0, g.outputs.length, ...g.outputs.filter(({ name }) => name === 'loss'));
  prune(g);
  return g;
}

function batchFeeds({ batch, source, target }: TrainSizes): Record<string, HostTensor> {
  const { vocabSize, padTokenId } = TINY.generator;
  const ids = (label: string, length: number) => range(batch).map((i) => randomIds(`${label} ${i}`, length, 5, vocabSize));
  const positions = range(batch * target);
  return {
    ...bartEncoderFeeds(ids('source', source), padTokenId, 'context_'),
    ...decoderFeeds(ids('target', target)),
    target_positions: int32([positions.length], positions),
    targets: int32([positions.length, 1], ids('next', target).flat()),
  };
}
