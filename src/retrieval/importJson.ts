/** Reads rows out of JSON: one value a line, an array of rows, or SQuAD's articles. Knows no column's meaning and no file. */
import { UserError } from '../errors.ts';
import type { TableRecord } from './records.ts';

/** 'jsonl' holds one value a line; 'json' and 'squad' are documents, which are parsed whole. */
export type JsonFormat = 'jsonl' | 'json' | 'squad';

/** Rows that are objects have named cells, rows that are arrays have positions. */
export type RowKind = 'objects' | 'arrays';

/** Documents are parsed in one piece; a longer one must come as JSONL. */
export const MAX_JSON_CHARS = 256 << 20;
/** A line of JSONL longer than this is given up. */
export const MAX_LINE_CHARS = 64 << 20;
const MAX_COLUMNS = 256;

export const JSON_HINT = 'ragscope reads JSONL (one object or array a line), an array of objects or of arrays, and SQuAD files.';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** A cell as text: strings as they are, lists of plain values one a line, other structures as JSON. */
function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every(isScalar)) return value.map((item) => (item === null ? '' : String(item))).join('\n');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Own properties only, so that `__proto__` and `constructor` are cells like any other. */
function cellOf(row: Record<string, unknown>, key: string): string {
  return Object.hasOwn(row, key) ? cellText(row[key]) : '';
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
function fieldsOf(value: unknown, kind: RowKind, keys: readonly string[]): readonly string[] | string {
  if (kind === 'objects') {
    if (!isObject(value)) return 'not an object, as the other rows are';
    // An object without any of the known names has nothing to show for; it must not pass for a blank row.
    if (Object.keys(value).length > 0 && !keys.some((key) => Object.hasOwn(value, key))) return 'has none of the columns of the rows before';
    return keys.map((key) => cellOf(value, key));
  }
  if (Array.isArray(value)) return value.map(cellText);
  return isScalar(value) ? [cellText(value)] : 'not an array, as the other rows are';
}

function recordOf(value: unknown, kind: RowKind, keys: readonly string[], line: number, source: () => string): TableRecord {
  const fields = fieldsOf(value, kind, keys);
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
export function leadingLine(text: string): string | null {
  const end = text.indexOf('\n');
  if (end < 0 || text.slice(end).trim() === '') return null;
  const line = text.slice(0, end);
  return parsed(line) === undefined ? null : line;
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
export function squadParagraphs(document: unknown): (SquadParagraph | null)[] | null {
  const articles = isObject(document) ? document['data'] : null;
  if (!Array.isArray(articles) || articles.length === 0 || !articles.every((article) => isObject(article) && Array.isArray(article['paragraphs']))) return null;
  return (articles as Record<string, unknown>[]).flatMap((article) =>
    (article['paragraphs'] as unknown[]).map((paragraph) => {
      if (!isObject(paragraph) || typeof paragraph['context'] !== 'string') return null;
      const qas = Array.isArray(paragraph['qas']) ? (paragraph['qas'] as unknown[]) : [];
      return { title: textOf(article['title']), context: paragraph['context'], questions: qas.map(squadQuestion).filter((question) => question !== null) };
    }),
  );
}

const SQUAD_COLUMNS = ['title', 'context'] as const;

/** A document, or a UserError that says why it is none. */
export function parseDocument(text: string, name: string): unknown {
  if (text.length > MAX_JSON_CHARS) {
    throw new UserError('bad-file', `"${name}" is one JSON document of ${text.length} characters; ragscope parses at most ${MAX_JSON_CHARS} in one piece`, 'Save it as JSONL, one object a line.');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 160) : '';
    throw new UserError('bad-file', `"${name}" begins like JSON and cannot be parsed: ${detail}`, `It may be cut off. ${JSON_HINT}`);
  }
}

/** The rows of a whole document; a row's line is its number, for want of one. */
export function documentRows(text: string, name: string): JsonRows {
  const document = parseDocument(text, name);
  const paragraphs = squadParagraphs(document);
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
  return { format: 'json', kind, keys, records: rows.map((row, i) => recordOf(row, kind, keys, i + 1, () => JSON.stringify(row))) };
}

/** What the lines of a sample are, for the reader of the whole file. */
export function lineRows(sample: string): JsonRows {
  const values = sample.split(/\r\n|\n|\r/).map(parsed).filter((value) => value !== undefined);
  const kind: RowKind = values.filter(isObject).length * 2 >= values.length ? 'objects' : 'arrays';
  return { format: 'jsonl', kind, keys: kind === 'objects' ? keysOf(values) : [], records: null };
}

/** Feed it text with `push`, end with `finish`; both return the records that became complete. One line is one record. */
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

  push(text: string): TableRecord[] {
    // A CR at a chunk's end may be half of a CRLF: it waits for the next chunk.
    const whole = this.heldCr ? `\r${text}` : text;
    this.heldCr = whole.endsWith('\r');
    const lines = (this.heldCr ? whole.slice(0, -1) : whole).split(/\r\n|\n|\r/);
    const rest = lines.pop() ?? '';
    const records = lines.map((part) => this.endLine(part));
    this.keep(rest);
    return records;
  }

  finish(): TableRecord[] {
    const records = this.heldCr || this.length > 0 ? [this.endLine('')] : [];
    this.heldCr = false;
    return records;
  }

  private keep(part: string): void {
    // Beyond the cap only the length counts.
    if (part !== '' && this.length <= MAX_LINE_CHARS) this.buffer.push(part);
    this.length += part.length;
  }

  private endLine(part: string): TableRecord {
    this.keep(part);
    const text = this.buffer.join('');
    const tooLong = this.length > MAX_LINE_CHARS;
    this.buffer = [];
    this.length = 0;
    const line = this.line++;
    if (text.trim() === '') return { fields: [''], line, broken: null };
    const broken = (reason: string): TableRecord => ({ fields: [], line, broken: `line ${line}: ${reason}`, excerpt: text.slice(0, 200) });
    if (tooLong) return broken(`longer than ${MAX_LINE_CHARS} characters`);
    const value = parsed(text);
    if (value === undefined) return broken('not valid JSON');
    const record = recordOf(value, this.kind, this.keys, line, () => text);
    return record.broken === null ? record : broken(record.broken);
  }
}
