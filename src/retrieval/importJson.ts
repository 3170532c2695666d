/** Reads rows out of JSON: one value a line, an array of rows, or SQuAD's articles. Knows no column's meaning and no file. */
import { UserError } from '../errors.ts';
import { parsingJson } from './largeJson.ts';
import type { Steps } from './pace.ts';
import type { TableRecord } from './records.ts';

/** 'jsonl' holds one value a line; 'json' and 'squad' are documents, which are parsed whole. */
export type JsonFormat = 'jsonl' | 'json' | 'squad';

/** Rows that are objects have named cells, rows that are arrays have positions. */
export type RowKind = 'objects' | 'arrays';

/** A document is held as a whole; a longer one must come as JSONL. */
export const MAX_JSON_CHARS = 256 << 20;
/** A line of JSONL longer than this is given up. */
export const MAX_LINE_CHARS = 64 << 20;
const MAX_COLUMNS = 256;
/** Rows or items between two nulls. */
const ITEMS_A_SLICE = 4096;

export const JSON_HINT = 'ragscope reads JSONL (one object or array a line), an array of objects or of arrays, and SQuAD files.';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** undefined for what is not JSON. */
function* parsing(text: string): Steps<unknown> {
  try {
    return yield* parsingJson(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** A cell as text: strings as they are, lists of plain values one a line, other structures as JSON. */
function* cellText(value: unknown): Steps<string> {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every(isScalar)) {
    const parts: string[] = [];
    for (let start = 0; start < value.length; start += ITEMS_A_SLICE) {
      parts.push(value.slice(start, start + ITEMS_A_SLICE).map((item) => (item === null ? '' : String(item))).join('\n'));
      if (start + ITEMS_A_SLICE < value.length) yield null;
    }
    return parts.join('\n');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Own properties only, so that `__proto__` and `constructor` are cells like any other. */
function* cellsOf(row: Record<string, unknown>, keys: readonly string[]): Steps<string[]> {
  const cells: string[] = [];
  for (const key of keys) {
    const value = Object.hasOwn(row, key) ? row[key] : '';
    cells.push(typeof value === 'string' ? value : yield* cellText(value));
  }
  return cells;
}

/** Names of the cells of the first rows, in the order in which they are met. */
function keysOf(rows: readonly unknown[]): string[] {
  const keys = new Set<string>();
  for (const row of rows) {
    if (!isObject(row)) continue;
    for (const key of Object.keys(row)) if (keys.size < MAX_COLUMNS) keys.add(key);
  }
  return [...keys];
}

/** The cells of one row, or why it has none. */
function* fieldsOf(value: unknown, kind: RowKind, keys: readonly string[]): Steps<readonly string[] | string> {
  if (kind === 'objects') {
    if (!isObject(value)) return 'not an object, as the other rows are';
    // An object without any of the known names has nothing to show for; it must not pass for a blank row.
    if (Object.keys(value).length > 0 && !keys.some((key) => Object.hasOwn(value, key))) return 'has none of the columns of the rows before';
    return yield* cellsOf(value, keys);
  }
  if (Array.isArray(value)) {
    const cells: string[] = [];
    for (const item of value as unknown[]) {
      cells.push(yield* cellText(item));
      if (cells.length % ITEMS_A_SLICE === 0) yield null;
    }
    return cells;
  }
  return isScalar(value) ? [yield* cellText(value)] : 'not an array, as the other rows are';
}

function* recordOf(value: unknown, kind: RowKind, keys: readonly string[], line: number, source: () => string): Steps<TableRecord> {
  const fields = yield* fieldsOf(value, kind, keys);
  return typeof fields === 'string' ? { fields: [], line, broken: fields, excerpt: source().slice(0, 200) } : { fields, line, broken: null };
}

export interface JsonRows {
  readonly format: JsonFormat;
  readonly kind: RowKind;
  /** Names of the columns; empty for arrays. */
  readonly keys: readonly string[];
  /** The rows of a document; null for JSONL, which is read line by line. */
  readonly records: readonly TableRecord[] | null;
}

/**
 * Whether the text, the beginning of a file or all of it, is JSON and of which form; null for other text. A table whose
 * first cell happens to begin with a bracket is no JSON.
 */
export function jsonFormat(sample: string): 'lines' | 'document' | null {
  const text = sample.trimStart();
  if (!/^[[{]/.test(text)) return null;
  const lines = text.split(/\r\n|\n|\r/);
  const first = parsed(lines[0]);
  const more = lines.slice(1).some((line) => line.trim() !== '');
  if (Array.isArray(first)) return more ? 'lines' : first.length > 0 ? 'document' : null;
  if (isObject(first)) return more || rowsIn(first) === null ? 'lines' : 'document';
  if (lines.length > 1 && /^[[{]/.test(lines[1].trimStart()) && parsed(lines[1]) !== undefined && /^\{\s*"/.test(text)) return 'lines';
  return /^\{\s*"[^"\n]*"\s*:/.test(text) || /^\[\s*(\{\s*["}]|\[\s*["\]]|"[^"\n]*"\s*,?\s*$)/m.test(text) || /^[[{]\s*$/.test(lines[0]) ? 'document' : null;
}

/** The first of several lines when it is JSON by itself, else null. */
export function* leadingLine(text: string): Steps<string | null> {
  const end = text.indexOf('\n');
  if (end < 0 || text.slice(end).trim() === '') return null;
  const line = text.slice(0, end);
  return (yield* parsing(line)) === undefined ? null : line;
}

/** The list of rows inside a document: itself, or its one property that is a list of objects or of lists. */
function rowsIn(document: unknown): readonly unknown[] | null {
  if (Array.isArray(document)) return document as unknown[];
  if (!isObject(document)) return null;
  const lists = Object.values(document).filter((value): value is unknown[] => Array.isArray(value) && value.length > 0 && value.every((item) => !isScalar(item)));
  return lists.length === 1 ? lists[0] : null;
}

export interface SquadParagraph {
  readonly title: string;
  readonly context: string;
  readonly questions: readonly SquadQuestion[];
}

export interface SquadQuestion {
  readonly question: string;
  /** Different answers, in the order of the file; empty when the question cannot be answered. */
  readonly answers: readonly string[];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function squadQuestion(value: unknown): SquadQuestion | null {
  if (!isObject(value) || textOf(value['question']).trim() === '') return null;
  const answers = Array.isArray(value['answers']) ? (value['answers'] as unknown[]).map((answer) => (isObject(answer) ? textOf(answer['text']) : '')) : [];
  return { question: textOf(value['question']), answers: [...new Set(answers.filter((text) => text.trim() !== ''))] };
}

/** The paragraphs of a SQuAD document (versions 1.1 and 2.0), or null when it is none. */
export function* squadParagraphs(document: unknown): Steps<(SquadParagraph | null)[] | null> {
  const articles = isObject(document) ? document['data'] : null;
  if (!Array.isArray(articles) || articles.length === 0 || !articles.every((article) => isObject(article) && Array.isArray(article['paragraphs']))) return null;
  const paragraphs: (SquadParagraph | null)[] = [];
  for (const article of articles as Record<string, unknown>[]) {
    for (const paragraph of article['paragraphs'] as unknown[]) {
      paragraphs.push(squadParagraph(article, paragraph));
      if (paragraphs.length % 64 === 0) yield null;
    }
  }
  return paragraphs;
}

function squadParagraph(article: Record<string, unknown>, paragraph: unknown): SquadParagraph | null {
  if (!isObject(paragraph) || typeof paragraph['context'] !== 'string') return null;
  const qas = Array.isArray(paragraph['qas']) ? (paragraph['qas'] as unknown[]) : [];
  return { title: textOf(article['title']), context: paragraph['context'], questions: qas.map(squadQuestion).filter((question) => question !== null) };
}

const SQUAD_COLUMNS = ['title', 'context'] as const;

/** A document, or a UserError that says why it is none. */
export function* parsingDocument(text: string, name: string): Steps<unknown> {
  if (text.length > MAX_JSON_CHARS) {
    throw new UserError('bad-file', `"${name}" is one JSON document of ${text.length} characters; ragscope reads at most ${MAX_JSON_CHARS}`, 'Save it as JSONL, one object a line.');
  }
  try {
    return yield* parsingJson(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 160) : '';
    throw new UserError('bad-file', `"${name}" begins like JSON and cannot be parsed: ${detail}`, `It may be cut off. ${JSON_HINT}`);
  }
}

/** The rows of a whole document; a row's line is its number, for want of one. */
export function* documentRows(text: string, name: string): Steps<JsonRows> {
  const document = yield* parsingDocument(text, name);
  const paragraphs = yield* squadParagraphs(document);
  if (paragraphs !== null) {
    const records = paragraphs.map((paragraph, i): TableRecord =>
      paragraph === null ? { fields: [], line: i + 1, broken: 'a paragraph without a context' } : { fields: [paragraph.title, paragraph.context], line: i + 1, broken: null },
    );
    return { format: 'squad', kind: 'objects', keys: SQUAD_COLUMNS, records };
  }
  const rows = rowsIn(document);
  if (rows === null || rows.length === 0) throw new UserError('bad-file', `"${name}" is JSON without a list of rows`, JSON_HINT);
  const kind: RowKind = rows.filter(isObject).length * 2 >= rows.length ? 'objects' : 'arrays';
  const keys = kind === 'objects' ? keysOf(rows) : [];
  const records: TableRecord[] = [];
  for (const row of rows) {
    records.push(yield* recordOf(row, kind, keys, records.length + 1, () => JSON.stringify(row)));
    if (records.length % ITEMS_A_SLICE === 0) yield null;
  }
  return { format: 'json', kind, keys, records };
}

/** What the lines of a sample are, for the reader of the whole file. */
export function* lineRows(sample: string): Steps<JsonRows> {
  const values: unknown[] = [];
  for (const line of sample.split(/\r\n|\n|\r/)) values.push(yield* parsing(line));
  return rowsOfLines(values.filter((value) => value !== undefined));
}

function rowsOfLines(values: readonly unknown[]): JsonRows {
  const kind: RowKind = values.filter(isObject).length * 2 >= values.length ? 'objects' : 'arrays';
  return { format: 'jsonl', kind, keys: kind === 'objects' ? keysOf(values) : [], records: null };
}

/** Feed it text with `pushing`, end with `finishing`; both give the records that became complete. One line is one record. */
export class JsonLinesReader {
  private readonly kind: RowKind;
  private readonly keys: readonly string[];
  private buffer: string[] = [];
  private length = 0;
  private heldCr = false;
  private line = 1;

  constructor({ kind, keys }: Pick<JsonRows, 'kind' | 'keys'>) {
    this.kind = kind;
    this.keys = keys;
  }

  *pushing(text: string): Steps<TableRecord[]> {
    // A CR at a chunk's end may be half of a CRLF: it waits for the next chunk.
    const whole = this.heldCr ? `\r${text}` : text;
    this.heldCr = whole.endsWith('\r');
    const lines = (this.heldCr ? whole.slice(0, -1) : whole).split(/\r\n|\n|\r/);
    const rest = lines.pop() ?? '';
    const records: TableRecord[] = [];
    for (const part of lines) {
      records.push(yield* this.endingLine(part));
      if (records.length % 256 === 0) yield null;
    }
    this.keep(rest);
    return records;
  }

  *finishing(): Steps<TableRecord[]> {
    const records = this.heldCr || this.length > 0 ? [yield* this.endingLine('')] : [];
    this.heldCr = false;
    return records;
  }

  private keep(part: string): void {
    // Beyond the cap only the length counts.
    if (part !== '' && this.length <= MAX_LINE_CHARS) this.buffer.push(part);
    this.length += part.length;
  }

  private *endingLine(part: string): Steps<TableRecord> {
    this.keep(part);
    const text = this.buffer.join('');
    const tooLong = this.length > MAX_LINE_CHARS;
    this.buffer = [];
    this.length = 0;
    const line = this.line++;
    if (text.trim() === '') return { fields: [''], line, broken: null };
    const broken = (reason: string): TableRecord => ({ fields: [], line, broken: `line ${line}: ${reason}`, excerpt: text.slice(0, 200) });
    if (tooLong) return broken(`longer than ${MAX_LINE_CHARS} characters`);
    const value = yield* parsing(text);
    if (value === undefined) return broken('not valid JSON');
    const record = yield* recordOf(value, this.kind, this.keys, line, () => text);
    return record.broken === null ? record : broken(record.broken);
  }
}
