/** Runs from_pretrained.py in a Python that has transformers. Knows how to talk to it, not what is loaded. For tests only. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PYTHON = process.env['PYTHON'] ?? 'python3';
const SCRIPT = join(import.meta.dirname, 'from_pretrained.py');
const LOOK = 'import importlib.util as u, sys; sys.exit(0 if all(map(u.find_spec, ("torch", "transformers", "safetensors"))) else 1)';

/** Whether python3, or the program that PYTHON names, has transformers. */
export const hasTransformers = (): boolean => spawnSync(PYTHON, ['-c', LOOK]).status === 0;

export interface PretrainedJob {
  readonly folder: string;
  readonly kind: 'RagTokenForGeneration' | 'RagSequenceForGeneration';
  /** Folder of a golden case whose loss and generation are wanted. */
  readonly golden?: string;
  /** Token ids that both encoders are to embed; ctx_encoder/ is loaded for it. */
  readonly ids?: readonly number[];
  /** For the two tokenizers of the folder. */
  readonly text?: string;
}

type Keys = Readonly<Record<'missing_keys' | 'unexpected_keys' | 'mismatched_keys', readonly string[]>>;

export interface PretrainedAnswer {
  readonly keys: Keys;
  readonly dtype: string;
  /** One for each loss variant of the golden case. */
  readonly losses?: readonly number[];
  /** One list for each generation setting of the golden case. */
  readonly sequences?: readonly (readonly number[])[][];
  readonly context_keys?: Keys;
  readonly question?: readonly number[];
  readonly context?: readonly number[];
  readonly question_encoder_tokens?: readonly number[];
  readonly generator_tokens?: readonly number[];
}

/** @throws with what Python said */
export function fromPretrained(jobs: readonly PretrainedJob[]): PretrainedAnswer[] {
  const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT], { input: jobs.map((job) => `${JSON.stringify(job)}\n`).join(''), encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`from_pretrained.py ended with ${status}:\n${stderr}`);
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as PretrainedAnswer);
}
