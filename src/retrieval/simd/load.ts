/** The scan kernels over a memory: WebAssembly where it has SIMD, the same loops in JavaScript where not. Knows no store. */
import { kernelModule, type Kernel, type KernelName } from './kernels.ts';

export interface Kernels extends Readonly<Record<KernelName, Kernel>> {
  readonly kind: 'simd' | 'js';
}

let compiled: WebAssembly.Module | null | undefined;

/** Compiled once; null where WebAssembly is missing, has no SIMD, or is forbidden by the page's policy. */
function simdModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(kernelModule());
    } catch {
      compiled = null;
    }
  }
  return compiled;
}

export function loadKernels(memory: WebAssembly.Memory, kind: 'simd' | 'js' | 'best' = 'best'): Kernels {
  const module = kind === 'js' ? null : simdModule();
  if (!module) {
    if (kind === 'simd') throw new Error('internal: this machine runs no SIMD kernels');
    return jsKernels(memory);
  }
  const { f32, f16, i8 } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Record<KernelName, Kernel>;
  return { kind: 'simd', f32, f16, i8 };
}

function jsKernels({ buffer }: WebAssembly.Memory): Kernels {
  const floats = new Float32Array(buffer);
  const bytes = new Int8Array(buffer);
  const shorts = new Int16Array(buffer);
  const bits = new Int32Array(1);
  const value = new Float32Array(bits.buffer);
  return {
    kind: 'js',
    f32(rows, nRows, dim, query, out) {
      const q = query >> 2;
      for (let r = 0; r < nRows; r++) {
        const row = (rows >> 2) + r * dim;
        // Four independent sums: one chain of additions would wait for each addition to finish.
        let [s0, s1, s2, s3, i] = [0, 0, 0, 0, 0];
        for (; i + 3 < dim; i += 4) {
          s0 += floats[row + i] * floats[q + i];
          s1 += floats[row + i + 1] * floats[q + i + 1];
          s2 += floats[row + i + 2] * floats[q + i + 2];
          s3 += floats[row + i + 3] * floats[q + i + 3];
        }
        for (; i < dim; i++) s0 += floats[row + i] * floats[q + i];
        floats[(out >> 2) + r] = s0 + s1 + (s2 + s3);
      }
    },
    f16(rows, nRows, dim, query, out) {
      for (let r = 0; r < nRows; r++) {
        let sum = 0;
        for (let i = 0; i < dim; i++) {
          bits[0] = (shorts[(rows >> 1) + r * dim + i] << 13) & 0x8fffe000;
          sum += value[0] * floats[(query >> 2) + i];
        }
        floats[(out >> 2) + r] = sum;
      }
    },
    i8(rows, nRows, dim, query, out, scales) {
      for (let r = 0; r < nRows; r++) {
        let sum = 0;
        for (let i = 0; i < dim; i++) sum += bytes[rows + r * dim + i] * shorts[(query >> 1) + i];
        floats[(out >> 2) + r] = sum * floats[(scales >> 2) + r];
      }
    },
  };
}
