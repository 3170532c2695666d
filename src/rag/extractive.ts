/** Extractive answers: words of a retrieved passage that the question does not hold already. Knows no search. */
import { normalizeAnswer } from '../eval/normalize.ts';
import type { Decoded, Listeners } from './answer.ts';
import { Spans, type SpanText } from './decode/spans.ts';
import type { PassageText, RagEngine } from './engine.ts';
import type { GenerationSettings } from './types.ts';

/** Why an answer is not taken. */
export type Fault = 'in-question' | 'in-no-passage';

export interface Rejected {
  readonly text: string;
  readonly fault: Fault;
}

/** Answers that are tried after the first. */
const RETRIES = 4;

/** Of a question that offers a choice, one of its own words may be the answer. */
const OFFERS = /\bor\b/i;

/** @param passages null where the answer is known to be in one of them */
export function faultOf(answer: string, question: string, passages: readonly PassageText[] | null): Fault | null {
  const words = ` ${normalizeAnswer(answer)} `;
  const isIn = (text: string): boolean => ` ${normalizeAnswer(text)} `.includes(words);
  // Articles and marks alone normalise to nothing, which every text holds.
  if (words.trim() !== '' && !OFFERS.test(question) && isIn(question)) return 'in-question';
  return passages === null || (words.trim() !== '' && passages.some(({ title, text }) => isIn(title) || isIn(text))) ? null : 'in-no-passage';
}

/** Behind an opening mark or a dash: an answer that begins there is written as if after a space. */
const BEHIND_MARK = /(?<=(?<![\p{L}\p{N}])["'“”‘’«([{]|[—–/])(?=[\p{L}\p{N}])/u;

/** The spans of passages in the generator's tokens. */
export function spansOf({ model }: Pick<RagEngine, 'model'>, passages: readonly PassageText[]): Spans {
  const { generatorTokenizer: tokenizer, config } = model;
  const rows = new Map<string, SpanText>();
  for (const text of passages.flatMap(({ title, text: body }) => [title, body])) {
    // Some tokenizers put no space before the first word, but their generators may.
    for (const part of [text, ` ${text}`, ...text.split(BEHIND_MARK).slice(1).map((rest) => ` ${rest}`)]) {
      for (const ids of withoutSpecials(tokenizer.encode(part, null, { addSpecialTokens: false }).ids, tokenizer.specialIds)) {
        const key = ids.join();
        if (!rows.has(key)) rows.set(key, { ids, texts: tokenizer.texts(ids) });
      }
    }
  }
  return new Spans([...rows.values()], config.generator.eosTokenId);
}

/** The runs between special tokens, which a passage may spell out. */
function withoutSpecials(ids: readonly number[], specialIds: ReadonlySet<number>): number[][] {
  const runs: number[][] = [[]];
  for (const id of ids) {
    if (specialIds.has(id)) runs.push([]);
    else runs.at(-1)!.push(id);
  }
  return runs.filter((run) => run.length > 0);
}

export interface ExtractiveInput {
  readonly engine: Pick<RagEngine, 'model'>;
  readonly question: string;
  /** As the generator reads them. */
  readonly passages: readonly PassageText[];
  readonly listeners: Listeners;
  /** One greedy answer within the tokens that are allowed. */
  readonly decode: (prefixAllowedTokens: GenerationSettings['prefixAllowedTokens']) => Promise<Decoded>;
}

/** Decodes spans of the passages, anew without the first token of each answer that has a fault; the first answer where all have. */
export async function decodeExtractive({ engine, question, passages, listeners, decode }: ExtractiveInput): Promise<Decoded> {
  const { specialIds } = engine.model.generatorTokenizer;
  const spans = spansOf(engine, passages);
  const contentOf = (ids: readonly number[]): number[] => ids.filter((id) => !specialIds.has(id));
  const tries: (Rejected & { readonly decoded: Decoded })[] = [];
  const firstTokens = new Set<number | undefined>();
  while (tries.length <= RETRIES) {
    const decoded = await decode((prefix) => {
      const written = contentOf(prefix);
      const next = spans.next(written);
      return written.length > 0 ? next : new Set([...next].filter((id) => !firstTokens.has(id)));
    });
    const written = contentOf(decoded.steps.map(({ id }) => id));
    const isSpan = written.length > 0 && spans.next(written).size > 0;
    const fault = faultOf(decoded.answer, question, isSpan ? null : passages);
    if (fault === null) return { ...decoded, rejected: tries.map(withoutDecoded) };
    // A token that comes again stands in no span, so it cannot be taken away: nothing else will come.
    if (firstTokens.has(written[0])) break;
    firstTokens.add(written[0]);
    tries.push({ text: decoded.answer, fault, decoded });
    listeners.onRejected?.({ text: decoded.answer, fault });
  }
  const [{ decoded, fault }, ...others] = tries;
  return { ...decoded, fault, rejected: others.map(withoutDecoded) };
}

const withoutDecoded = ({ text, fault }: Rejected): Rejected => ({ text, fault });
