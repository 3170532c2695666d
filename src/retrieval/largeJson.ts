/** Parses JSON in slices, so that a document of any length holds up nothing. Knows no rows. */
import { SLICE_UNITS, type Steps } from './pace.ts';

type List = unknown[];
type Fields = Record<string, unknown>;
/** A list or object whose end has not been reached; `key` names the field whose value comes next. */
type Open = { readonly list: List } | { readonly fields: Fields; key: string };

const [QUOTE, COMMA, BACKSLASH] = [34, 44, 92];

/** What JSON.parse gives; throws a SyntaxError where it does. @param sliceUnits characters that are parsed in one go */
export function* parsingJson(text: string, sliceUnits = SLICE_UNITS): Steps<unknown> {
  if (text.length <= sliceUnits) return JSON.parse(text) as unknown;
  const open: Open[] = [];
  let at = skipBlanks(text, 0);
  for (;;) {
    yield null;
    let value: unknown;
    if (text[at] === '[' || text[at] === '{') {
      open.push(text[at] === '[' ? { list: [] } : { fields: {}, key: '' });
      const batch = parseBatch(text, skipBlanks(text, at + 1), open[open.length - 1], sliceUnits, true);
      at = batch.at;
      if (!batch.closed) {
        at = yield* toValue(text, at, open[open.length - 1], sliceUnits);
        continue;
      }
      value = contentsOf(open.pop()!);
    } else {
      const end = yield* valueEnd(text, at);
      value = text[at] === '"' ? yield* parsingString(text, at, end, sliceUnits) : (JSON.parse(text.slice(at, end)) as unknown);
      at = end;
    }
    // It is put where it belongs; what is complete with it is closed.
    for (;;) {
      const parent = open.at(-1);
      at = skipBlanks(text, at);
      if (parent === undefined) {
        if (at < text.length) throw unsound(at);
        return value;
      }
      put(parent, value);
      if (text[at] === closer(parent)) {
        at++;
      } else {
        if (text[at] !== ',') throw unsound(at);
        const batch = parseBatch(text, skipBlanks(text, at + 1), parent, sliceUnits, false);
        at = batch.at;
        if (!batch.closed) {
          at = yield* toValue(text, at, parent, sliceUnits);
          break;
        }
      }
      value = contentsOf(parent);
      open.pop();
      yield null;
    }
  }
}

const unsound = (at: number): SyntaxError => new SyntaxError(`unexpected text at character ${at + 1}`);
const contentsOf = (open: Open): unknown => ('list' in open ? open.list : open.fields);
const closer = (open: Open): string => ('list' in open ? ']' : '}');

function put(open: Open, value: unknown): void {
  if ('list' in open) open.list.push(value);
  else setField(open.fields, open.key, value);
}

/** As JSON.parse does: `__proto__` is a field like any other. */
function setField(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
  else fields[key] = value;
}

function skipBlanks(text: string, at: number): number {
  const blanks = /[ \t\n\r]*/y;
  blanks.lastIndex = at;
  blanks.test(text);
  return blanks.lastIndex;
}

/** Goes on to the value that comes next inside `open`, past its name. @returns where it begins */
function* toValue(text: string, at: number, open: Open, sliceUnits: number): Steps<number> {
  if ('list' in open) return at;
  if (text[at] !== '"') throw unsound(at);
  const end = yield* valueEnd(text, at);
  open.key = yield* parsingString(text, at, end, sliceUnits);
  const colon = skipBlanks(text, end);
  if (text[colon] !== ':') throw unsound(colon);
  return skipBlanks(text, colon + 1);
}

/**
 * Takes the elements from `at` on that end within a slice into `open`.
 * @param mayBeEmpty true right behind the opening bracket; an element must follow a comma
 * @returns just past the closing bracket, or where the next element begins
 */
function parseBatch(text: string, at: number, open: Open, sliceUnits: number, mayBeEmpty: boolean): { at: number; closed: boolean } {
  const end = batchEnd(text, at, Math.min(text.length, at + sliceUnits));
  if (end < 0) return { at, closed: false };
  const body = text.slice(at, end);
  const isLast = text.charCodeAt(end) !== COMMA;
  if (isLast && text[end] !== closer(open)) throw unsound(end);
  if (body.trim() === '' && !(mayBeEmpty && isLast)) throw unsound(end);
  if ('list' in open) for (const element of JSON.parse(`[${body}]`) as List) open.list.push(element);
  else for (const [key, value] of Object.entries(JSON.parse(`{${body}}`) as Fields)) setField(open.fields, key, value);
  return isLast ? { at: end + 1, closed: true } : { at: skipBlanks(text, end + 1), closed: false };
}

/** The last comma, or the closing bracket, of the list or object that `from` lies in, before `limit`; −1 where there is none. */
function batchEnd(text: string, from: number, limit: number): number {
  let depth = 0;
  let last = -1;
  for (let at = from; at < limit; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const close = stringEnd(text, at, limit);
        if (close < 0) return last;
        at = close - 1;
        break;
      }
      case 91:
      case 123:
        depth++;
        break;
      case 93:
      case 125:
        if (depth === 0) return at;
        depth--;
        break;
      case COMMA:
        if (depth === 0) last = at;
    }
  }
  return last;
}

/** Just past the mark that closes the string that `open` opens; −1 where that is not before `limit`. */
function stringEnd(text: string, open: number, limit: number): number {
  for (let quote = text.indexOf('"', open + 1); quote >= 0 && quote < limit; quote = text.indexOf('"', quote + 1)) {
    if (backslashesBefore(text, quote, open) % 2 === 0) return quote + 1;
  }
  return -1;
}

function backslashesBefore(text: string, at: number, least: number): number {
  let first = at;
  while (first > least && text.charCodeAt(first - 1) === BACKSLASH) first--;
  return at - first;
}

/** Just past a string or a plain value. */
function* valueEnd(text: string, at: number): Steps<number> {
  if (text[at] !== '"') {
    const plain = /[^\s[\]{},:"]*/y;
    plain.lastIndex = at;
    plain.test(text);
    if (plain.lastIndex === at) throw unsound(at);
    return plain.lastIndex;
  }
  let rested = at;
  for (let quote = text.indexOf('"', at + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    if (backslashesBefore(text, quote, at) % 2 === 0) return quote + 1;
    if (quote - rested < SLICE_UNITS) continue;
    rested = quote;
    yield null;
  }
  throw unsound(text.length);
}

/** The string literal text[start, end). */
function* parsingString(text: string, start: number, end: number, sliceUnits: number): Steps<string> {
  const parts: string[] = [];
  for (let at = start + 1; at < end - 1; ) {
    const cut = cutBetweenEscapes(text, at, Math.min(end - 1, at + sliceUnits), end - 1);
    parts.push(JSON.parse(`"${text.slice(at, cut)}"`) as string);
    at = cut;
    yield null;
  }
  return parts.join('');
}

/** `cut`, or a little behind it where an escape lies across. @param least where no escape is open */
function cutBetweenEscapes(text: string, least: number, cut: number, most: number): number {
  const last = text.lastIndexOf('\\', cut - 1);
  if (last < least || cut - last > 6 || backslashesBefore(text, last + 1, least) % 2 === 0) return cut;
  return Math.min(most, Math.max(cut, last + (text[last + 1] === 'u' ? 6 : 2)));
}
