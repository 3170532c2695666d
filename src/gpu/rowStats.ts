/** Records the log-softmax normalisers of logits rows, around shaders/rowStats.wgsl; the marginalization kernels go on from there. Knows no marginal. */
import { rowGrid, type Job } from './compute.ts';
import type { CheckedInput } from './marginalInput.ts';
import type { Logits } from './types.ts';

/** Logits a workgroup of rowPartials covers: chunk of rowStats.wgsl. */
const CHUNK = 4096;

export const ROW_STATS_ENTRY_POINTS = ['rowPartials', 'rowStats'] as const;

type Binding = GPUBuffer | GPUBufferBinding;

export class RowStats {
  /** Workgroups that cover a row, 4096 logits each. */
  readonly nChunks: number;
  /** Bindings 0 to 4 of rowStats.wgsl. */
  readonly #buffers: readonly Binding[];

  /**
   * @param pipelines of ROW_STATS_ENTRY_POINTS
   * @param maxGroups most workgroups along a dimension of a grid
   */
  constructor(
    job: Job,
    logits: Logits,
    input: CheckedInput,
    k: number,
    pipelines: readonly GPUComputePipeline[],
    maxGroups: number,
  ) {
    const { nBeams, nDocs, vocab, layout } = input;
    const nPairs = nBeams * nDocs;
    this.nChunks = Math.ceil(vocab / CHUNK);
    const shape = [nBeams, nDocs, vocab, this.nChunks, layout.offset, layout.beamStride, layout.docStride, k];
    this.#buffers = [
      job.uniform(shape),
      bindLogits(job, logits, input.nRows * vocab),
      job.storage(packDocuments(input)),
      job.scratch(nPairs * this.nChunks * 8),
      job.scratch(nPairs * 8),
    ];
    job.dispatch(pipelines[0], this.bindings(0, 1, 2, 3), rowGrid(this.nChunks, nPairs, maxGroups));
    job.dispatch(pipelines[1], this.bindings(0, 2, 3, 4), [Math.ceil(nPairs / 64)]);
  }

  /** The bindings that an entry point uses: numbers of this module's own, pairs of the kernel's. */
  bindings(...wanted: readonly (number | readonly [number, GPUBuffer])[]): Record<number, Binding> {
    return Object.fromEntries(wanted.map((one) => (typeof one === 'number' ? [one, this.#buffers[one]] : one)));
  }
}

/** Throws where the logits are too short or too long to bind; call it before recording a job. */
export function checkLogits(device: GPUDevice, logits: Logits, input: CheckedInput): void {
  const bytes = input.nRows * input.vocab * 4;
  const have = logits instanceof Float32Array ? logits.byteLength : logits.size;
  if (have < bytes) throw new Error(`internal: marginalize: logits of ${have} bytes where [${input.nRows}, ${input.vocab}] needs ${bytes}`);
  const limit = device.limits.maxStorageBufferBindingSize;
  if (bytes > limit) throw new Error(`internal: marginalize: logits of ${bytes} bytes pass the device's limit of ${limit}: use fewer rows a call`);
}

/** Binds exactly the tensor's bytes: ORT's buffers are longer than their tensors. */
function bindLogits(job: Job, logits: Logits, count: number): Binding {
  if (logits instanceof Float32Array) return job.storage(logits.subarray(0, count));
  return { buffer: logits, size: count * 4 };
}

/**
 * [nBeams, nDocs] (f32 log-prior, u32 used). The priors are shifted so that each beam's largest is 0: ranking and responsibilities
 * do not see the shift, and f32 sums of a large log-prior and a log-prob lose nothing.
 */
function packDocuments({ nBeams, nDocs, logPriors, used }: CheckedInput): Uint32Array {
  const words = new Uint32Array(nBeams * nDocs * 2);
  const floats = new Float32Array(words.buffer);
  for (let beam = 0; beam < nBeams; beam++) {
    const top = logPriors.subarray(beam * nDocs, (beam + 1) * nDocs).reduce((a, b) => Math.max(a, b));
    for (let pair = beam * nDocs; pair < (beam + 1) * nDocs; pair++) {
      floats[2 * pair] = logPriors[pair] - top;
      words[2 * pair + 1] = used[pair];
    }
  }
  return words;
}
