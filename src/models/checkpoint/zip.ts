/** Finds the stored entries of a zip archive without reading it whole, as PyTorch writes them. Inflates nothing. */
import { UserError } from '../../errors.ts';
import type { ByteSource } from './source.ts';

export interface ZipEntry {
  readonly size: number;
  /** @returns exactly `length` bytes from `offset` within the entry */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const END_OF_DIRECTORY = 0x06054b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_END = 0x06064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const MAX_COMMENT = 0xffff;
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;

/** Archive layout: APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16. */
export async function openZip(source: ByteSource, where: string): Promise<Map<string, ZipEntry>> {
  const directory = await locateDirectory(source, where);
  const bytes = await source.read(directory.offset, directory.size);
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0, i = 0; i < directory.count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw broken(where, 'its directory is damaged');
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw broken(where, 'its directory is damaged');
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [size, packed, header] = sizes(view, at, extra, where);
    if (method !== 0 || size !== packed) {
      throw new UserError('unsupported', `${where}: ${name} is compressed`, 'Save the checkpoint as safetensors.');
    }
    if (entries.has(name)) throw broken(where, `two entries are called ${name}`);
    entries.set(name, storedEntry(source, where, name, size, header));
    at = next;
  }
  return entries;
}

function storedEntry(source: ByteSource, where: string, name: string, size: number, header: number): ZipEntry {
  let start: Promise<number> | null = null;
  const locate = async (): Promise<number> => {
    if (header + 30 > source.size) throw broken(where, `${name} lies beyond the end`);
    const view = viewOf(await source.read(header, 30));
    if (view.getUint32(0, true) !== LOCAL_HEADER) throw broken(where, `${name} has no header`);
    const data = header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
    if (data + size > source.size) throw broken(where, `${name} lies beyond the end`);
    return data;
  };
  return {
    size,
    read: async (offset, length) => {
      if (offset < 0 || length < 0 || offset + length > size) throw broken(where, `${name} is shorter than the tensors in it`);
      return source.read((await (start ??= locate())) + offset, length);
    },
  };
}

async function locateDirectory(source: ByteSource, where: string): Promise<{ offset: number; size: number; count: number }> {
  const tailLength = Math.min(source.size, MAX_COMMENT + 22);
  const tailStart = source.size - tailLength;
  const tail = viewOf(await source.read(tailStart, tailLength));
  let at = tailLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END_OF_DIRECTORY) at--;
  if (at < 0) throw broken(where, 'it ends before its directory');
  let found = { count: tail.getUint16(at + 10, true), size: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) };
  if (at >= 20 && tail.getUint32(at - 20, true) === ZIP64_LOCATOR) {
    const position = safe(tail.getBigUint64(at - 12, true), where);
    if (position + 56 > source.size) throw broken(where, 'its directory is damaged');
    const end = viewOf(await source.read(position, 56));
    if (end.getUint32(0, true) !== ZIP64_END) throw broken(where, 'its directory is damaged');
    const [count, size, offset] = [32, 40, 48].map((field) => safe(end.getBigUint64(field, true), where));
    found = { count, size, offset };
  }
  if (found.offset + found.size > source.size) throw broken(where, 'its directory lies beyond the end');
  if (found.size > MAX_DIRECTORY_BYTES) throw broken(where, `its directory claims ${found.size} bytes`);
  return found;
}

/** @returns size, packed size and header offset, from the ZIP64 field where 32 bits do not suffice */
function sizes(view: DataView, at: number, extra: Uint8Array, where: string): [number, number, number] {
  const values = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  if (!values.includes(0xffffffff)) return values as [number, number, number];
  const fields = viewOf(extra);
  for (let field = 0; field + 4 <= extra.length; field += 4 + fields.getUint16(field + 2, true)) {
    if (fields.getUint16(field, true) !== 1) continue;
    let next = field + 4;
    const wide = values.map((value) => {
      if (value !== 0xffffffff) return value;
      if (next + 8 > extra.length) throw broken(where, 'its directory is damaged');
      next += 8;
      return safe(fields.getBigUint64(next - 8, true), where);
    });
    return wide as [number, number, number];
  }
  throw broken(where, 'its directory is damaged');
}

function safe(value: bigint, where: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw broken(where, 'its directory is damaged');
  return Number(value);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function broken(where: string, what: string): UserError {
  return new UserError('bad-file', `${where}: not a sound zip archive: ${what}`, 'Download the file again.');
}
