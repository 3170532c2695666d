/** The engine for the command line: ONNX Runtime in Node over a checkpoint folder. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { Session } from '../app/session.ts';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { RagEngine } from '../rag/engine.ts';
import type { RagModel } from '../rag/model.ts';
import type { Precision } from '../rag/settings.ts';
import { loadVoyWasm } from '../retrieval/voyWasmNode.ts';
import { nodeRuntime } from '../runtime/node.ts';

export async function openSession(model: RagModel, precision: Precision = 'q8'): Promise<Session> {
  const engine = await RagEngine.create(model, nodeRuntime(), new CpuMarginalize(), precision);
  return new Session(engine, { loadVoyWasm: async () => loadVoyWasm() });
}

/** Opens a CSV or TSV whose columns are recognised. */
export async function openTable(session: Session, file: string): Promise<void> {
  const bytes = await readBytes(file);
  const { mapping, columns } = await session.previewTable({ name: basename(file), bytes });
  if (!mapping) throw new UserError('bad-file', `${file}: the columns ${columns.join(', ')} do not show which one holds the text`, 'Name them title and text.');
  await session.importTable({ name: basename(file), bytes }, mapping);
}

/** The lines of a CSV file, header first. */
export function passageTable(passages: readonly { readonly title: string; readonly text: string }[]): string[] {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return ['title,text', ...passages.map((p) => `${cell(p.title)},${cell(p.text)}`)];
}

/** Opens passages that are in memory as a base. */
export async function openPassages(session: Session, passages: readonly { readonly title: string; readonly text: string }[]): Promise<void> {
  const bytes = new TextEncoder().encode(passageTable(passages).join('\n')).buffer as ArrayBuffer;
  await session.importTable({ name: 'passages.csv', bytes }, { title: 0, text: 1, hasHeader: true });
}

export async function readText(file: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(file));
}

async function readBytes(file: string): Promise<ArrayBuffer> {
  try {
    const bytes = await readFile(file);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  } catch (error) {
    throw new UserError('bad-file', `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, 'Check the path.');
  }
}
