/** What a bundle says of itself, and the check of what somebody else's says. Knows no archive. */
import { UserError } from '../../errors.ts';
import type { FilePart, StoredPassage } from '../../storage/journal/baseLog.ts';
import type { RejectedRow } from '../../retrieval/types.ts';
import { VECTOR_TYPES } from '../../storage/journal/vectorCodec.ts';
import type { VectorHeader } from '../../storage/journal/vectorLog.ts';

export const BUNDLE_FORMAT = 'ragscope knowledge base';
export const BUNDLE_VERSION = 1;

/** `bundle.json`. */
export interface BundleManifest {
  readonly format: typeof BUNDLE_FORMAT;
  readonly version: typeof BUNDLE_VERSION;
  readonly name: string;
  readonly createdAt: number;
  readonly embedSeconds: number;
  readonly nPassages: number;
  readonly nRejected: number;
  readonly files: readonly FilePart[];
  readonly vectors: VectorHeader;
  /** Every other file of the archive: bytes and SHA-256. */
  readonly contents: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

const MOST_FILES = 10_000;
const MOST_DIMS = 65_536;
const LONGEST_TEXT = 4096;

/** Collects why a value is not what it should be; everything from a bundle goes through here. */
class Checked {
  readonly #where: string;

  constructor(where: string) {
    this.#where = where;
  }

  refuse(what: string): never {
    throw refused(`${this.#where}: ${what}`);
  }

  record(value: unknown, what: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.refuse(`${what} is no object`);
    return value as Record<string, unknown>;
  }

  list(value: unknown, what: string, most = Infinity): readonly unknown[] {
    if (!Array.isArray(value)) this.refuse(`${what} is no list`);
    if (value.length > most) this.refuse(`${what} has ${value.length} entries, at most ${most} are read`);
    return value;
  }

  text(value: unknown, what: string, longest = LONGEST_TEXT): string {
    if (typeof value !== 'string') this.refuse(`${what} is no text`);
    if (value.length > longest) this.refuse(`${what} is ${value.length} characters long, at most ${longest} are read`);
    return value;
  }

  count(value: unknown, what: string, most = 2 ** 31): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) this.refuse(`${what} is no count from 0 to ${most}`);
    return value;
  }

  finite(value: unknown, what: string): number {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) this.refuse(`${what} is no number from 0 on`);
    return value;
  }

  oneOf<T extends string>(value: unknown, values: readonly T[], what: string): T {
    const found = values.find((one) => one === value);
    return found ?? this.refuse(`${what} is not one of ${values.join(', ')}`);
  }
}

export function refused(why: string): UserError {
  return new UserError('bad-file', why, 'The bundle was cut off or changed on its way, or another program made it. Export it again where it comes from.');
}

/** @throws UserError that says what is wrong */
export function checkedManifest(value: unknown, where: string): BundleManifest {
  const check = new Checked(where);
  const manifest = check.record(value, 'bundle.json');
  if (manifest['format'] !== BUNDLE_FORMAT) check.refuse('bundle.json does not say that this is a knowledge base of ragscope');
  if (manifest['version'] !== BUNDLE_VERSION)
    throw new UserError('unsupported', `${where}: made by another version of ragscope (format ${JSON.stringify(manifest['version']) ?? 'unknown'}, this one reads ${BUNDLE_VERSION})`, 'Open it with that version, and export its passages as CSV.');
  const files = check.list(manifest['files'], 'files', MOST_FILES).map((file) => checkedFile(check, file));
  const nPassages = check.count(manifest['nPassages'], 'nPassages');
  const nRejected = check.count(manifest['nRejected'], 'nRejected');
  const sum = (field: 'nPassages' | 'nRejected') => files.reduce((total, file) => total + file[field], 0);
  if (nPassages === 0) check.refuse('it holds no passages');
  if (sum('nPassages') !== nPassages) check.refuse(`its files give ${sum('nPassages')} passages, it says ${nPassages}`);
  if (sum('nRejected') !== nRejected) check.refuse(`its files have ${sum('nRejected')} rejected rows, it says ${nRejected}`);
  return {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    name: check.text(manifest['name'], 'name'),
    createdAt: check.finite(manifest['createdAt'], 'createdAt'),
    embedSeconds: check.finite(manifest['embedSeconds'], 'embedSeconds'),
    nPassages,
    nRejected,
    files,
    vectors: checkedHeader(check, manifest['vectors']),
    contents: checkedContents(check, manifest['contents']),
  };
}

function checkedFile(check: Checked, value: unknown): FilePart {
  const file = check.record(value, 'an entry of files');
  const part: FilePart = {
    name: check.text(file['name'], 'the name of a file'),
    nRows: check.count(file['nRows'], 'nRows'),
    accepted: check.count(file['accepted'], 'accepted'),
    nRejected: check.count(file['nRejected'], 'nRejected'),
    nPassages: check.count(file['nPassages'], 'nPassages'),
    encoding: check.text(file['encoding'], 'encoding'),
    warnings: check.list(file['warnings'], 'warnings', 100).map((warning) => check.text(warning, 'a warning')),
  };
  if (part.accepted + part.nRejected !== part.nRows) check.refuse(`of the ${part.nRows} rows of "${part.name}", ${part.accepted} were accepted and ${part.nRejected} rejected: that does not add up`);
  return part;
}

function checkedHeader(check: Checked, value: unknown): VectorHeader {
  const vectors = check.record(value, 'vectors');
  const encoder = check.record(vectors['encoder'], 'encoder');
  const model = check.text(encoder['model'], 'the fingerprint of the encoder');
  if (!/^[0-9a-f]{32}$/.test(model)) check.refuse('the fingerprint of the encoder is none');
  const dim = check.count(vectors['dim'], 'dim', MOST_DIMS);
  if (dim === 0) check.refuse('its vectors have no dimensions');
  return {
    encoder: { model, numerics: check.text(encoder['numerics'], 'numerics', 100), name: check.text(encoder['name'], 'the name of the encoder', 200) },
    type: check.oneOf(vectors['type'], VECTOR_TYPES, 'the type of its vectors'),
    dim,
  };
}

function checkedContents(check: Checked, value: unknown): BundleManifest['contents'] {
  const entries = Object.entries(check.record(value, 'contents')).map(([name, entry]) => {
    const { bytes, sha256 } = check.record(entry, `the entry of ${name}`);
    const hash = check.text(sha256, `the checksum of ${name}`);
    return [name, { bytes: check.count(bytes, `the size of ${name}`, Number.MAX_SAFE_INTEGER), sha256: hash }] as const;
  });
  // No prototype: a name from outside may be any text.
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries)) as BundleManifest['contents'];
}

/** @throws UserError that says which line */
export function checkedPassage(value: unknown, where: string): StoredPassage {
  const check = new Checked(where);
  const passage = check.record(value, 'the line');
  const row = check.count(passage['row'], 'row', Number.MAX_SAFE_INTEGER);
  const text = check.text(passage['text'], 'text', Infinity);
  if (text === '') check.refuse('text is empty');
  const key = passage['key'] === undefined ? undefined : check.text(passage['key'], 'key', Infinity);
  const metadata = passage['metadata'] === undefined ? undefined : check.list(passage['metadata'], 'metadata', 10_000).map((pair): [string, string] => {
    const [name, cell] = check.list(pair, 'an entry of metadata', 2);
    return [check.text(name, 'the name of metadata', Infinity), check.text(cell, 'the value of metadata', Infinity)];
  });
  return { title: check.text(passage['title'], 'title', Infinity), text, row, ...(key === undefined ? {} : { key }), ...(metadata === undefined ? {} : { metadata }) };
}

export function checkedRejection(value: unknown, where: string): RejectedRow {
  const check = new Checked(where);
  const rejected = check.record(value, 'the line');
  const optional = (field: string) => (rejected[field] === undefined ? {} : { [field]: check.text(rejected[field], field, Infinity) });
  return { row: check.count(rejected['row'], 'row', Number.MAX_SAFE_INTEGER), reason: check.text(rejected['reason'], 'reason', Infinity), ...optional('excerpt'), ...optional('file') };
}
