/** What the engine computed for a golden case, in the files and names of the reference. Knows no model. */
import { UserError } from '../errors.ts';
import { writeSafetensors } from '../models/checkpoint/safetensors.ts';
import type { FloatTensor } from '../models/checkpoint/tensor.ts';
import type { HostTensor } from '../runtime/types.ts';
import type { CaseKind, NamedTensors } from './cases.ts';
import type { Json } from './json.ts';

export interface GenerationActual {
  readonly settings: Json;
  /** [nQuestions*numReturnSequences][length] padded. */
  readonly sequences: readonly (readonly number[])[];
  /** Beams: summed log-prob / length^penalty of each sequence. */
  readonly sequencesScores?: readonly number[];
  /** Greedy: [nQuestions][length − 1] score of each chosen token, 0 where forced, null after the end. */
  readonly stepScores?: readonly (readonly (number | null)[])[];
  /** RAG-Sequence: candidates of each question, padded, and their losses. */
  readonly rescoring?: readonly { readonly candidates: readonly (readonly number[])[]; readonly nll: readonly number[] }[];
  /** False where the truncated top k might have changed the result. */
  readonly topKSufficed: boolean;
}

export interface CaseActual {
  /** Under the names of expected.safetensors. */
  readonly tensors: NamedTensors;
  /** Under the names of grads.safetensors. */
  readonly grads: NamedTensors;
  readonly loss?: number | readonly number[];
  readonly lossVariants?: readonly { readonly settings: Json; readonly loss: number | readonly number[] }[];
  /** Null where the settings are not supported. */
  readonly generation?: readonly (GenerationActual | null)[];
  /** Optimizer name -> losses before each step and after the last, and the parameters at the end. */
  readonly training?: ReadonlyMap<string, { readonly losses: readonly number[]; readonly final: NamedTensors }>;
  /** What was asked for and could not be done, in words. */
  readonly unsupported: readonly string[];
}

/** Does one part of a case; where the engine refuses, the part is left out and its reason listed. */
export async function orUnsupported<T>(unsupported: string[], part: string, task: () => Promise<T>): Promise<T | null> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    unsupported.push(`${part}: ${error.message}`);
    return null;
  }
}

export function floatTensor({ dims, data }: HostTensor): FloatTensor {
  if (!(data instanceof Float32Array)) throw new Error('internal: a float tensor was expected');
  return { dims: [...dims], data };
}

/** Files of a case's folder: name -> contents. */
export function actualFiles(name: string, kind: CaseKind, provider: string, actual: CaseActual): Map<string, Uint8Array | string> {
  const files = new Map<string, Uint8Array | string>();
  files.set('actual.safetensors', writeSafetensors(actual.tensors));
  if (actual.grads.size > 0) files.set('actual-grads.safetensors', writeSafetensors(actual.grads));
  for (const [optimizer, { final }] of actual.training ?? []) files.set(`train_${optimizer}_final.safetensors`, writeSafetensors(final));
  files.set('actual.json', `${JSON.stringify(actualJson(name, kind, provider, actual), null, 1)}\n`);
  return files;
}

function actualJson(name: string, kind: CaseKind, provider: string, { loss, lossVariants, generation, training, unsupported }: CaseActual): Json {
  return {
    case: name,
    type: kind,
    provider,
    ...(loss === undefined ? {} : { loss, [kind === 'bart' ? 'cross_entropy_loss' : 'scalar_loss']: typeof loss === 'number' ? loss : loss.reduce((sum, value) => sum + value, 0) }),
    ...(lossVariants ? { loss_variants: lossVariants.map((variant) => ({ ...variant.settings, loss: variant.loss })) } : {}),
    ...(generation ? { generation: generation.filter((entry) => entry !== null).map(generationJson) } : {}),
    ...(training ? { training: Object.fromEntries([...training].map(([optimizer, { losses }]) => [optimizer, { losses }])) } : {}),
    unsupported,
  };
}

function generationJson({ settings, sequences, sequencesScores, stepScores, rescoring, topKSufficed }: GenerationActual): Json {
  return {
    settings,
    sequences,
    ...(sequencesScores ? { sequences_scores: sequencesScores } : {}),
    ...(stepScores ? { step_scores: stepScores } : {}),
    ...(rescoring ? { rescoring } : {}),
    top_k_sufficed: topKSufficed,
  };
}
