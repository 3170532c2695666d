/** How weights are held by each provider, from the figures in ARCHITECTURE.md. */
import { FLOAT_WEIGHTS, type WeightFormats } from '../models/layers.ts';

export type ProviderName = 'cpu' | 'wasm' | 'webgpu';

export type Precision = 'q8' | 'q4' | 'fp32';

/** MatMulInteger is fastest on CPU and WASM and falls off the GPU; there MatMulNBits runs. */
export function weightFormats(provider: ProviderName, precision: Precision): WeightFormats {
  switch (precision) {
    case 'fp32':
      return FLOAT_WEIGHTS;
    case 'q8':
      return provider === 'webgpu' ? { linear: 'block8', embedding: 'block8' } : { linear: 'int8', embedding: 'int8' };
    case 'q4':
      return { linear: 'block4', embedding: provider === 'webgpu' ? 'block8' : 'int8' };
  }
}
