/** Takes a record apart that is too long to be parsed in one go: in slices. Knows no file and judges no record. */
import { SLICE_UNITS, type Steps } from './pace.ts';
import type { Delimiter, QuoteEscape } from './records.ts';

/** Line feeds in text[start, end). */
export function* countingNewlines(text: string, start = 0, end = text.length): Steps<number> {
  let count = 0;
  let rested = start;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    count++;
    if (at - rested < SLICE_UNITS) continue;
    rested = at;
    yield null;
  }
  return count;
}

/**
 * The text with every `find` made `by`, from left to right.
 * @param sliceUnits characters between two nulls
 */
export function* replacing(text: string, find: string, by: string, sliceUnits = SLICE_UNITS): Steps<string> {
  if (text.length <= sliceUnits) return text.replaceAll(find, by);
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = cutBetween(text, find, start, Math.min(text.length, start + sliceUnits));
    parts.push(text.slice(start, end).replaceAll(find, by));
    start = end;
    yield null;
  }
  return parts.join('');
}

/** A cut at `end`, or a little behind it where one of the matches, counted from `start`, lies across. */
function cutBetween(text: string, find: string, start: number, end: number): number {
  if (end === text.length) return end;
  const isRun = find.length > 1 && find === find[0].repeat(find.length);
  if (!isRun) {
    const across = text.slice(end - find.length + 1, end + find.length - 1).indexOf(find);
    return across < 0 ? end : end + 1 + across;
  }
  // In a run of one character, matches follow one another from its first.
  let first = end;
  while (first > start && text[first - 1] === find[0]) first--;
  return Math.min(text.length, end + ((find.length - ((end - first) % find.length)) % find.length));
}

/** The cells of a record that is known to be sound, its line end included: what Papa Parse makes of it. */
export function* fieldsOfSound(record: string, delimiter: Delimiter, escape: QuoteEscape): Steps<string[]> {
  const fields: string[] = [];
  const end = record.endsWith('\n') ? record.length - 1 : record.length;
  let rested = 0;
  for (let at = 0; ; ) {
    let next: number;
    if (record[at] === '"') {
      const close = yield* closingQuote(record, at, escape);
      fields.push(yield* replacing(record.slice(at + 1, close), `${escape}"`, '"'));
      next = record.indexOf(delimiter, close + 1);
    } else {
      next = record.indexOf(delimiter, at);
      fields.push(record.slice(at, next < 0 ? end : next));
    }
    if (next < 0) return fields;
    at = next + 1;
    if (at - rested < SLICE_UNITS && fields.length % 4096 !== 0) continue;
    rested = at;
    yield null;
  }
}

/** The quotation mark that closes the cell that is opened at `open`. */
function* closingQuote(record: string, open: number, escape: QuoteEscape): Steps<number> {
  let quote = open;
  let rested = open;
  for (;;) {
    quote = record.indexOf('"', quote + 1);
    if (quote - rested > SLICE_UNITS) {
      rested = quote;
      yield null;
    }
    if (escape === '"' && record[quote + 1] === '"') quote++;
    else if (escape !== '\\' || record[quote - 1] !== '\\') return quote;
  }
}
