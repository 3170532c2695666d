/** Which model a command runs: a whole folder, or one of each part. */
import { UserError } from '../errors.ts';
import type { Pooling } from '../models/consolidate/encoder.ts';
import type { RagParts } from '../models/consolidate/consolidate.ts';
import { nodeFolder } from '../models/checkpoint/nodeFiles.ts';
import { consolidateRagModel, loadRagModel, type RagModel } from '../rag/model.ts';

export const DEFAULT_MODEL = 'public/models/tiny';

export const MODEL_OPTIONS = {
  model: { type: 'string' },
  'question-encoder': { type: 'string' },
  'ctx-encoder': { type: 'string' },
  generator: { type: 'string' },
  pooling: { type: 'string' },
} as const;

const PARTS_USAGE = '--question-encoder DIR --ctx-encoder DIR --generator DIR [--pooling cls|mean]';

export const MODEL_USAGE = `[--model DIR [--ctx-encoder DIR] | ${PARTS_USAGE}]`;

type Values = { readonly [K in keyof typeof MODEL_OPTIONS]?: string };

export async function modelFromFlags(values: Values): Promise<RagModel> {
  const parts = partsFromFlags(values);
  return parts ? consolidateRagModel(parts) : loadRagModel(nodeFolder(values.model ?? DEFAULT_MODEL));
}

/** @returns null where the flags name one whole folder */
export function partsFromFlags({ model, 'question-encoder': question, 'ctx-encoder': context, generator, pooling }: Values): RagParts | null {
  if (model !== undefined && (question !== undefined || generator !== undefined)) throw new UserError('bad-input', '--model names a whole folder; --question-encoder and --generator name its parts', MODEL_USAGE);
  if (pooling !== undefined && pooling !== 'cls' && pooling !== 'mean') throw new UserError('bad-input', `--pooling is ${pooling}`, 'It may be cls or mean.');
  if (model === undefined && [question, context, generator].every((dir) => dir === undefined)) {
    if (pooling !== undefined) throw new UserError('bad-input', '--pooling is for encoders that are named as parts', PARTS_USAGE);
    return null;
  }
  if (model !== undefined && context === undefined && pooling === undefined) return null;
  const whole = model ?? generator;
  if (whole === undefined) throw new UserError('bad-input', 'no generator is named', `${PARTS_USAGE}; the generator may be a BART folder or a whole RAG folder.`);
  const folder = (dir: string | undefined) => (dir === undefined ? undefined : nodeFolder(dir));
  const main = nodeFolder(whole);
  return { questionEncoder: model === undefined ? folder(question) : main, contextEncoder: folder(context), generator: main, pooling: pooling as Pooling | undefined };
}
