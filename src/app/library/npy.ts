/** Arrays as NumPy's .npy files, format 1.0, so that anybody can read a bundle. Knows no bundle. */

export type NpyType = '<f4' | '<f2' | '|i1';

const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0);
const ITEM_BYTES: Readonly<Record<NpyType, number>> = { '<f4': 4, '<f2': 2, '|i1': 1 };
/** The header is padded so that the numbers begin at a multiple of this. */
const ALIGNMENT = 64;

export function npyHeader(type: NpyType, shape: readonly number[]): Uint8Array {
  const dict = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const length = Math.ceil((MAGIC.length + 2 + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(dict), 10);
  bytes[length - 1] = 0x0a;
  return bytes;
}

/** @returns the bytes of the numbers, or why they are not those of such an array */
export function npyData(file: Uint8Array, type: NpyType, shape: readonly number[]): Uint8Array | string {
  if (file.length < 10 || !MAGIC.every((byte, i) => file[i] === byte)) return 'it is no NumPy array of format 1.0';
  const start = 10 + file[8] + 256 * file[9];
  const dict = new TextDecoder('latin1').decode(file.subarray(10, start));
  const found = /^\{'descr': '([^']*)', 'fortran_order': False, 'shape': \(([\d, ]*)\), \}\s*$/.exec(dict);
  if (!found) return 'its header is not one that this page writes';
  const dims = found[2].split(',').map((dim) => dim.trim()).filter((dim) => dim !== '').map(Number);
  if (found[1] !== type || dims.join() !== shape.join()) return `it holds ${found[1]} of shape (${dims.join(', ')}), not ${type} of shape (${shape.join(', ')})`;
  const wanted = shape.reduce((product, dim) => product * dim, ITEM_BYTES[type]);
  return file.length - start === wanted ? file.subarray(start) : `it holds ${file.length - start} bytes of numbers, not ${wanted}`;
}
