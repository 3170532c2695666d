/** Reads the safetensors format strictly, one tensor at a time. Knows nothing of models. */
import { UserError } from '../../errors.ts';
import type { ByteSource } from './source.ts';
import { JsonNumber, parseStrictJson, type StrictJson } from './strictJson.ts';
import {
  decodeElements,
  DTYPE_BITS,
  elementCount,
  isDType,
  type TensorFile,
  type TensorInfo,
} from './tensor.ts';

export { writeSafetensors, type TensorToWrite } from './writeSafetensors.ts';

export interface SafetensorsFile extends TensorFile {
  readonly metadata: ReadonlyMap<string, string>;
  /** A tensor's bytes as they are stored; rejects as `read` does. */
  readBytes(name: string): Promise<Uint8Array>;
}

interface Entry extends TensorInfo {
  /** Bytes within the data section. */
  readonly begin: number;
  readonly end: number;
}

/** Longest header that the reference implementation accepts. */
export const MAX_HEADER_BYTES = 100_000_000;
const PREFIX_BYTES = 8;
const AGAIN = 'Download the file again, or save the checkpoint anew with safetensors.';

/**
 * Layout: u64 header length, JSON header, data. The tensors must cover the data section from its first byte to its last
 * without hole or overlap (safetensors' Metadata::validate).
 *
 * @param where names the file in messages
 */
export async function openSafetensors(source: ByteSource, where = 'safetensors file'): Promise<SafetensorsFile> {
  if (source.size < PREFIX_BYTES) throw malformed(where, `only ${source.size} bytes long`);
  const prefix = await source.read(0, PREFIX_BYTES);
  const view = new DataView(prefix.buffer, prefix.byteOffset, PREFIX_BYTES);
  const headerBytes = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (headerBytes > MAX_HEADER_BYTES) {
    throw malformed(where, (await impostor(source)) ?? `its header claims ${headerBytes} bytes, above the limit of ${MAX_HEADER_BYTES}`);
  }
  const dataStart = PREFIX_BYTES + headerBytes;
  if (dataStart > source.size) {
    throw malformed(where, `its header claims ${headerBytes} bytes, the whole file has ${source.size}`);
  }
  const { entries, metadata } = parseHeader(await source.read(PREFIX_BYTES, headerBytes), where);
  const dataBytes = checkCover(entries, where);
  if (dataStart + dataBytes !== source.size) {
    throw malformed(where, `the header describes ${dataStart + dataBytes} bytes, the file has ${source.size}`);
  }
  const entryOf = (name: string): Entry => {
    const entry = entries.get(name);
    if (!entry) throw new UserError('bad-file', `${where}: there is no tensor ${name}`);
    return entry;
  };
  const readBytes = async (name: string): Promise<Uint8Array> => {
    const { begin, end } = entryOf(name);
    return source.read(dataStart + begin, end - begin);
  };
  return {
    names: [...entries.keys()],
    metadata,
    info: (name) => entries.get(name),
    readBytes,
    read: async (name) => {
      const { dims, dtype } = entryOf(name);
      return { dims, dtype, data: decodeElements(await readBytes(name), dtype, `${where}: ${name}`) };
    },
  };
}

function parseHeader(bytes: Uint8Array, where: string): { entries: Map<string, Entry>; metadata: Map<string, string> } {
  let header: StrictJson;
  try {
    header = parseStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    const what = error instanceof SyntaxError ? `invalid JSON, ${error.message}` : 'not UTF-8';
    throw malformed(where, `its header is ${what}`);
  }
  if (!(header instanceof Map)) throw malformed(where, 'its header is not a JSON object');
  const entries = new Map<string, Entry>();
  let metadata = new Map<string, string>();
  for (const [name, value] of header) {
    if (name === '__metadata__') metadata = parseMetadata(value, where);
    else entries.set(name, parseEntry(name, value, where));
  }
  return { entries, metadata };
}

function parseMetadata(value: StrictJson, where: string): Map<string, string> {
  const metadata = new Map<string, string>();
  if (value === null) return metadata;
  if (!(value instanceof Map)) throw malformed(where, '__metadata__ is not an object');
  for (const [key, text] of value) {
    if (typeof text !== 'string') throw malformed(where, `__metadata__.${key} is not a string`);
    metadata.set(key, text);
  }
  return metadata;
}

function parseEntry(name: string, value: StrictJson, where: string): Entry {
  const bad = (what: string): UserError => malformed(where, `tensor ${JSON.stringify(name)}: ${what}`);
  if (!(value instanceof Map)) throw bad('its description is not an object');
  const dtype = value.get('dtype');
  if (typeof dtype !== 'string' || !isDType(dtype)) throw bad('unknown dtype');
  const dims = indexes(value.get('shape'));
  if (!dims) throw bad('its shape is not a list of non-negative integers');
  const offsets = indexes(value.get('data_offsets'));
  if (offsets?.length !== 2) throw bad('its data_offsets are not two non-negative integers');
  const [begin, end] = offsets;
  if (end < begin) throw bad(`its data ends at ${end} before it begins at ${begin}`);
  const count = elementCount(dims);
  const bits = count === null ? NaN : count * DTYPE_BITS[dtype];
  if (!Number.isSafeInteger(bits)) throw bad('its size overflows');
  if (bits !== (end - begin) * 8) throw bad(`${dtype} [${dims.join(', ')}] takes ${bits / 8} bytes, its offsets hold ${end - begin}`);
  return { dims, dtype, begin, end };
}

function indexes(value: StrictJson | undefined): number[] | null {
  if (!Array.isArray(value)) return null;
  const numbers: number[] = [];
  for (const item of value) {
    const index = item instanceof JsonNumber ? item.toIndex() : null;
    if (index === null) return null;
    numbers.push(index);
  }
  return numbers;
}

/** @returns bytes of the data section */
function checkCover(entries: ReadonlyMap<string, Entry>, where: string): number {
  const ordered = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const [name, { begin, end }] of ordered) {
    if (begin !== covered) {
      const what = begin > covered ? 'a hole before it' : 'it overlaps another tensor';
      throw malformed(where, `tensor ${JSON.stringify(name)}: its data begins at ${begin}, not ${covered} (${what})`);
    }
    covered = end;
  }
  return covered;
}

/** What a file that is no safetensors file probably is instead; null when there is no telling. */
async function impostor(source: ByteSource): Promise<string | null> {
  const head = new TextDecoder('latin1').decode(await source.read(0, Math.min(source.size, 256)));
  if (head.startsWith('version https://git-lfs')) {
    return 'it is a Git LFS pointer, not the weights themselves (run `git lfs pull`)';
  }
  if (/^\s*<(!doctype|html|\?xml)/i.test(head)) return 'it is a web page, not weights (the server sent an error page)';
  if (head.startsWith('PK\x03\x04')) return 'it is a zip archive, perhaps a pytorch_model.bin under another name';
  return null;
}

function malformed(where: string, what: string): UserError {
  return new UserError('bad-file', `${where}: ${what}`, AGAIN);
}
