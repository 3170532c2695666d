/** `consolidate`: writes a question encoder, a context encoder and a generator as one RAG folder that transformers loads, too. */
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { consolidate } from '../models/consolidate/consolidate.ts';
import { writeConsolidated, type FolderSink } from '../models/consolidate/write.ts';
import type { RagExtras } from '../models/checkpoint/writeRag.ts';
import { ownFields } from '../rag/model.ts';
import { MODEL_OPTIONS, partsFromFlags } from './modelFlags.ts';

export const CONSOLIDATE_USAGE = 'consolidate --question-encoder DIR [--ctx-encoder DIR] --generator DIR --out DIR [--pooling cls|mean] [--dtype F32|F16]';

export async function consolidateCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({ args: argv, options: { ...MODEL_OPTIONS, out: { type: 'string' }, dtype: { type: 'string', default: 'F32' } } });
  const { out, dtype } = values;
  if (dtype !== 'F32' && dtype !== 'F16') throw new UserError('bad-input', `--dtype is ${dtype}`, 'It may be F32 or F16.');
  const parts = partsFromFlags(values);
  if (!parts || out === undefined) throw new UserError('bad-input', 'consolidate needs an encoder, a generator and --out', CONSOLIDATE_USAGE);
  const model = await consolidate(parts);
  const bytes = await writeConsolidated(model, folderSink(out), { dtype, extras: extrasOf(model.ragFile) });
  console.log(`${out}: ${(bytes / 1e6).toFixed(0)} MB of weights as ${dtype}, retrieval vectors of ${model.config.retrievalVectorSize}, licence ${model.licence}`);
  const towers = [model.config.questionEncoder, model.contextEncoder];
  if (towers.some((t) => t.pooling === 'mean' || t.unitLength))
    console.log('transformers has no mean pooling in RAG: it will load this folder and embed by [CLS]; ragscope reads the pooling from config.json');
  return 0;
}

/** What only ragscope reads of a RAG folder that is written anew. */
function extrasOf(ragFile: unknown): RagExtras | undefined {
  if (ragFile === null) return undefined;
  const { questionInPrompt, preferredIndex, keywordWeight, split, minAnswerTokens, extractive } = ownFields(ragFile);
  return { questionInPrompt, minAnswerTokens, extractive, ...(split ? { split } : {}), ...(preferredIndex && keywordWeight !== null ? { retriever: { index: preferredIndex, keywordWeight } } : {}) };
}

export function folderSink(root: string): FolderSink {
  return {
    create: async (path) => {
      const full = join(root, path);
      await mkdir(dirname(full), { recursive: true });
      const file = await open(full, 'w');
      return { write: (bytes) => file.writeFile(bytes), close: () => file.close() };
    },
  };
}
