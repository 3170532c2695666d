/** The safetensors format written tensor by tensor: the header first, from shapes alone. Byte for byte what writeSafetensors gives. */
import { DTYPE_BITS, narrowF16, type TensorInfo } from './tensor.ts';
import type { TensorShape } from './shapes.ts';

export type FloatStorage = 'F32' | 'F16';

const ALIGNMENT = 8;

/** Tensors in the order of the file, by name in code units, as the reference writer sorts one element type. */
export function fileOrder<T extends TensorShape>(tensors: readonly T[]): T[] {
  return [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Yields the bytes of a whole file in pieces, none larger than the header or one tensor.
 * @param valuesOf called once a tensor, in the order of the file
 */
export function* safetensorsPieces(tensors: readonly TensorShape[], dtype: FloatStorage, valuesOf: (tensor: TensorShape) => Float32Array): Generator<Uint8Array> {
  const ordered = fileOrder(tensors);
  yield safetensorsHeader(ordered.map(({ name, dims }) => ({ name, dims, dtype })));
  for (const tensor of ordered) {
    const values = valuesOf(tensor);
    if (values.length !== elements(tensor)) throw new Error(`internal: ${tensor.name} [${tensor.dims.join(', ')}] has ${values.length} elements`);
    const stored = dtype === 'F16' ? narrowF16(values) : values;
    yield new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  }
}

/**
 * Length of the header's text as 8 bytes, and the text, padded so that data start aligned. The tensors' bytes follow in the order given.
 * @param metadata what save_pretrained writes unless told
 */
export function safetensorsHeader(ordered: readonly (TensorInfo & TensorShape)[], metadata: Readonly<Record<string, string>> = { format: 'pt' }): Uint8Array {
  let end = 0;
  const entries: Record<string, unknown> = { __metadata__: metadata };
  for (const tensor of ordered) {
    const start = end;
    end += (elements(tensor) * DTYPE_BITS[tensor.dtype]) / 8;
    entries[tensor.name] = { dtype: tensor.dtype, shape: tensor.dims, data_offsets: [start, end] };
  }
  const json = JSON.stringify(entries);
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / ALIGNMENT) * ALIGNMENT));
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

export function elements({ dims }: Pick<TensorShape, 'dims'>): number {
  return dims.reduce((product, dim) => product * dim, 1);
}
