/** Command-line option that chooses how texts become passages. Knows no command. */
import { UserError } from '../errors.ts';
import { SPLIT_LIMITS } from '../retrieval/split.ts';
import type { SplitSettings } from '../retrieval/types.ts';

export const SPLIT_OPTIONS = { split: { type: 'string' } } as const;

export const SPLIT_USAGE = '[--split words:N|sentences:N|tokens:N[:OVERLAP]]';

/** @returns undefined where nothing was asked for: the model, or else the reference's 100 words, decides */
export function splitFromFlags({ split }: { readonly split?: string }): SplitSettings | undefined {
  if (split === undefined) return undefined;
  const [unit, size, overlap = '0', ...rest] = split.split(':');
  const limits = Object.entries(SPLIT_LIMITS).find(([name]) => name === unit)?.[1];
  const isNumber = (text: string | undefined) => text !== undefined && /^\d{1,4}$/.test(text);
  if (!limits || !isNumber(size) || !isNumber(overlap) || rest.length > 0 || (unit !== 'tokens' && overlap !== '0')) {
    throw new UserError('bad-input', `--split is ${split}`, 'It may be words:100, sentences:45 (so many words of whole sentences) or tokens:128:16 (with an overlap of 16).');
  }
  if (Number(size) < limits[0] || Number(size) > limits[1] || Number(overlap) > Number(size) / 2) {
    throw new UserError('bad-input', `--split is ${split}`, `${unit} may be ${limits[0]} to ${limits[1]}, the overlap at most half of it.`);
  }
  return { unit: unit as SplitSettings['unit'], size: Number(size), overlap: Number(overlap) };
}
