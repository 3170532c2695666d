/** Holds what the engine computed against a golden case's expected results. Runs nothing and prints nothing. */
import type { FileSource } from '../models/checkpoint/source.ts';
import type { CaseActual, GenerationActual } from './actual.ts';
import { readJson, readTensors, type CaseKind, type NamedTensors } from './cases.ts';
import { flatNumbers, isJson, jsonList, type Json } from './json.ts';

/** Largest errors that float32 may bring, over the largest value of the tensor or list. */
export const TOLERANCES = {
  activations: 2e-4,
  gradients: 1e-3,
  zeroGradients: 1e-5,
  losses: 1e-5,
  trainingLosses: 1e-5,
  /** AdamW divides by the root of squared gradients: where these are near 0, float noise moves a parameter by up to a step. */
  adamwParameters: 1e-2,
  sgdParameters: 1e-4,
  scores: 1e-4,
} as const;

/** One quantity of a case. */
export interface Check {
  readonly name: string;
  /** Largest error over the largest value of its tensor; infinite where something is missing or not a number. */
  readonly error: number;
  readonly tolerance: number;
  /** The tensor or entry with that error. */
  readonly worst: string;
  /** Tensors, lists or entries compared. */
  readonly compared: number;
  readonly missing: readonly string[];
  readonly ok: boolean;
}

export interface GenerationCheck {
  readonly settings: Json;
  /** All releases of transformers that were tried agree on it. */
  readonly strict: boolean;
  /** Null where the settings are not supported. */
  readonly exact: boolean | null;
}

export interface Comparison {
  readonly checks: readonly Check[];
  readonly generation: readonly GenerationCheck[];
  /** Every check within its tolerance, and every strict or greedy RAG-Token answer exact. */
  readonly ok: boolean;
}

export async function compareCase(source: FileSource, kind: CaseKind, actual: CaseActual): Promise<Comparison> {
  const expected = (await readJson(source, 'expected.json')) ?? {};
  const checks: Check[] = [];
  const tensors = await readTensors(source, 'expected.safetensors');
  if (tensors) checks.push(check('activations', TOLERANCES.activations, tensorErrors(actual.tensors, tensors)));

  const grads = await readTensors(source, 'grads.safetensors');
  const zeros = zeroGradients(grads ?? new Map());
  if (grads) {
    checks.push(check('gradients', TOLERANCES.gradients, tensorErrors(actual.grads, grads, zeros)));
    if (zeros.size > 0) checks.push(check('gradients, 0 in theory', TOLERANCES.zeroGradients, zeroErrors(actual.grads, grads, zeros)));
  }

  const loss = expected['loss'] ?? expected['cross_entropy_loss'];
  if (loss !== undefined) checks.push(check('loss', TOLERANCES.losses, listErrors([['loss', actual.loss, loss]])));
  const variants = jsonList(expected['loss_variants'])
    .map(({ loss: wanted, ...settings }, i): [string, unknown, unknown] => [JSON.stringify(settings), actual.lossVariants?.[i]?.loss, wanted])
    .filter(([, , wanted]) => wanted !== undefined);
  if (variants.length > 0) checks.push(check('loss variants', TOLERANCES.losses, listErrors(variants)));
  for (const [optimizer, wanted] of Object.entries(isJson(expected['training']) ? expected['training'] : {})) {
    const trained = actual.training?.get(optimizer);
    const losses = isJson(wanted) ? wanted['losses_before_each_step_and_after_last'] : undefined;
    if (losses !== undefined) checks.push(check(`${optimizer} losses`, TOLERANCES.trainingLosses, listErrors([['losses', trained?.losses, losses]])));
    const final = await readTensors(source, `train_${optimizer}_final.safetensors`);
    const isAdamW = optimizer === 'adamw';
    if (final) checks.push(check(`${optimizer} parameters`, isAdamW ? TOLERANCES.adamwParameters : TOLERANCES.sgdParameters, tensorErrors(trained?.final ?? new Map(), final, isAdamW ? zeros : undefined)));
  }

  const answers = jsonList(expected['generation'])
    .map((entry, i) => ({ entry, computed: actual.generation?.[i] ?? null }))
    .filter(({ entry }) => 'sequences' in entry);
  const generation = answers.map(({ entry, computed }) => compareAnswer(entry, computed));
  const scores = answers.flatMap(({ entry, computed }) => scorePairs(entry, computed));
  if (scores.length > 0) checks.push(check('generation scores', TOLERANCES.scores, listErrors(scores)));
  const mustBeExact = ({ strict, settings }: GenerationCheck): boolean => strict || (kind === 'rag_token' && settings['num_beams'] === 1);
  return { checks, generation, ok: checks.every(({ ok }) => ok) && generation.every((entry) => entry.exact === true || !mustBeExact(entry)) };
}

interface Errors {
  readonly error: number;
  readonly worst: string;
  readonly compared: number;
  readonly missing: readonly string[];
}

function check(name: string, tolerance: number, errors: Errors): Check {
  return { name, tolerance, ...errors, ok: errors.missing.length === 0 && errors.error <= tolerance };
}

/** The largest of the errors, with its name. */
function worstOf(errors: readonly (readonly [string, number])[], missing: readonly string[] = []): Errors {
  const [worst, error] = errors.reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
  return { error, worst, compared: errors.length, missing };
}

export function tensorErrors(actual: NamedTensors, expected: NamedTensors, leaveOut: ReadonlySet<string> = new Set()): Errors {
  const errors: [string, number][] = [];
  const missing: string[] = [];
  for (const [name, { dims, data }] of expected) {
    if (leaveOut.has(name)) continue;
    const computed = actual.get(name);
    if (!computed) missing.push(name);
    else if (computed.dims.join() !== dims.join()) missing.push(`${name}: [${computed.dims.join(', ')}], [${dims.join(', ')}] expected`);
    else errors.push([name, relativeError(computed.data, data)]);
  }
  return worstOf(errors, missing);
}

/** @param lists name, computed and expected numbers, nested or not; expected places that are no numbers do not count */
function listErrors(lists: readonly (readonly [string, unknown, unknown])[]): Errors {
  const missing: string[] = [];
  const errors = lists.flatMap(([name, computed, expected]): [string, number][] => {
    const [a, e] = [flatNumbers(computed), flatNumbers(expected)];
    if (a.length !== e.length) missing.push(`${name}: ${a.length} numbers, ${e.length} expected`);
    const counted = [...e.keys()].filter((i) => !Number.isNaN(e[i]));
    return a.length === e.length ? [[name, relativeError(counted.map((i) => a[i]), counted.map((i) => e[i]))]] : [];
  });
  return worstOf(errors, missing);
}

/** Largest |a − e| over the largest |e| (over 1 where all e are 0); infinite where a is not finite. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(actual[i])) return Infinity;
    error = Math.max(error, Math.abs(actual[i] - expected[i]));
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return error / (largest || 1);
}

function largestValue(data: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]));
  return largest;
}

/**
 * Gradients that are 0 in theory, such as those of key biases: softmax does not see what it adds to every key alike. The
 * reference computes in float64, so its rounding noise lies far below every true gradient and tells them.
 */
export function zeroGradients(grads: NamedTensors): ReadonlySet<string> {
  const largest = Math.max(0, ...[...grads.values()].map(({ data }) => largestValue(data)));
  return new Set([...grads].filter(([, { data }]) => largestValue(data) < 1e-10 * largest).map(([name]) => name));
}

/** The error of a zero gradient is measured by the largest gradient of the case. */
function zeroErrors(actual: NamedTensors, expected: NamedTensors, zeros: ReadonlySet<string>): Errors {
  const largest = Math.max(...[...expected.values()].map(({ data }) => largestValue(data)));
  const present = [...zeros].filter((name) => actual.has(name));
  return worstOf(present.map((name) => [name, largestValue(actual.get(name)!.data) / largest]), [...zeros].filter((name) => !actual.has(name)));
}

function compareAnswer(expected: Json, actual: GenerationActual | null): GenerationCheck {
  return {
    settings: isJson(expected['settings']) ? expected['settings'] : {},
    strict: expected['strict'] === true,
    exact: actual ? JSON.stringify(actual.sequences) === JSON.stringify(expected['sequences']) : null,
  };
}

/** Scores of an entry whose sequences agree; others have nothing to compare. */
function scorePairs(expected: Json, actual: GenerationActual | null): [string, unknown, unknown][] {
  if (!actual || !compareAnswer(expected, actual).exact) return [];
  const name = JSON.stringify(actual.settings);
  const pairs: [string, unknown, unknown][] = [];
  if ('sequences_scores' in expected) pairs.push([`sequences_scores ${name}`, actual.sequencesScores, expected['sequences_scores']]);
  if ('step_scores' in expected) pairs.push([`step_scores ${name}`, actual.stepScores, withoutEnded(expected['step_scores'], actual.stepScores)]);
  if ('rescoring' in expected) pairs.push([`rescoring ${name}`, actual.rescoring?.map(({ nll }) => nll), jsonList(expected['rescoring']).map(({ nll }) => nll)]);
  return pairs;
}

/** The reference goes on scoring padding after an answer's end; those numbers mean nothing. */
function withoutEnded(expected: unknown, actual: GenerationActual['stepScores']): unknown {
  if (!Array.isArray(expected)) return expected;
  return expected.map((row: unknown, b) => (Array.isArray(row) ? row.map((score: unknown, t) => (actual?.[b]?.[t] === null ? null : score)) : row));
}
