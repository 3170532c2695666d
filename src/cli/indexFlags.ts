/** Command-line options that choose how passages are found. Knows no command. */
import { UserError } from '../errors.ts';
import type { AskSettings } from '../app/protocol.ts';
import { INDEXES } from '../app/url.ts';

export const INDEX_OPTIONS = {
  index: { type: 'string', default: 'auto' },
  'keyword-weight': { type: 'string' },
} as const;

export const INDEX_USAGE = `[--index ${INDEXES.join('|')}] [--keyword-weight W]`;

export function indexFromFlags(values: { readonly index?: string; readonly 'keyword-weight'?: string }): Pick<AskSettings, 'index' | 'keywordWeight'> {
  const index = INDEXES.find((name) => name === values.index);
  if (!index) throw new UserError('bad-input', `--index is ${values.index}`, `It may be ${INDEXES.join(' or ')}.`);
  const weight = values['keyword-weight'];
  if (weight === undefined) return { index };
  const keywordWeight = Number(weight);
  if (!/^\d+(\.\d+)?$/.test(weight) || !(keywordWeight > 0)) throw new UserError('bad-input', `--keyword-weight is ${weight}`, 'It must be a number above 0, such as 8 or 0.5.');
  return { index, keywordWeight };
}
