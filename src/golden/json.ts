/** JSON as Python writes it, and lists of token ids in it. Knows no case. */
import { UserError } from '../errors.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Python writes bare NaN and Infinity, which JSON has not: they are read as null. */
export function parsePythonJson(text: string, where: string): Json {
  const lawful = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => (token.startsWith('"') ? token : 'null'));
  let value: unknown;
  try {
    value = JSON.parse(lawful);
  } catch (error) {
    throw new UserError('bad-file', `${where}: not JSON (${error instanceof Error ? error.message : String(error)})`, 'Copy the case again.');
  }
  if (!isJson(value)) throw new UserError('bad-file', `${where}: a JSON object was expected`);
  return value;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function jsonList(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

/** A rectangle of whole numbers, [rows, length]; null where the key is absent. */
export function optionalIds(json: Json, key: string): number[][] | null {
  const rows = json[key];
  if (rows === undefined || rows === null) return null;
  const length = Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0].length : 0;
  const lawful = Array.isArray(rows) && length > 0 && rows.every((row) => Array.isArray(row) && row.length === length && row.every(Number.isInteger));
  if (!lawful) throw new UserError('bad-file', `inputs.json: ${key} is not a list of equally long lists of whole numbers`);
  return rows as number[][];
}

export function ids(json: Json, key: string): number[][] {
  const rows = optionalIds(json, key);
  if (!rows) throw new UserError('bad-file', `inputs.json: ${key} is missing`, 'Copy the case again.');
  return rows;
}

/** All numbers in nested lists, in order; null counts as not a number. */
export function flatNumbers(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(flatNumbers);
  return [typeof value === 'number' ? value : NaN];
}
