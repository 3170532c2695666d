/** Finds the character encoding of a file and decodes it in chunks. Knows nothing of rows and columns. */
import { UserError } from '../errors.ts';
import { SLICE_UNITS, finished, type Steps } from './pace.ts';

/**
 * Encodings that a user may choose, by their labels in the WHATWG Encoding Standard. The first five can be found by
 * looking at the bytes; the others look alike, and only a reader of the language can tell them apart.
 */
export const ENCODINGS = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  'windows-1252': 'Windows-1252 (Latin-1)',
  shift_jis: 'Shift_JIS',
  'windows-1250': 'Windows-1250 (Central European)',
  'windows-1251': 'Windows-1251 (Cyrillic)',
  'koi8-r': 'KOI8-R (Cyrillic)',
  'windows-1253': 'Windows-1253 (Greek)',
  'windows-1254': 'Windows-1254 (Turkish)',
  'windows-1255': 'Windows-1255 (Hebrew)',
  'windows-1256': 'Windows-1256 (Arabic)',
  'euc-jp': 'EUC-JP',
  gb18030: 'GB18030 (Chinese)',
  big5: 'Big5 (Chinese)',
  'euc-kr': 'EUC-KR (Korean)',
} as const;

export type EncodingName = keyof typeof ENCODINGS;

export interface DetectedEncoding {
  readonly name: EncodingName;
  /** True when some bytes are not valid in it: they decode to U+FFFD, and the rows that hold them must be refused. */
  readonly damaged: boolean;
  /** For the user: 'UTF-8 with BOM', 'Windows-1252', … */
  readonly label: string;
}

const SAMPLE_BYTES = 1 << 16;
const SAVE_AS_UTF8 = 'Save it as UTF-8 in the program that it came from and drop it again.';

/**
 * Decodes by chunks with a streaming decoder, so that a character across a chunk's edge stays whole. A byte order mark
 * is dropped, invalid bytes become U+FFFD (or throw a TypeError when `fatal`).
 */
export function* decodeChunks(
  chunks: Iterable<Uint8Array>,
  encoding: EncodingName,
  fatal = false,
): Generator<string> {
  // The mark is cut by hand: the decoders of some Node releases cut one from the start of every streamed chunk.
  const decoder = new TextDecoder(encoding, { fatal, ignoreBOM: true });
  let atStart = true;
  const withoutMark = (text: string): string => {
    if (!atStart || text === '') return text;
    atStart = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  };
  for (const chunk of chunks) yield withoutMark(decoder.decode(chunk, { stream: true }));
  yield withoutMark(decoder.decode());
}

export function* chunksOf(bytes: Uint8Array, chunkBytes = SLICE_UNITS): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
}

/** The first `maxBytes` of a file as text; a character cut at the end is left out. */
export function decodeHead(bytes: Uint8Array, encoding: EncodingName, maxBytes: number): string {
  if (bytes.length <= maxBytes) return [...decodeChunks([bytes], encoding)].join('');
  const [head] = decodeChunks([bytes.subarray(0, maxBytes)], encoding);
  return head;
}

/** All of it as text. */
export function* decoding(bytes: Uint8Array, encoding: EncodingName): Steps<string> {
  const parts: string[] = [];
  for (const text of decodeChunks(chunksOf(bytes), encoding)) {
    parts.push(text);
    yield null;
  }
  return parts.join('');
}

function* validating(bytes: Uint8Array, encoding: EncodingName): Steps<boolean> {
  const texts = decodeChunks(chunksOf(bytes), encoding, true);
  for (;;) {
    try {
      if (texts.next().done === true) return true;
    } catch {
      return false;
    }
    yield null;
  }
}

/**
 * Counts what speaks for damaged UTF-8 and what for an 8-bit encoding: lead bytes with all their continuation bytes
 * (overlong forms and surrogates included, and a sequence cut by the end of the file) against all other high bytes.
 */
function* utf8Shape(bytes: Uint8Array): Steps<{ sequences: number; stray: number }> {
  let sequences = 0;
  let stray = 0;
  let restAt = SLICE_UNITS;
  for (let i = 0; i < bytes.length; i++) {
    if (i >= restAt) {
      restAt = i + SLICE_UNITS;
      yield null;
    }
    const lead = bytes[i];
    if (lead < 0x80) continue;
    const extra = lead >= 0xf0 && lead < 0xf8 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    let found = 0;
    while (found < extra && i + found + 1 < bytes.length && (bytes[i + found + 1] & 0xc0) === 0x80) found++;
    // A lone last byte is as likely the é of a Windows-1252 "café", save for the leads that open most UTF-8 text.
    const cutByEnd = i + found + 1 === bytes.length && (found > 0 || [0xc2, 0xc3, 0xe2, 0xf0].includes(lead));
    if (extra > 0 && lead < 0xf8 && (found === extra || cutByEnd)) {
      sequences++;
      i += found;
    } else {
      stray++;
    }
  }
  return { sequences, stray };
}

/**
 * Shift_JIS is believed only when it decodes without error *and* its two-byte characters stand in runs, some with a
 * high second byte: in Western text an accented or curly character and the letter after it make a valid pair, too.
 */
function* looksLikeShiftJis(bytes: Uint8Array): Steps<boolean> {
  let double = 0;
  let inRun = 0;
  let highTrail = 0;
  let halfwidth = 0;
  let previousDouble = false;
  let restAt = SLICE_UNITS;
  for (let i = 0; i < bytes.length; i++) {
    if (i >= restAt) {
      restAt = i + SLICE_UNITS;
      yield null;
    }
    const byte = bytes[i];
    const isLead = (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
    if (isLead && i + 1 < bytes.length) {
      double++;
      if (previousDouble) inRun++;
      if (bytes[i + 1] >= 0x80) highTrail++;
      i++;
    } else if (byte >= 0xa1 && byte <= 0xdf) {
      halfwidth++;
    }
    previousDouble = isLead;
  }
  const plausible = double >= 2 && inRun >= 0.4 * double && highTrail >= 0.25 * double && halfwidth <= double;
  return plausible && (yield* validating(bytes, 'shift_jis'));
}

/** Share of NUL bytes at even and at odd positions of the first bytes. */
function nulShares(bytes: Uint8Array): { even: number; odd: number; any: boolean } {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const counts = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) counts[i & 1]++;
  const half = Math.max(1, sample.length / 2);
  return { even: counts[0] / half, odd: counts[1] / half, any: bytes.includes(0) };
}

/** The encoding that the user chose, whatever the bytes say. */
export function* checkingEncoding(bytes: Uint8Array, name: EncodingName): Steps<DetectedEncoding> {
  const damaged = !(yield* validating(bytes, name));
  return { name, damaged, label: `${ENCODINGS[name]}, as chosen${damaged ? ', with invalid bytes' : ''}` };
}

function startsWith(bytes: Uint8Array, ...prefix: number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

function* utf16(bytes: Uint8Array, name: 'utf-16le' | 'utf-16be', mark: string): Steps<DetectedEncoding> {
  return { name, damaged: !(yield* validating(bytes, name)), label: `UTF-16${name.slice(-2).toUpperCase()}${mark}` };
}

/**
 * Byte order marks first, then the NUL pattern of UTF-16, then strict UTF-8, then damaged UTF-8, Shift_JIS and
 * Windows-1252. Throws a UserError for UTF-32 and for binary content.
 */
export function* detectingEncoding(bytes: Uint8Array, name: string): Steps<DetectedEncoding> {
  if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) {
    throw new UserError('bad-file', `"${name}" is encoded as UTF-32, which browsers cannot decode`, SAVE_AS_UTF8);
  }
  if (startsWith(bytes, 0xff, 0xfe)) return yield* utf16(bytes, 'utf-16le', ' with BOM');
  if (startsWith(bytes, 0xfe, 0xff)) return yield* utf16(bytes, 'utf-16be', ' with BOM');
  const nul = nulShares(bytes);
  if (nul.odd >= 0.4 && nul.even < 0.1) return yield* utf16(bytes, 'utf-16le', ' without BOM');
  if (nul.even >= 0.4 && nul.odd < 0.1) return yield* utf16(bytes, 'utf-16be', ' without BOM');

  const valid = yield* validating(bytes, 'utf-8');
  if (nul.any && (!valid || nul.even + nul.odd > 0.4)) {
    throw new UserError(
      'bad-file',
      `"${name}" is binary: it holds NUL bytes that no text encoding explains`,
      'Drop a CSV or TSV text file. A UTF-16 text without a byte order mark must be saved as UTF-8 first.',
    );
  }
  const mark = startsWith(bytes, 0xef, 0xbb, 0xbf) ? ' with BOM' : '';
  if (valid) return { name: 'utf-8', damaged: false, label: `UTF-8${mark}` };
  const { sequences, stray } = yield* utf8Shape(bytes);
  if (mark !== '' || sequences > stray) {
    return { name: 'utf-8', damaged: true, label: `UTF-8${mark}, with invalid bytes` };
  }
  if (yield* looksLikeShiftJis(bytes)) return { name: 'shift_jis', damaged: false, label: 'Shift_JIS' };
  return { name: 'windows-1252', damaged: false, label: 'Windows-1252' };
}

export function detectEncoding(bytes: Uint8Array, name: string): DetectedEncoding {
  return finished(detectingEncoding(bytes, name));
}
