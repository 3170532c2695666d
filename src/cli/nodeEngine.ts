/** The engine for the command line: ONNX Runtime in Node over a checkpoint folder. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { Session } from '../app/session.ts';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { nodeFolder } from '../models/checkpoint/nodeFiles.ts';
import { RagEngine } from '../rag/engine.ts';
import { loadRagModel } from '../rag/model.ts';
import type { Precision } from '../rag/settings.ts';
import { loadVoyWasm } from '../retrieval/voyWasmNode.ts';
import { nodeRuntime } from '../runtime/node.ts';

export const DEFAULT_MODEL = 'public/models/tiny';

export async function openSession(modelFolder: string, precision: Precision = 'q8'): Promise<Session> {
  const model = await loadRagModel(nodeFolder(modelFolder));
  const engine = await RagEngine.create(model, nodeRuntime(), new CpuMarginalize(), precision);
  return new Session(engine, { loadVoyWasm: async () => loadVoyWasm() });
}

/** Opens a CSV or TSV whose columns are recognised. */
export async function openTable(session: Session, file: string): Promise<void> {
  const bytes = await readBytes(file);
  const { mapping, columns } = session.previewTable({ name: basename(file), bytes });
  if (!mapping) throw new UserError('bad-file', `${file}: the columns ${columns.join(', ')} do not show which one holds the text`, 'Name them title and text.');
  await session.importTable({ name: basename(file), bytes }, mapping);
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
