/** RAG-Token marginalization on the GPU, around shaders/marginalize.wgsl: reads the decoder's logits where they lie and brings back only the chosen tokens. Knows no decoder. */
import marginalizeSource from '../../shaders/marginalize.wgsl?raw';
import rowStatsSource from '../../shaders/rowStats.wgsl?raw';
import selectSource from '../../shaders/select.wgsl?raw';
import { Job, kernelOn, type Kernel } from './compute.ts';
import { brokenLogits, checkInput, checkK, checkTokens, marginalTokens, rankTokens, type CheckedInput } from './marginalInput.ts';
import { checkLogits, RowStats, ROW_STATS_ENTRY_POINTS } from './rowStats.ts';
import { mergeToOneTile } from './select.ts';
import type { MarginalInput, Marginalizer, MarginalTokens } from './types.ts';

/** Tokens a workgroup of marginalTiles covers: tokenTile of marginalize.wgsl. */
const TOKEN_TILE = 1024;

export class Marginalize implements Marginalizer {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel;
  readonly #maxGroups: number;
  #bytesRead = 0;

  /** @param maxGroups lowers the device's own limit on a dimension of a grid */
  constructor(device: GPUDevice, maxGroups = Infinity) {
    this.#device = device;
    this.#maxGroups = Math.min(maxGroups, device.limits.maxComputeWorkgroupsPerDimension);
    this.#kernel = kernelOn(device, 'marginalize', [rowStatsSource, selectSource, marginalizeSource]);
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  async topK(input: MarginalInput, k: number): Promise<MarginalTokens> {
    const checked = checkInput(input);
    checkLogits(this.#device, input.logits, checked);
    const kept = checkK(k, checked.vocab);
    const [rowPartials, rowStats, marginalTiles, mergeTiles, gather] = await this.#kernel.pipelines([
      ...ROW_STATS_ENTRY_POINTS,
      'marginalTiles',
      'mergeTiles',
      'gather',
    ]);
    const job = new Job(this.#device, 'marginalize');
    const rows = new RowStats(job, input.logits, checked, kept, [rowPartials, rowStats], this.#maxGroups);
    const { nBeams, vocab } = checked;
    const nTiles = Math.ceil(vocab / TOKEN_TILE);
    const tileBest = job.scratch(nBeams * nTiles * kept * 8);
    job.dispatch(marginalTiles, rows.bindings(0, 1, 2, 4, [5, tileBest]), [nBeams, nTiles]);
    const chosen = mergeToOneTile(job, mergeTiles, tileBest, nBeams, nTiles * kept, kept);
    return this.#gather(job, gather, rows, chosen, checked, kept, true);
  }

  async atTokens(input: MarginalInput, tokenIds: Int32Array): Promise<MarginalTokens> {
    const checked = checkInput(input);
    checkLogits(this.#device, input.logits, checked);
    const k = checkTokens(tokenIds, checked.nBeams, checked.vocab);
    const wanted = new Uint32Array(tokenIds.length * 2);
    tokenIds.forEach((id, i) => (wanted[2 * i + 1] = id));
    const [rowPartials, rowStats, gather] = await this.#kernel.pipelines([...ROW_STATS_ENTRY_POINTS, 'gather']);
    const job = new Job(this.#device, 'marginalize');
    const rows = new RowStats(job, input.logits, checked, k, [rowPartials, rowStats], this.#maxGroups);
    return this.#gather(job, gather, rows, job.storage(wanted), checked, k, false);
  }

  /** Holds nothing between calls. */
  dispose(): void {}

  /** @param chosen [nBeams, k] candidates; @param ranked orders the answer by marginal */
  async #gather(
    job: Job,
    gather: GPUComputePipeline,
    rows: RowStats,
    chosen: GPUBuffer,
    input: CheckedInput,
    k: number,
    ranked: boolean,
  ): Promise<MarginalTokens> {
    const { nBeams, nDocs } = input;
    const width = 1 + nDocs;
    const bytes = nBeams * k * width * 4;
    const result = job.scratch(bytes);
    job.dispatch(gather, rows.bindings(0, 1, 4, [6, chosen], [7, result]), [Math.ceil((nBeams * k) / 64)]);
    const read = await job.finish(result, bytes);
    this.#bytesRead += bytes;
    const ids = new Int32Array(read);
    const floats = new Float32Array(read);
    const tokenIds = Int32Array.from({ length: nBeams * k }, (_, token) => ids[token * width]);
    const docLogProbs = Float32Array.from({ length: nBeams * k * nDocs }, (_, i) => floats[i + Math.floor(i / nDocs) + 1]);
    if (docLogProbs.some(Number.isNaN)) throw brokenLogits();
    const tokens = marginalTokens(input, tokenIds, docLogProbs);
    return ranked ? rankTokens(tokens) : tokens;
  }
}
