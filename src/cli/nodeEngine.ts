/** The engine for the command line: ONNX Runtime in Node over a checkpoint folder. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import type { EvalSet } from '../app/evaluation.ts';
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

/** A table as the session imports it. */
export async function tableFile(file: string): Promise<EvalSet['base']> {
  return { name: basename(file), bytes: await readBytes(file) };
}

/** The lines of a CSV file, header first. */
export function passageTable(passages: readonly { readonly title: string; readonly text: string }[]): string[] {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return ['title,text', ...passages.map((p) => `${cell(p.title)},${cell(p.text)}`)];
}

/** Passages in memory as such a table. */
export function passageFile(passages: readonly { readonly title: string; readonly text: string }[]): EvalSet['base'] {
  return { name: 'passages.csv', bytes: new TextEncoder().encode(passageTable(passages).join('\n')).buffer as ArrayBuffer };
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
