/** Questions with known answers through the whole pipeline, retrieve then generate. Knows no file system and no page. */
import { UserError } from '../errors.ts';
import { scoreAnswers } from '../eval/answers.ts';
import type { EvalFigures } from '../eval/figures.ts';
import type { QaExample } from '../eval/files.ts';
import { hasAnswer, topKAccuracy } from '../eval/retrieval.ts';
import type { Answerable } from '../rag/answerable.ts';
import type { SplitSettings } from '../retrieval/types.ts';
import type { AskSettings } from './protocol.ts';
import type { Session } from './session.ts';

export interface Predicted {
  readonly example: QaExample;
  readonly answer: string;
  /** log p(y|x) of the answer, nats. */
  readonly logProb: number;
  readonly answerable: Answerable;
  readonly documents: readonly { readonly title: string; readonly text: string }[];
}

/** A knowledge base as a table, questions on it, and where it is known the titles of the passages that answer them. */
export interface EvalSet {
  readonly name: string;
  readonly base: { readonly name: string; readonly bytes: ArrayBuffer };
  readonly examples: readonly QaExample[];
  readonly gold: readonly (readonly string[])[] | null;
}

/** Opens a CSV or TSV whose columns are recognised. @param split how texts become passages; default: as the model asks */
export async function openTable(session: Session, { name, bytes }: EvalSet['base'], split?: SplitSettings): Promise<void> {
  const { mapping, columns } = await session.previewTable({ name, bytes });
  if (!mapping) throw new UserError('bad-file', `${name}: the columns ${columns.join(', ')} do not show which one holds the text`, 'Name them title and text.');
  await session.importTable({ name, bytes }, { mapping, split });
}

/** Retrieval is looked at this deep, whatever number of documents is generated from. */
const RETRIEVAL_DEPTH = 5;

export async function predict(session: Session, examples: readonly QaExample[], settings: AskSettings): Promise<Predicted[]> {
  const predicted: Predicted[] = [];
  for (const example of examples) {
    const asked = await session.ask(example.question, settings, () => {});
    const { documents } = settings.nDocs >= RETRIEVAL_DEPTH ? asked : await session.retrieve(example.question, { ...settings, nDocs: RETRIEVAL_DEPTH });
    predicted.push({ example, answer: asked.answer, logProb: asked.logProb, answerable: asked.answerable, documents });
  }
  return predicted;
}

/** Without gold titles a passage counts as right when an answer occurs in it, as in DPR's evaluation. */
export function evaluate(predicted: readonly Predicted[], gold: EvalSet['gold']): EvalFigures {
  const { em, f1 } = scoreAnswers(predicted.map((p) => p.answer), predicted.map((p) => p.example.answers));
  const found = (k: number): number => {
    if (gold) return topKAccuracy(predicted.map((p) => p.documents.map((d) => d.title)), gold, k);
    const hits = predicted.filter((p) => p.documents.slice(0, k).some((d) => hasAnswer(`${d.title} ${d.text}`, p.example.answers)));
    return (100 * hits.length) / predicted.length;
  };
  return { n: predicted.length, exactMatch: em, f1, top1: found(1), top5: found(5) };
}
