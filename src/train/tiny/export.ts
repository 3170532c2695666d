/** Writes the trained models as the Hugging Face folder that the page loads, with tokenizers, card and manifest. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeFolder } from '../../models/checkpoint/nodeFiles.ts';
import { MANIFEST_NAME, writeManifest } from '../../models/checkpoint/httpFiles.ts';
import type { FloatTensor } from '../../models/checkpoint/tensor.ts';
import { writeRagFolder, type AnswerableFit } from '../../models/checkpoint/writeRag.ts';
import { GENERATOR } from '../../models/ragGraph.ts';
import { sgd } from '../optimizers.ts';
import { SEPARATORS } from './batches.ts';
import { modelCard, type CardReport } from './card.ts';
import { loadState, type TrainState } from './loop.ts';
import type { TrainContext } from './main.ts';
import { MAX_CONTEXT } from './recipe.ts';
import { withPrefixSpace } from './tokenizers.ts';
import { ENCODER } from './trainEncoders.ts';

/**
 * Points of q·d that the best keyword match is worth. Measured on eval/dev and on invented worlds of 150 and 1,500
 * passages: 6 to 10 are alike within a point of top-1, 4 and 14 worse. Measure again when the encoder's scores spread
 * differently: `eval … --index hybrid --keyword-weight W`.
 */
const KEYWORD_WEIGHT = 8;

/** Few sentences a passage: exact match on the dev base and on SQuAD was measured at 12, 25, 45 and 100 words. */
const SPLIT = { unit: 'sentences', size: 45, overlap: 0 } as const;

export async function exportTiny({ recipe, folder, tokenizers, log, squad, written }: TrainContext, out: string): Promise<void> {
  const generator = await trained(join(folder, 'generator.safetensors'));
  const encoder = await trained(join(folder, 'encoders.safetensors'));
  const towers = stripped(encoder, ENCODER);
  const generatorWeights = stripped(generator, GENERATOR);
  generatorWeights.set('final_logits_bias', { dims: [1, recipe.generator.vocabSize], data: new Float32Array(recipe.generator.vocabSize) });
  // What `ragscope calibrate` printed for an earlier export of these weights.
  const answerable = saved<AnswerableFit>(join(folder, 'answerable.json'));
  const files = writeRagFolder({
    config: {
      nDocs: 5,
      ...SEPARATORS,
      maxCombinedLength: 300,
      retrievalVectorSize: recipe.encoder.hiddenSize,
      labelSmoothing: 0,
      reduceLoss: false,
      excludeBosScore: false,
      doDeduplication: true,
      questionEncoder: recipe.encoder,
      generator: recipe.generator,
    },
    contextEncoder: recipe.encoder,
    questionWeights: towers,
    contextWeights: towers,
    generatorWeights,
    extras: {
      questionInPrompt: 'original',
      split: SPLIT,
      minAnswerTokens: 1,
      extractive: true,
      retriever: { index: 'hybrid', keywordWeight: KEYWORD_WEIGHT },
      ...(answerable ? { answerable } : {}),
    },
    dtype: 'F16',
  });
  const save = (path: string, bytes: Uint8Array | string) => {
    const file = join(out, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  for (const [path, bytes] of files) save(path, bytes);
  for (const [name, text] of Object.entries(tokenizers.encoder)) save(`question_encoder_tokenizer/${name}`, text);
  for (const [name, text] of Object.entries(withPrefixSpace(tokenizers.generator))) save(`generator_tokenizer/${name}`, text);
  const card = modelCard({
    recipe,
    generatorSteps: generator.step,
    encoderSteps: encoder.step,
    encoderParameters: nParameters(towers),
    generatorParameters: nParameters(generatorWeights),
    written: written.train.length,
    squad: squad.train.length > 0,
    maxContext: MAX_CONTEXT,
    report: saved<CardReport>(join(folder, 'report.json')),
  });
  save('README.md', card);
  save(MANIFEST_NAME, await writeManifest(nodeFolder(out)));
  log(`exported to ${out}: generator step ${generator.step}, encoders step ${encoder.step}`);
}

function saved<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

async function trained(file: string): Promise<TrainState> {
  const state: TrainState = { step: 0, parameters: new Map(), optimizer: sgd() };
  if (!(await loadState(file, state))) throw new Error(`${file} is not there: train that stage first`);
  return state;
}

const nParameters = (weights: ReadonlyMap<string, FloatTensor>): number => [...weights.values()].reduce((n, { data }) => n + data.length, 0);

function stripped({ parameters }: TrainState, prefix: string): Map<string, FloatTensor> {
  return new Map([...parameters].map(([name, t]) => [name.slice(prefix.length), { dims: t.dims, data: t.data as Float32Array }]));
}
