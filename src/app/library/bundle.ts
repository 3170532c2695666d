/**
 * A knowledge base as one .zip: passages and rejected rows as JSON lines, vectors as NumPy arrays, and bundle.json with
 * settings, encoder and checksums. Stored, not compressed, so that it is read in place and nothing in it can swell. Knows no library.
 */
import { Zip, ZipPassThrough } from 'fflate';
import { UserError, throwIfAborted } from '../../errors.ts';
import { blobSource } from '../../models/checkpoint/source.ts';
import { openZip, type ZipEntry } from '../../models/checkpoint/zip.ts';
import type { Passage, RejectedRow } from '../../retrieval/types.ts';
import type { FilePart } from '../../storage/journal/baseLog.ts';
import { decodeVectors, vectorBytes, type VectorType } from '../../storage/journal/vectorCodec.ts';
import type { VectorHeader } from '../../storage/journal/vectorLog.ts';
import type { CallOptions } from '../protocol.ts';
import { progressOf } from '../progress.ts';
import { BUNDLE_FORMAT, BUNDLE_VERSION, checkedManifest, checkedPassage, checkedRejection, refused, type BundleManifest } from './bundleFormat.ts';
import { sha256 } from './fingerprint.ts';
import { npyData, npyHeader, type NpyType } from './npy.ts';

export interface BundledBase {
  readonly name: string;
  readonly createdAt: number;
  readonly embedSeconds: number;
  readonly files: readonly FilePart[];
  readonly passages: readonly Passage[];
  readonly rejected: readonly RejectedRow[];
  readonly header: VectorHeader;
  /** Records of the header's type, one a passage. */
  readonly rows: Uint8Array;
}

const [MANIFEST, PASSAGES, REJECTED, VECTORS, SCALES] = ['bundle.json', 'passages.jsonl', 'rejected.jsonl', 'vectors.npy', 'scales.npy'];
const NPY: Readonly<Record<VectorType, NpyType>> = { fp32: '<f4', fp16: '<f2', int8: '|i1' };
const LARGEST_MANIFEST = 64 << 20;
/** The zip's own fields have 32 bits. */
const LARGEST_BUNDLE = 4e9;

export async function writeBundle(base: BundledBase, options?: CallOptions): Promise<Blob> {
  const report = progressOf('Writing the bundle', options);
  const contents = new Map<string, Uint8Array>([
    [PASSAGES, lines(base.passages.map(({ title, text, row, key, metadata }) => ({ title, text, row, key, metadata })))],
    [REJECTED, lines(base.rejected)],
    ...arraysOf(base),
  ]);
  const bytes = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
  if (bytes > LARGEST_BUNDLE) throw new UserError('unsupported', `"${base.name}" has ${Math.round(bytes / 1e6)} MB, a bundle holds at most 4,000`, 'Keep its vectors as fp16 or int8, or export the passages as CSV.');
  const listed: [string, { bytes: number; sha256: string }][] = [];
  for (const [name, data] of contents) {
    listed.push([name, { bytes: data.length, sha256: await sha256(data) }]);
    report(listed.length, contents.size);
    throwIfAborted(options?.signal, 'the export');
  }
  const { name, createdAt, embedSeconds, files, header } = base;
  const manifest: BundleManifest = { format: BUNDLE_FORMAT, version: BUNDLE_VERSION, name, createdAt, embedSeconds, nPassages: base.passages.length, nRejected: base.rejected.length, files, vectors: header, contents: Object.fromEntries(listed) };
  return zipped(new Map([[MANIFEST, new TextEncoder().encode(JSON.stringify(manifest, null, 1))], ...contents]));
}

/** @throws UserError that says what is wrong with it; nothing of a bundle is taken unchecked */
export async function readBundle(file: Blob, fileName: string, options?: CallOptions): Promise<BundledBase> {
  const report = progressOf('Checking the bundle', options);
  const entries = await openEntries(file, fileName);
  const manifest = checkedManifest(await manifestOf(entries, fileName), fileName);
  const { type, dim } = manifest.vectors;
  const wanted = [PASSAGES, REJECTED, VECTORS, ...(type === 'int8' ? [SCALES] : [])];
  for (const name of entries.keys()) if (name !== MANIFEST && !wanted.includes(name)) throw refused(`${fileName}: it holds ${JSON.stringify(name)}, which does not belong into a bundle`);
  const data = new Map<string, Uint8Array>();
  for (const name of wanted) {
    data.set(name, await checkedEntry(entries, manifest, name, fileName));
    report(data.size, wanted.length);
    throwIfAborted(options?.signal, 'opening the bundle');
  }
  const passages = parsedLines(data.get(PASSAGES)!, `${fileName}: ${PASSAGES}`, manifest.nPassages, checkedPassage).map((passage, id): Passage => ({ id, ...passage }));
  const rejected = parsedLines(data.get(REJECTED)!, `${fileName}: ${REJECTED}`, manifest.nRejected, checkedRejection);
  const rows = rowsOf(data, manifest, fileName);
  if (!decodeVectors(type, rows, dim).every(Number.isFinite)) throw refused(`${fileName}: ${VECTORS} holds values that are not finite`);
  const { name, createdAt, embedSeconds, files, vectors } = manifest;
  return { name, createdAt, embedSeconds, files, passages, rejected, header: vectors, rows };
}

function lines(values: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}

/** int8 vectors have their scales in an array of their own. */
function arraysOf({ header: { type, dim }, rows }: BundledBase): [string, Uint8Array][] {
  const rowBytes = vectorBytes(type, dim);
  const n = rows.length / rowBytes;
  if (type !== 'int8') return [[VECTORS, joined(npyHeader(NPY[type], [n, dim]), rows)]];
  const values = new Uint8Array(n * dim);
  const scales = new Uint8Array(n * 4);
  for (let row = 0; row < n; row++) {
    scales.set(rows.subarray(row * rowBytes, row * rowBytes + 4), 4 * row);
    values.set(rows.subarray(row * rowBytes + 4, (row + 1) * rowBytes), row * dim);
  }
  return [[VECTORS, joined(npyHeader('|i1', [n, dim]), values)], [SCALES, joined(npyHeader('<f4', [n]), scales)]];
}

function rowsOf(data: ReadonlyMap<string, Uint8Array>, { nPassages: n, vectors: { type, dim } }: BundleManifest, fileName: string): Uint8Array {
  const array = (name: string, npy: NpyType, shape: readonly number[]): Uint8Array => {
    const found = npyData(data.get(name)!, npy, shape);
    if (typeof found === 'string') throw refused(`${fileName}: ${name}: ${found}`);
    return found;
  };
  const values = array(VECTORS, NPY[type], [n, dim]);
  if (type !== 'int8') return values.slice();
  const scales = array(SCALES, '<f4', [n]);
  const rows = new Uint8Array(n * (4 + dim));
  for (let row = 0; row < n; row++) {
    rows.set(scales.subarray(4 * row, 4 * row + 4), row * (4 + dim));
    rows.set(values.subarray(row * dim, (row + 1) * dim), row * (4 + dim) + 4);
  }
  return rows;
}

/** Files are streamed into the archive, so that none is copied as a whole. */
function zipped(files: ReadonlyMap<string, Uint8Array>): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    parts.push(chunk as Uint8Array<ArrayBuffer>);
  });
  for (const [name, bytes] of files) {
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    entry.push(bytes, true);
  }
  zip.end();
  return new Blob(parts, { type: 'application/zip' });
}

async function openEntries(file: Blob, fileName: string): Promise<Map<string, ZipEntry>> {
  try {
    return await openZip(blobSource(file, fileName), fileName);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.kind === 'unsupported') throw refused(`${error.message}, and a bundle is not`);
    throw refused(error.message);
  }
}

async function manifestOf(entries: ReadonlyMap<string, ZipEntry>, fileName: string): Promise<unknown> {
  const entry = entries.get(MANIFEST);
  if (!entry) throw refused(`${fileName}: there is no ${MANIFEST} in it, so it is no bundle of ragscope`);
  if (entry.size > LARGEST_MANIFEST) throw refused(`${fileName}: ${MANIFEST} has ${entry.size} bytes`);
  return parsed(utf8(await entry.read(0, entry.size), `${fileName}: ${MANIFEST}`), `${fileName}: ${MANIFEST}`);
}

async function checkedEntry(entries: ReadonlyMap<string, ZipEntry>, manifest: BundleManifest, name: string, fileName: string): Promise<Uint8Array> {
  const entry = entries.get(name);
  const said = manifest.contents[name];
  if (!entry || !said) throw refused(`${fileName}: ${name} is missing`);
  if (entry.size !== said.bytes) throw refused(`${fileName}: ${name} has ${entry.size} bytes, ${MANIFEST} says ${said.bytes}`);
  const bytes = await entry.read(0, entry.size);
  if ((await sha256(bytes)) !== said.sha256) throw refused(`${fileName}: the checksum of ${name} is not the one in ${MANIFEST}`);
  return bytes;
}

function utf8(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refused(`${where}: not UTF-8 text`);
  }
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(`${where}: not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Line by line: one string of a whole base may be longer than JavaScript's strings can be. */
function parsedLines<T>(bytes: Uint8Array, where: string, wanted: number, check: (value: unknown, where: string) => T): T[] {
  const values: T[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start);
    const end = found === -1 ? bytes.length : found;
    const line = `${where}, line ${values.length + 1}`;
    values.push(check(parsed(utf8(bytes.subarray(start, end), line), line), line));
    start = end + 1;
  }
  if (values.length !== wanted) throw refused(`${where} has ${values.length} lines, ${MANIFEST} says ${wanted}`);
  return values;
}
