/** How weights are held by each provider, from the figures in ARCHITECTURE.md. */
import { FLOAT_WEIGHTS, type WeightFormats } from '../models/layers.ts';
import type { Runtime } from '../runtime/types.ts';

export type ProviderName = 'cpu' | 'wasm' | 'webgpu';

export const PRECISIONS = ['q8', 'q8f16', 'q4', 'fp16', 'fp32'] as const;

/** Bits of the weights; fp16 and q8f16 also compute in float16. */
export type Precision = (typeof PRECISIONS)[number];

/** Whether it computes in float16, which only some GPUs can. */
export function needsFloat16(precision: Precision): boolean {
  return precision === 'fp16' || precision === 'q8f16';
}

/** The parts of a RAG model that may be held differently. */
export type Module = 'questionEncoder' | 'contextEncoder' | 'generator';

export type ModulePrecisions = Readonly<Record<Module, Precision>>;

export function perModule(precision: Precision | ModulePrecisions): ModulePrecisions {
  return typeof precision === 'string' ? { questionEncoder: precision, contextEncoder: precision, generator: precision } : precision;
}

/** MatMulInteger is fastest on CPU and WASM and falls off the GPU; there MatMulNBits runs. */
export function weightFormats(provider: ProviderName, precision: Precision): WeightFormats {
  switch (precision) {
    case 'fp32':
      return FLOAT_WEIGHTS;
    case 'q8':
      return provider === 'webgpu' ? { linear: 'block8', embedding: 'block8' } : { linear: 'int8', embedding: 'int8' };
    case 'fp16':
      return { ...FLOAT_WEIGHTS, activations: 'float16' };
    case 'q8f16':
      // MatMulInteger has no float16 form.
      return { linear: 'block8', embedding: 'block8', activations: 'float16' };
    case 'q4':
      return { linear: 'block4', embedding: provider === 'webgpu' ? 'block8' : 'int8' };
  }
}

export interface Runnable {
  readonly precisions: ModulePrecisions;
  /** Why this is not what was asked for, for the user; null where it is. */
  readonly reason: string | null;
}

/** What a runtime can compute of the wanted precisions: float16 needs a GPU device with shader-f16, elsewhere q8 takes its place. */
export function runnablePrecisions({ provider, float16 }: Pick<Runtime, 'provider' | 'float16'>, wanted: ModulePrecisions): Runnable {
  const asked = Object.entries(wanted) as [Module, Precision][];
  const missing = asked.filter(([, precision]) => !float16 && needsFloat16(precision));
  if (missing.length === 0) return { precisions: wanted, reason: null };
  const names = [...new Set(missing.map(([, precision]) => precision))];
  const where = provider === 'webgpu' ? 'this GPU computes no float16 (its adapter has no shader-f16)' : `float16 arithmetic needs WebGPU, and ${provider === 'wasm' ? 'WebAssembly' : 'the CPU'} runs`;
  return {
    precisions: { ...wanted, ...Object.fromEntries(missing.map(([module]) => [module, 'q8'])) },
    reason: `${names.join(' and ')} ${names.length > 1 ? 'were' : 'was'} asked for, but ${where}; q8 is used`,
  };
}
