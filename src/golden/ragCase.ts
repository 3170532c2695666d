/** A RAG-Token or RAG-Sequence case through the engine: forward, gradients, losses, answers, training. */
import type { Marginalizer } from '../gpu/types.ts';
import type { Runtime } from '../runtime/types.ts';
import { orUnsupported, type CaseActual } from './actual.ts';
import type { GoldenCase } from './cases.ts';
import { generateAll, unpadded } from './generation.ts';
import { ids, type Json } from './json.ts';
import { given, maskOf, RagPass, type LossSettings } from './ragPass.ts';
import { trainAll } from './training.ts';

export async function runRagCase(runtime: Runtime, golden: GoldenCase, marginalizer: Marginalizer): Promise<CaseActual> {
  const pass = await RagPass.create(runtime, golden);
  try {
    const { settings } = golden;
    const unsupported: string[] = [];
    const own: LossSettings = {
      labelSmoothing: settings.labelSmoothing ?? pass.config.labelSmoothing,
      excludeBosScore: settings.excludeBosScore ?? pass.config.excludeBosScore,
    };
    const outputs = await pass.run(own);
    const loss = Array.from(outputs['loss'].data);
    return {
      tensors: pass.activations(outputs),
      grads: pass.gradients(outputs),
      loss: reduced(loss, settings.reduceLoss),
      lossVariants: await lossVariants(pass, settings.lossVariants, own),
      generation: (await orUnsupported(unsupported, 'generation', () => answers(runtime, marginalizer, golden, pass, unsupported))) ?? [],
      training: await trainAll(pass, own, settings.training, unsupported),
      unsupported,
    };
  } finally {
    await pass.dispose();
  }
}

/** The same logits under other losses: other feeds of the same graph. */
async function lossVariants(pass: RagPass, variants: readonly Json[], own: LossSettings): Promise<CaseActual['lossVariants']> {
  const known = new Map<string, number[]>();
  const results: { settings: Json; loss: number | number[] }[] = [];
  for (const settings of variants) {
    const wanted: LossSettings = {
      labelSmoothing: typeof settings['label_smoothing'] === 'number' ? settings['label_smoothing'] : own.labelSmoothing,
      excludeBosScore: typeof settings['exclude_bos_score'] === 'boolean' ? settings['exclude_bos_score'] : own.excludeBosScore,
    };
    const key = JSON.stringify(wanted);
    const loss = known.get(key) ?? Array.from((await pass.run(wanted))['loss'].data);
    known.set(key, loss);
    results.push({ settings, loss: reduced(loss, settings['reduce_loss'] === true) });
  }
  return results;
}

async function answers(runtime: Runtime, marginalizer: Marginalizer, golden: GoldenCase, pass: RagPass, unsupported: string[]): Promise<CaseActual['generation']> {
  const { inputs, inputTensors, settings } = golden;
  if (settings.generation.length === 0) return [];
  const { batch, nDocs, config } = pass;
  const rows = unpadded(ids(inputs, 'context_input_ids'), maskOf(inputs, 'context', config.generator.padTokenId));
  const scores = Array.from(given(inputTensors, 'doc_scores').data);
  const byQuestion = <T>(values: readonly T[]): T[][] => Array.from({ length: batch }, (_, b) => values.slice(b * nDocs, (b + 1) * nDocs));
  return generateAll(
    { runtime, marginalizer, checkpoint: pass.checkpoint, config: config.generator, weights: pass.weights, documents: byQuestion(rows), docScores: byQuestion(scores) },
    settings.generation,
    pass.mode === 'sequence' ? { deduplicate: config.doDeduplication, labelSmoothing: config.labelSmoothing } : null,
    unsupported,
  );
}

/** `reduce_loss` sums over the batch. */
function reduced(loss: number[], sum: boolean): number | number[] {
  return sum ? loss.reduce((total, value) => total + value, 0) : loss;
}
