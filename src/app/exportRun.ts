/** A run as one self-describing JSON document for download. Knows no view; typed arrays become plain arrays. */
import type { EngineInfo, KnowledgeBaseInfo } from './protocol.ts';
import { chosenSequence, type Run, type Scoring } from './state.ts';

export interface RunExport {
  readonly run: Run;
  readonly scoring: Scoring | null;
  readonly engine: EngineInfo | null;
  readonly base: KnowledgeBaseInfo | null;
  /** Link that reopens the same settings. */
  readonly link: string;
  readonly date: Date;
}

/** JSON has no infinities or NaN and would write null for them; their names tell a reader what happened. */
function plain(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Float32Array, finite);
  return typeof value === 'number' ? finite(value) : value;
}

function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

export function exportRun({ run, scoring, engine, base, link, date }: RunExport): string {
  const { result } = run;
  const chosen = chosenSequence(run);
  const document = {
    format: 'ragscope-run',
    version: 1,
    exported: date.toISOString(),
    link,
    units: { logProb: 'nats', loss: 'nats', score: 'raw inner product q·d, plus the keyword part where documents have parts', prior: 'p(z|x)', posterior: 'p(z|x,y)' },
    engine: engine === null ? null : { ...engine, model: { ...engine.model, card: undefined } },
    base: base === null ? null : { ...base, rejected: base.rejected.length },
    settings: run.settings,
    status: run.status,
    question: run.question,
    answer: chosen?.text ?? run.tokens.map((token) => token.text).join(''),
    logProb: chosen?.logProb ?? null,
    timings: result?.timings ?? null,
    documents: run.documents,
    tokens: run.tokens,
    posterior: chosen?.posterior ?? run.tokens.at(-1)?.posterior ?? null,
    candidates: result?.candidates ?? [],
    rejected: result?.rejected ?? [],
    fault: result?.fault ?? null,
    sequences: result?.sequences.map(({ text, logProb, score, end, fromDocs }) => ({ text, logProb, score, end, fromDocs })) ?? [],
    chosen: run.chosen,
    mass: result?.mass ?? null,
    score: scoring?.status === 'done' ? scoring.result : null,
  };
  return JSON.stringify(document, plain, 1);
}
