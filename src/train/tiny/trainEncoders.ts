/** Trains the tiny DPR pair by in-batch contrast with hard negatives; both towers share their weights while they train. */
import type { HostTensor, Runtime, Session } from '../../runtime/types.ts';
import { contrastGraph } from '../graphs.ts';
import { EncoderBatcher } from './batches.ts';
import { inSession } from './gradients.ts';
import { startOrResume, trainLoop, type TrainState } from './loop.ts';
import type { TrainContext } from './main.ts';
import { EncoderMixture, type EncoderExample } from './mixture.ts';
import { tokenizerFromFiles } from './tokenizers.ts';
import { createRng, generateWorld } from './worlds/index.ts';

export const ENCODER = 'encoder.';
const GROUP = 12;

export async function trainEncoders(runtime: Runtime, context: TrainContext): Promise<TrainState> {
  const { encoder, encoderSchedule, evalEvery } = context.recipe;
  const graph = contrastGraph(encoder, ENCODER, ENCODER);
  const session = await runtime.compile(graph);
  const batcher = new EncoderBatcher(tokenizerFromFiles(context.tokenizers.encoder));
  const schedule = { ...encoderSchedule, steps: context.steps ?? encoderSchedule.steps };
  const run = { name: 'encoders', folder: context.folder, schedule, log: context.log };
  const state = await startOrResume(run, graph.params, context.seed + 1);
  const unseen = unseenGroups(context.seed + 78);
  await trainLoop({
    ...run,
    gradients: inSession(session),
    state,
    deadline: context.deadline,
    evalEvery,
    feeds: (step, progress) => {
      const mixture = new EncoderMixture(createRng(context.seed * 7_000_003 + step), context.squad.train);
      const examples: EncoderExample[] = [];
      while (examples.length < schedule.batch) examples.push(...mixture.group(GROUP, progress));
      // In-batch negatives need the whole batch at once.
      return [{ feeds: batcher.feeds(examples.slice(0, schedule.batch)), weight: 1 }];
    },
    evaluate: async () => ({ top1Worlds: await top1(session, state.parameters, batcher, unseen) }),
  });
  return state;
}

/** Groups of 64 unseen questions, each to find its passage among the group's. */
function unseenGroups(seed: number): EncoderExample[][] {
  const rng = createRng(seed);
  return Array.from({ length: 3 }, () => {
    const world = generateWorld(rng, { nEntities: 80, split: 'heldOut', minSentences: 2, maxSentences: 6 });
    const seen = new Set<number>();
    return rng
      .shuffle(world.questions)
      .filter((q) => !seen.has(q.passage) && seen.add(q.passage))
      .slice(0, 64)
      .map((q) => ({ question: q.question, positive: world.passages[q.passage], negatives: [], key: world.passages[q.passage].text }));
  });
}

async function top1(session: Session, parameters: ReadonlyMap<string, HostTensor>, batcher: EncoderBatcher, groups: readonly EncoderExample[][]): Promise<number> {
  let right = 0;
  for (const group of groups) {
    const { scores } = await session.run({ ...Object.fromEntries(parameters), ...batcher.feeds(group) });
    const [rows, columns] = scores.dims;
    for (let r = 0; r < rows; r++) {
      const row = (scores.data as Float32Array).subarray(r * columns, (r + 1) * columns);
      if (row.every((v) => v <= row[r])) right++;
    }
  }
  return (100 * right) / groups.reduce((n, g) => n + g.length, 0);
}
