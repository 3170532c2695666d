/** Gradient of the RAG-Token marginal at target tokens, on the GPU, around shaders/marginalizeBackward.wgsl. Knows no loss and no decoder. */
import backwardSource from '../../shaders/marginalizeBackward.wgsl?raw';
import rowStatsSource from '../../shaders/rowStats.wgsl?raw';
import { Job, kernelOn, rowGrid, type Kernel } from './compute.ts';
import { brokenLogits, checkGradientInput } from './marginalInput.ts';
import { checkLogits, RowStats, ROW_STATS_ENTRY_POINTS } from './rowStats.ts';
import type { MarginalGradientInput } from './types.ts';

/** Gradients on the GPU. The buffers are the caller's; rows that no (beam, doc) reads stay 0. */
export interface MarginalGradients {
  /** f32, laid out as the logits */
  readonly dLogits: GPUBuffer;
  /** Values in dLogits: [nRows, vocab] */
  readonly nLogits: number;
  /** f32 [nBeams, nDocs]: upstream times responsibility */
  readonly dLogPriors: GPUBuffer;
  dispose(): void;
}

export class MarginalizeBackward {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel;
  readonly #maxGroups: number;
  #bytesRead = 0;

  /** @param maxGroups lowers the device's own limit on a dimension of a grid */
  constructor(device: GPUDevice, maxGroups = Infinity) {
    this.#device = device;
    this.#maxGroups = Math.min(maxGroups, device.limits.maxComputeWorkgroupsPerDimension);
    this.#kernel = kernelOn(device, 'marginalizeBackward', [rowStatsSource, backwardSource]);
  }

  /** Bytes copied to the host so far: 4 a call, the count of broken rows. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Masked documents, and beams with an upstream gradient of 0, get gradients of 0. */
  async run(input: MarginalGradientInput): Promise<MarginalGradients> {
    const checked = checkGradientInput(input);
    checkLogits(this.#device, input.logits, checked);
    const { nBeams, nDocs, vocab, nRows } = checked;
    const [rowPartials, rowStats, responsibilities, logitGradients] = await this.#kernel.pipelines([
      ...ROW_STATS_ENTRY_POINTS,
      'responsibilities',
      'logitGradients',
    ]);
    const job = new Job(this.#device, 'marginalizeBackward');
    const rows = new RowStats(job, input.logits, checked, 1, [rowPartials, rowStats], this.#maxGroups);
    const targets = job.storage(packTargets(input.targets, input.upstream));
    const dLogPriors = job.output(nBeams * nDocs * 4);
    const dLogits = job.output(nRows * vocab * 4);
    const nBroken = job.scratch(4);
    job.dispatch(responsibilities, rows.bindings(0, 1, 2, 4, [5, targets], [6, dLogPriors], [8, nBroken]), [
      Math.ceil(nBeams / 64),
    ]);
    job.dispatch(
      logitGradients,
      rows.bindings(0, 1, 4, [5, targets], [6, dLogPriors], [7, dLogits]),
      rowGrid(rows.nChunks, nBeams * nDocs, this.#maxGroups),
    );
    const dispose = (): void => {
      dLogits.destroy();
      dLogPriors.destroy();
    };
    try {
      const broken = new Uint32Array(await job.finish(nBroken, 4))[0];
      this.#bytesRead += 4;
      if (broken > 0) throw brokenLogits();
    } catch (cause) {
      dispose();
      throw cause;
    }
    return { dLogits, nLogits: nRows * vocab, dLogPriors, dispose };
  }
}

/** [nBeams] (u32 token, f32 gradient) */
function packTargets(targets: Int32Array, upstream: Float32Array): Uint32Array {
  const words = new Uint32Array(targets.length * 2);
  const floats = new Float32Array(words.buffer);
  targets.forEach((id, beam) => {
    words[2 * beam] = id;
    floats[2 * beam + 1] = upstream[beam];
  });
  return words;
}
