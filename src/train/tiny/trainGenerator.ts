/** Trains the tiny BART on the mixture; exact match is read from teacher-forced argmax, which equals greedy decoding wherever it is right. */
import { join } from 'node:path';
import type { HostTensor, Runtime, Session } from '../../runtime/types.ts';
import { GENERATOR } from '../../models/ragGraph.ts';
import { seq2seqGraph } from '../graphs.ts';
import { sgd } from '../optimizers.ts';
import { GeneratorBatcher, type Feeds } from './batches.ts';
import { inSession, type MicroBatch } from './gradients.ts';
import { gradientWorkers } from './gradientWorkers.ts';
import { saveState, startOrResume, trainLoop, type TrainState } from './loop.ts';
import type { TrainContext } from './main.ts';
import { GeneratorMixture, type GeneratorExample } from './mixture.ts';
import { tokenizerFromFiles } from './tokenizers.ts';
import { RealText } from './realText.ts';
import { widened } from './widen.ts';
import { sentenceSpans, type SquadParagraph } from './squad.ts';
import type { WrittenPassage } from './written.ts';
import { createRng, generateWorld, splitWord } from './worlds/index.ts';

export async function trainGenerator(runtime: Runtime, context: TrainContext): Promise<TrainState> {
  const { generator, generatorSchedule, evalEvery } = context.recipe;
  const graph = seq2seqGraph(generator, GENERATOR, { logits: false });
  const reader = await runtime.compile(seq2seqGraph(generator, GENERATOR, { gradients: false }));
  const tokenizer = tokenizerFromFiles(context.tokenizers.generator);
  const batcher = new GeneratorBatcher(tokenizer);
  const schedule = { ...generatorSchedule, steps: context.steps ?? generatorSchedule.steps };
  const run = { name: 'generator', folder: context.folder, schedule, log: context.log };
  const state = await startOrResume(run, graph.params, context.seed);
  const sets = developmentSets(context);
  const workers = context.threads > 1 ? gradientWorkers(generator, graph.params, context.threads) : null;
  await trainLoop({
    ...run,
    gradients: workers?.step ?? inSession(await runtime.compile(graph)),
    state,
    deadline: context.deadline,
    evalEvery,
    feeds: batches(context, batcher, schedule.batch),
    evaluate: async () => {
      const figures: Record<string, number> = {};
      for (const [name, examples] of Object.entries(sets)) if (examples.length > 0) figures[name] = await exactMatch(reader, state.parameters, batcher, examples);
      return figures;
    },
  }).finally(workers?.dispose);
  return state;
}

/** Writes the state that a training run in `context.folder` resumes from, at step 0. */
export async function widenGenerator(context: TrainContext, from: string): Promise<void> {
  const { recipe: { generator }, folder, seed } = context;
  const narrow = await trainedIn(context, '--from', from);
  const last = `${GENERATOR}decoder.layers.${generator.decoderLayers - 1}.final_layer_norm.`;
  const parameters = widened(narrow.parameters, generator.dModel / 2, last, createRng(seed));
  saveState(join(folder, 'generator.safetensors'), { step: 0, parameters, optimizer: sgd() });
}

/** Moves the generator trained in `context.folder` towards another of its run, trained in `from`: flat directions of the loss average out (after Wortsman et al. 2022, "Model soups"). */
export async function averageGenerator(context: TrainContext, from: string, share: number): Promise<void> {
  const own = await trainedIn(context, '--folder', context.folder);
  const other = await trainedIn(context, '--from', from);
  for (const [name, { data }] of own.parameters) {
    const towards = other.parameters.get(name)!.data;
    for (let i = 0; i < data.length; i++) data[i] += share * (towards[i] - data[i]);
  }
  saveState(join(context.folder, 'generator.safetensors'), own);
}

async function trainedIn({ recipe, seed, log }: TrainContext, flag: string, folder: string): Promise<TrainState> {
  const state = await startOrResume({ name: 'generator', folder, schedule: recipe.generatorSchedule, log }, [], seed);
  if (state.step === 0) throw new Error(`${flag} ${folder}: there is no generator.safetensors of a trained generator`);
  return state;
}

/** Padded characters of a micro-batch, about 450 tokens: its activations stay in a processor's caches, 2.1 to 3.3 times faster a row than 48 at once. */
const MICRO_BATCH = 1800;

/** Examples depend on the seed and the step alone, so a resumed run sees what an unbroken one would; rows of similar length share a micro-batch. */
function batches(context: TrainContext, batcher: GeneratorBatcher, size: number): (step: number, progress: number) => MicroBatch[] {
  const real = new RealText(context.squad.train, context.written.train);
  return (step, progress) => {
    const mixture = new GeneratorMixture(createRng(context.seed * 1_000_003 + step), real, context.recipe.shares);
    const feeds = ofSimilarLength(Array.from({ length: size }, () => mixture.next(progress))).map((rows) => batcher.feeds(rows));
    const nTargets = feeds.map((f) => f.targets.dims[0]);
    const total = nTargets.reduce((a, b) => a + b, 0);
    return feeds.map((f, i) => ({ feeds: f, weight: nTargets[i] / total }));
  };
}

/** Short ones first. */
function ofSimilarLength(examples: readonly GeneratorExample[]): GeneratorExample[][] {
  const length = (e: GeneratorExample) => e.title.length + e.text.length + e.question.length;
  const groups: GeneratorExample[][] = [[]];
  for (const example of examples.toSorted((a, b) => length(a) - length(b))) {
    if (groups.at(-1)!.length * length(example) > MICRO_BATCH) groups.push([]);
    groups.at(-1)!.push(example);
  }
  return groups;
}

/** Questions on unseen worlds and on real held-out articles, with the right passage given, and words to copy. */
function developmentSets(context: TrainContext): Record<string, GeneratorExample[]> {
  const rng = createRng(context.seed + 77);
  const worlds: GeneratorExample[] = [];
  while (worlds.length < 256) {
    const world = generateWorld(rng, { nEntities: 8, split: 'heldOut', minSentences: 1, maxSentences: 6 });
    for (const q of rng.sample(world.questions, Math.min(8, world.questions.length))) {
      const { title, text } = world.passages[q.passage];
      worlds.push({ title, text, question: q.question, answer: q.answers[0], denoise: false, source: 'worlds' });
    }
  }
  return { emWorlds: worlds, emSquad: squadSet(context.squad.heldOut, rng.int(0, 1e6)), emWritten: writtenSet(context.written.heldOut, rng.int(0, 1e6)), emCopied: unseenNames(context.seed + 79) };
}

/** Pairs of names that training never uses, to be written again. */
function unseenNames(seed: number): GeneratorExample[] {
  const rng = createRng(seed);
  return Array.from({ length: 128 }, () => {
    const text = `${splitWord(rng, 'heldOut')} ${splitWord(rng, 'heldOut')}`;
    return { title: '', text, question: '', answer: text, denoise: true, source: 'copy' as const };
  });
}

function squadSet(paragraphs: readonly SquadParagraph[], seed: number): GeneratorExample[] {
  const rng = createRng(seed);
  return rng
    .shuffle(paragraphs.flatMap((p) => p.questions.map((q) => ({ p, q }))))
    .slice(0, 256)
    .map(({ p, q }) => {
      const [from, to] = sentenceSpans(p.text).find(([a, b]) => q.start >= a && q.start < b) ?? [0, p.text.length];
      return { title: p.title, text: p.text.slice(from, to), question: q.question, answer: q.answers[0], denoise: false, source: 'real' as const };
    });
}

/** Whole passages as they were written. */
function writtenSet(passages: readonly WrittenPassage[], seed: number): GeneratorExample[] {
  return createRng(seed)
    .shuffle(passages.flatMap(({ title, text, pairs }) => pairs.map((pair) => ({ title, text, ...pair }))))
    .slice(0, 256)
    .map((example) => ({ ...example, denoise: false, source: 'real' as const }));
}

async function exactMatch(session: Session, parameters: ReadonlyMap<string, HostTensor>, batcher: GeneratorBatcher, examples: readonly GeneratorExample[]): Promise<number> {
  let right = 0;
  for (let start = 0; start < examples.length; start += 64) {
    const feeds = batcher.feeds(examples.slice(start, start + 64));
    const { logits } = await session.run({ ...Object.fromEntries(parameters), ...feeds });
    right += rowsRight(logits, feeds);
  }
  return (100 * right) / examples.length;
}

/** Rows whose every target is the argmax of its logits [nTargets, vocab]. */
function rowsRight(logits: HostTensor, feeds: Feeds): number {
  const [, vocab] = logits.dims;
  const [rows, len] = feeds.decoder_input_ids.dims;
  const wrong = new Set<number>();
  feeds.target_positions.data.forEach((position, i) => {
    const row = (logits.data as Float32Array).subarray(i * vocab, (i + 1) * vocab);
    const target = row[feeds.targets.data[i]];
    if (row.some((v) => v > target)) wrong.add(Math.floor(position / len));
  });
  return rows - wrong.size;
}
