/** A resumable training loop over one graph: run, clip, update, log, checkpoint. Knows no data and no model. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { memorySource } from '../../models/checkpoint/source.ts';
import { openSafetensors, writeSafetensors } from '../../models/checkpoint/safetensors.ts';
import type { HostTensor } from '../../runtime/types.ts';
import type { Param } from '../../graph/graph.ts';
import { adamW, clipGradients, warmupStableDecay, type Optimizer } from '../optimizers.ts';
import type { MicroBatch, StepGradients } from './gradients.ts';
import { initialize } from './initialize.ts';
import type { Schedule } from './recipe.ts';
import { createRng } from './worlds/index.ts';

export interface TrainState {
  step: number;
  readonly parameters: Map<string, HostTensor>;
  readonly optimizer: Optimizer;
}

export interface LoopOptions {
  readonly name: string;
  readonly folder: string;
  readonly schedule: Schedule;
  readonly gradients: StepGradients;
  readonly state: TrainState;
  /** Stops early, after this wall-clock time; the next run resumes. */
  readonly deadline: number;
  /** The micro-batches of a step; their gradients are added up, so that each one's tensors fit the processor's caches. */
  feeds(step: number, progress: number): readonly MicroBatch[];
  /** Extra figures for the log, every `evalEvery` steps. */
  evaluate?(step: number): Promise<Record<string, number>>;
  readonly evalEvery: number;
  readonly log: (line: string) => void;
}

const CHECKPOINT_EVERY = 250;

/** @returns the mean loss of the last 50 steps */
export async function trainLoop(options: LoopOptions): Promise<number> {
  const { schedule, state } = options;
  const batchesOf = (step: number) => options.feeds(step, step / schedule.steps);
  let next: readonly MicroBatch[] | null = null;
  const recent: number[] = [];
  const started = performance.now();
  const first = state.step;
  while (state.step < schedule.steps && Date.now() < options.deadline) {
    const running = options.gradients(state.parameters, next ?? batchesOf(state.step));
    // Made while the step runs.
    next = state.step + 1 < schedule.steps ? batchesOf(state.step + 1) : null;
    const { loss, gradients } = await running;
    if (!Number.isFinite(loss)) throw new Error(`${options.name}: the loss is ${loss} at step ${state.step}; resume from the last checkpoint with a lower learning rate`);
    const norm = clipGradients(gradients, schedule.clip);
    state.optimizer.step(state.parameters, gradients, warmupStableDecay(state.step, { peak: schedule.peakLr, warmup: schedule.warmup, total: schedule.steps, decay: schedule.decay }));
    state.step++;
    recent.push(loss);
    if (recent.length > 50) recent.shift();
    if (state.step % 50 === 0) {
      const seconds = (performance.now() - started) / 1000 / (state.step - first);
      report(options, { step: state.step, loss: mean(recent), norm, secondsPerStep: seconds });
    }
    if (state.step % options.evalEvery === 0 && options.evaluate) report(options, { step: state.step, ...(await options.evaluate(state.step)) });
    if (state.step % CHECKPOINT_EVERY === 0) saveState(join(options.folder, `${options.name}.safetensors`), state);
  }
  saveState(join(options.folder, `${options.name}.safetensors`), state);
  return mean(recent);
}

function report({ name, folder, log }: LoopOptions, figures: Record<string, number>): void {
  log(`${name} ${Object.entries(figures).map(([key, value]) => `${key} ${Number.isInteger(value) ? value : value.toPrecision(4)}`).join('  ')}`);
  appendFileSync(join(folder, `${name}.jsonl`), `${JSON.stringify(figures)}\n`);
}

/** Seeded weights and AdamW (matrices and tables decay, norms and biases do not), or the checkpoint that an earlier run left. */
export async function startOrResume({ name, folder, schedule, log }: Pick<LoopOptions, 'name' | 'folder' | 'schedule' | 'log'>, params: readonly Param[], seed: number): Promise<TrainState> {
  const decays = (parameter: string) => parameter.endsWith('.weight') && !/norm/i.test(parameter);
  const state: TrainState = {
    step: 0,
    parameters: initialize(params, createRng(seed)),
    optimizer: adamW({ beta1: 0.9, beta2: 0.98, eps: 1e-8, weightDecay: schedule.weightDecay, decays }),
  };
  if (await loadState(join(folder, `${name}.safetensors`), state)) log(`${name}: resumed at step ${state.step}`);
  return state;
}

/** Writes beside and renames, so that a kill leaves the last whole checkpoint. */
export function saveState(file: string, { step, parameters, optimizer }: TrainState): void {
  mkdirSync(dirname(file), { recursive: true });
  const tensors = [...parameters].map(([name, t]) => [`p:${name}`, { dims: t.dims, data: t.data as Float32Array }] as const);
  const moments = [...optimizer.state().arrays].map(([name, data]) => [name, { dims: [data.length], data }] as const);
  writeFileSync(`${file}.new`, writeSafetensors([...tensors, ...moments], { step: String(step) }));
  renameSync(`${file}.new`, file);
}

/** @returns false when there is no checkpoint to resume from */
export async function loadState(file: string, state: TrainState): Promise<boolean> {
  if (!existsSync(file)) return false;
  const saved = await openSafetensors(memorySource(readFileSync(file)), file);
  const moments = new Map<string, Float32Array>();
  for (const name of saved.names) {
    const { dims, data } = await saved.read(name);
    if (name.startsWith('p:')) state.parameters.set(name.slice(2), { dims, data: data as Float32Array });
    else moments.set(name, data as Float32Array);
  }
  state.step = Number(saved.metadata.get('step'));
  state.optimizer.restore(state.step, moments);
  return true;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}
