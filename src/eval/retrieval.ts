/** Retrieval metrics: precision at k and top-k accuracy by titles, DPR's answer-in-passage. Knows no index and no file. */
import { UserError } from '../errors.ts';
import { simpleTokens } from './normalize.ts';

function checkShapes(retrieved: readonly unknown[], gold: readonly unknown[], k: number): void {
  if (retrieved.length !== gold.length) {
    throw new Error(`internal: ${retrieved.length} retrieved lists against ${gold.length} gold lists`);
  }
  if (!Number.isInteger(k) || k < 1) {
    throw new UserError('bad-input', `Cannot score the first ${k} titles`, 'Choose a whole number k of at least 1.');
  }
}

/**
 * Mean over questions of |set(first k retrieved titles) ∩ set(gold titles)| / k, times 100 (eval_rag.get_precision_at_k).
 * Repeated titles count once, so passages of one article cannot fill the k places.
 */
export function precisionAtK(
  retrieved: readonly (readonly string[])[],
  gold: readonly (readonly string[])[],
  k: number,
): number {
  checkShapes(retrieved, gold, k);
  let sum = 0;
  retrieved.forEach((titles, i) => {
    const wanted = new Set(gold[i]);
    for (const title of new Set(titles.slice(0, k))) if (wanted.has(title)) sum += 1 / k;
  });
  return retrieved.length === 0 ? 0 : (100 * sum) / retrieved.length;
}

/** Percent of questions of which a gold title is among the first k retrieved titles. */
export function topKAccuracy(
  retrieved: readonly (readonly string[])[],
  gold: readonly (readonly string[])[],
  k: number,
): number {
  checkShapes(retrieved, gold, k);
  const hits = retrieved.filter((titles, i) => titles.slice(0, k).some((title) => gold[i].includes(title))).length;
  return retrieved.length === 0 ? 0 : (100 * hits) / retrieved.length;
}

/**
 * True when the token sequence of some answer occurs in the passage (DPR qa_validation.has_answer, match type 'string').
 * An answer without any token never matches; the reference would find it everywhere.
 */
export function hasAnswer(passage: string, answers: readonly string[]): boolean {
  // Tokens never hold a newline, so framed sequences can be compared as strings.
  const frame = (text: string): string => `\n${simpleTokens(text).join('\n')}\n`;
  const text = frame(passage);
  return answers.some((answer) => {
    const wanted = frame(answer);
    return wanted !== '\n\n' && text.includes(wanted);
  });
}

/** True when an answer pattern matches the passage, ignoring case (DPR's match type 'regex', for CuratedTREC). */
export function hasAnswerRegex(passage: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    try {
      return new RegExp(pattern, 'im').test(passage.normalize('NFD'));
    } catch {
      // As in the reference: a pattern that does not compile matches nothing.
      return false;
    }
  });
}
