/** Extractive answers: words of a retrieved passage that the question does not hold already. Knows no search. */
import { normalizeAnswer } from '../eval/normalize.ts';
import type { Decoded, Listeners } from './answer.ts';
import { Spans } from './decode/spans.ts';
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

export function faultOf(answer: string, question: string, passages: readonly PassageText[]): Fault | null {
  const words = ` ${normalizeAnswer(answer)} `;
  const isIn = (text: string): boolean => ` ${normalizeAnswer(text)} `.includes(words);
  if (!OFFERS.test(question) && isIn(question)) return 'in-question';
  return passages.some(({ title, text }) => isIn(title) || isIn(text)) ? null : 'in-no-passage';
}

/** A word right behind an opening mark or a dash: an answer that begins with it is written as if after a space. */
const BEHIND_MARK = /((?<![\p{L}\p{N}])["'“”‘’«([{]|[—–/])(?=[\p{L}\p{N}])/gu;

/** The spans of passages in the generator's tokens. */
export function spansOf({ model }: RagEngine, passages: readonly PassageText[]): Spans {
  const { generatorTokenizer: tokenizer, config } = model;
  const texts = passages.flatMap(({ title, text }) => [title, text]).flatMap((text) => [text, text.replace(BEHIND_MARK, '$1 ')]).map((text) => tokenizer.encode(text, null, { addSpecialTokens: false }).ids);
  return new Spans(texts, (id) => tokenizer.pieces([id])[0], config.generator.eosTokenId);
}

export interface ExtractiveInput {
  readonly engine: RagEngine;
  readonly question: string;
  readonly passages: readonly PassageText[];
  readonly listeners: Listeners;
  /** One greedy answer within the tokens that are allowed. */
  readonly decode: (prefixAllowedTokens: GenerationSettings['prefixAllowedTokens']) => Promise<Decoded>;
}

/** Decodes spans of the passages, anew without the first token of each answer that has a fault; the first answer where all have. */
export async function decodeExtractive({ engine, question, passages, listeners, decode }: ExtractiveInput): Promise<Decoded> {
  const { specialIds } = engine.model.generatorTokenizer;
  const spans = spansOf(engine, passages);
  const tried: Decoded[] = [];
  const rejected: Rejected[] = [];
  const firstTokens = new Set<number | undefined>();
  while (tried.length <= RETRIES) {
    if (tried.length > 0) listeners.onDraft?.({ from: 0, steps: [] }, null);
    const decoded = await decode((prefix) => {
      const written = prefix.filter((id) => !specialIds.has(id));
      const next = spans.next(written);
      return written.length > 0 ? next : new Set([...next].filter((id) => !firstTokens.has(id)));
    });
    const fault = faultOf(decoded.answer, question, passages);
    if (fault === null) return { ...decoded, rejected };
    tried.push(decoded);
    rejected.push({ text: decoded.answer, fault });
    firstTokens.add(decoded.steps.find(({ id }) => !specialIds.has(id))?.id);
  }
  return tried[0];
}
