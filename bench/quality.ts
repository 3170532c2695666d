/** What quantization costs the embedded model: size, next tokens, document prior and answers, against its float32. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openTable } from '../src/app/evaluation.ts';
import { readText, tableFile } from '../src/cli/nodeEngine.ts';
import { Session } from '../src/app/session.ts';
import { scoreAnswers } from '../src/eval/answers.ts';
import { parseQa, type QaExample } from '../src/eval/files.ts';
import { CpuMarginalize } from '../src/gpu/marginalizeCpu.ts';
import { nodeFolder } from '../src/models/checkpoint/nodeFiles.ts';
import { RagEngine } from '../src/rag/engine.ts';
import { loadRagModel, type RagModel } from '../src/rag/model.ts';
import { logSoftmax } from '../src/rag/posterior.ts';
import type { Precision } from '../src/rag/settings.ts';
import { loadVoyWasm } from '../src/retrieval/voyWasmNode.ts';
import { row, type Bench, type Result, type Settings } from './report.ts';
import { MEGABYTE, openRuntime } from './setup.ts';

const ROOT = join(import.meta.dirname, '..');
const MODEL = join(ROOT, 'public/models/tiny');
const BASE = join(ROOT, 'public/samples/wonders.csv');
const QUESTIONS = join(ROOT, 'eval/sample-questions.tsv');

const SIZES = { questions: 1000, docs: 5, maxLength: 32 };

export type QualitySizes = typeof SIZES;

export const quality: Bench<QualitySizes> = {
  name: 'quality',
  about: 'the embedded model on the sample base, by precision',
  sizes: SIZES,
  async run(sizes, settings) {
    if (!existsSync(MODEL)) return [{ bench: 'quality', subject: 'q8 and q4', skipped: 'public/models/tiny is not there' }];
    const model = await loadRagModel(nodeFolder(MODEL));
    const examples = parseQa(await readText(QUESTIONS), QUESTIONS).slice(0, sizes.questions);
    settings.log('quality: fp32');
    const reference = await observe(model, 'fp32', examples, sizes, settings, null);
    const results: Result[] = [];
    for (const precision of ['q8', 'q4'] as const) {
      settings.log(`quality: ${precision}`);
      results.push(...compare(precision, await observe(model, precision, examples, sizes, settings, reference), reference));
    }
    return results;
  },
};

/** What one precision makes of the questions. */
interface Observed {
  readonly bytes: number;
  /** Ids of each question's documents as float32 retrieves them. */
  readonly documents: readonly (readonly number[])[];
  /** log p(z|x) over these documents, by question. */
  readonly logPriors: readonly (readonly number[])[];
  /** Likeliest token of the marginal at each position of each gold answer, given the gold tokens before. */
  readonly argmax: readonly number[];
  /** Percent. */
  readonly exactMatch: number;
}

async function observe(model: RagModel, precision: Precision, examples: readonly QaExample[], sizes: QualitySizes, settings: Settings, reference: Observed | null): Promise<Observed> {
  const engine = await RagEngine.create(model, await openRuntime(settings), new CpuMarginalize(), precision);
  const session = new Session(engine, { loadVoyWasm: async () => loadVoyWasm() });
  try {
    await openTable(session, await tableFile(BASE));
    const documents: number[][] = [];
    const logPriors: number[][] = [];
    const argmax: number[] = [];
    const answers: string[] = [];
    for (const [i, { question, answers: gold }] of examples.entries()) {
      const found = await session.retrieve(question, { nDocs: sizes.docs, index: 'exact' });
      const ids = reference?.documents[i] ?? found.documents.map((d) => d.id);
      documents.push([...ids]);
      logPriors.push(logSoftmax(innerProducts(found.q, session.base.vectors(ids))));
      // The generator is judged on float32's documents and prior, so that retrieval's drift is not counted twice.
      argmax.push(...(await forcedArgmax(session, ids, reference?.logPriors[i] ?? logPriors[i], question, gold[0])));
      answers.push((await session.ask(question, { mode: 'token', nDocs: sizes.docs, maxLength: sizes.maxLength, index: 'exact' }, () => {})).answer);
    }
    return { bytes: engine.weightBytes, documents, logPriors, argmax, exactMatch: scoreAnswers(answers, examples.map((e) => e.answers)).em };
  } finally {
    await session.dispose();
  }
}

function innerProducts(q: Float32Array, matrix: Float32Array): number[] {
  return Array.from({ length: matrix.length / q.length }, (_, z) => q.reduce((sum, v, i) => sum + v * matrix[z * q.length + i], 0));
}

async function forcedArgmax({ engine, base }: Session, ids: readonly number[], logPriors: readonly number[], question: string, answer: string): Promise<number[]> {
  const labels = engine.labels(answer);
  const encoded = await engine.generator.encodeDocuments(ids.map((id) => engine.generatorInput(base.passages[id], question).ids));
  const model = engine.generator.stepModel(encoded, Float32Array.from(logPriors));
  try {
    const likeliest: number[] = [];
    for (const [t, token] of labels.slice(0, -1).entries()) likeliest.push((await model.step(Int32Array.of(token), t === 0 ? null : Int32Array.of(0), 1)).tokenIds[0]);
    return likeliest;
  } finally {
    model.dispose();
    encoded.dispose();
  }
}

function compare(name: string, got: Observed, reference: Observed): Result[] {
  const kept = got.argmax.filter((id, i) => id === reference.argmax[i]).length / reference.argmax.length;
  const divergences = reference.logPriors.map((p, i) => p.reduce((sum, logP, z) => sum + Math.exp(logP) * (logP - got.logPriors[i][z]), 0));
  const label = (subject: string) => `${name} ${subject}`;
  return [
    row('quality', label('weights'), got.bytes / MEGABYTE, 'MB', 'our fp32', reference.bytes / MEGABYTE),
    row('quality', label('argmax kept, teacher-forced'), kept, '', 'our fp32', 1, 'more'),
    row('quality', label('KL(fp32 prior, its prior), mean'), divergences.reduce((a, b) => a + b, 0) / divergences.length, 'nats', 'our fp32', null),
    row('quality', label('KL(fp32 prior, its prior), largest'), Math.max(...divergences), 'nats', 'our fp32', null),
    row('quality', label('exact match'), got.exactMatch, '%', 'our fp32', reference.exactMatch, 'more'),
  ];
}
