/** Turns token ids into the tensors that the model graphs take. Padding and shifting live here and nowhere else. */
import type { HostTensor } from '../runtime/types.ts';
import { BART_POSITION_OFFSET } from './checkpoint/weights.ts';

export type Ids = readonly (readonly number[])[];

export function int32(dims: readonly number[], values: ArrayLike<number>): HostTensor {
  return { dims, data: Int32Array.from(values) };
}

export function float32(dims: readonly number[], values: ArrayLike<number>): HostTensor {
  return { dims, data: values instanceof Float32Array ? values : Float32Array.from(values) };
}

export function range(length: number, start = 0): number[] {
  return Array.from({ length }, (_, i) => start + i);
}

/** Right-pads rows to the longest (at least `minLen`). */
export function padRows(rows: Ids, padId: number, minLen = 1): number[][] {
  const len = Math.max(minLen, ...rows.map((r) => r.length));
  return rows.map((row) => [...row, ...Array<number>(len - row.length).fill(padId)]);
}

/** BERT inputs for unpadded rows; `masks` overrides the attention mask of already padded rows. */
export function bertFeeds(rows: Ids, padId: number, prefix = '', masks?: Ids, typeIds?: Ids): Record<string, HostTensor> {
  const ids = padRows(rows, padId);
  const dims = [ids.length, ids[0].length];
  const mask = masks ?? rows.map((row) => row.map(() => 1));
  return {
    [`${prefix}input_ids`]: int32(dims, ids.flat()),
    [`${prefix}attention_mask`]: float32(dims, padRows(mask, 0, dims[1]).flat()),
    [`${prefix}token_type_ids`]: int32(dims, typeIds ? padRows(typeIds, 0, dims[1]).flat() : new Int32Array(dims[0] * dims[1])),
    [`${prefix}position_ids`]: int32([dims[1]], range(dims[1])),
  };
}

/** BART encoder inputs; `prefix` is `context_` in the loss graphs. */
export function bartEncoderFeeds(rows: Ids, padId: number, prefix = '', masks?: Ids): Record<string, HostTensor> {
  const ids = padRows(rows, padId);
  const dims = [ids.length, ids[0].length];
  const mask = masks ?? rows.map((row) => row.map(() => 1));
  return {
    [`${prefix}input_ids`]: int32(dims, ids.flat()),
    [`${prefix}attention_mask`]: float32(dims, padRows(mask, 0, dims[1]).flat()),
    [`${prefix}position_ids`]: int32([dims[1]], range(dims[1], BART_POSITION_OFFSET)),
  };
}

/** Teacher-forced decoder inputs for equally long rows: row r reads rows[r]. */
export function decoderFeeds(rows: Ids): Record<string, HostTensor> {
  const len = rows[0].length;
  const causal = new Float32Array(len * len);
  for (let i = 0; i < len; i++) causal.fill(-1e9, i * len + i + 1, (i + 1) * len);
  return {
    decoder_input_ids: int32([rows.length, len], rows.flat()),
    decoder_position_ids: int32([len], range(len, BART_POSITION_OFFSET)),
    causal_bias: float32([len, len], causal),
  };
}

export interface LossOptions {
  readonly mode: 'token' | 'sequence';
  readonly nDocs: number;
  readonly padId: number;
  readonly bosId: number;
  readonly labelSmoothing?: number;
  readonly excludeBosScore?: boolean;
  /**
   * RAG-Sequence: 'reference' drops the document prior where the target at position 1 is padding, as transformers does;
   * 'paper' keeps it always, as the formula says (Lewis et al. 2020, section 2.1).
   */
  readonly prior?: 'reference' | 'paper';
}

/**
 * RAG reads labels as decoder inputs and shifts the *targets* left, padding at the end (RagModel.get_nll).
 * @param labels equally long rows [batch][tgtLen]
 */
export function lossFeeds(labels: Ids, options: LossOptions): Record<string, HostTensor> {
  const { nDocs, padId, bosId, mode } = options;
  const batch = labels.length;
  const len = labels[0].length;
  const targets = labels.map((row) => [...row.slice(1), padId]);
  const mask = targets.map((row) => row.map((id) => (id === padId ? 0 : 1)));
  const dropFirst = mode === 'sequence' && options.excludeBosScore === true && targets.every((row) => row[0] === bosId);
  const nllMask = mask.map((row) => row.map((m, t) => (dropFirst && t === 0 ? 0 : m)));
  const priorWeight = mask.map((row) => (options.prior === 'paper' ? 1 : (row[1] ?? 0)));
  return {
    targets: int32([batch, nDocs, len, 1], targets.flatMap((row) => range(nDocs).flatMap(() => row))),
    target_mask: float32([batch, len], mask.flat()),
    nll_mask: float32([batch, len], nllMask.flat()),
    prior_weight: float32([batch, 1], priorWeight),
    label_smoothing: float32([], [options.labelSmoothing ?? 0]),
  };
}

/** Each row `times` times in a row: labels for all documents of a question. */
export function repeatRows<T>(rows: readonly T[], times: number): T[] {
  return rows.flatMap((row) => range(times).map(() => row));
}
