/** Compiles WGSL and submits one chain of dispatches with its scratch buffers on a device that someone else owns. Knows no kernel. */
import { UserError } from '../errors.ts';

const kernels = new WeakMap<GPUDevice, Map<string, Kernel>>();

/**
 * The kernel of that name on the device, compiled once a device however many wrappers use it.
 * @param parts WGSL sources, joined in order (WGSL has no imports)
 */
export function kernelOn(device: GPUDevice, label: string, parts: readonly string[]): Kernel {
  const known = kernels.get(device) ?? new Map<string, Kernel>();
  kernels.set(device, known);
  const kernel = known.get(label) ?? new Kernel(device, label, parts);
  known.set(label, kernel);
  return kernel;
}

/** One WGSL module and its compute pipelines, compiled when first used. */
export class Kernel {
  readonly #device: GPUDevice;
  readonly #label: string;
  readonly #module: GPUShaderModule;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();

  constructor(device: GPUDevice, label: string, parts: readonly string[]) {
    this.#device = device;
    this.#label = label;
    this.#module = device.createShaderModule({ label, code: parts.join('\n') });
  }

  /** Pipelines of several entry points at once: await this before recording, so that recording never yields. */
  pipelines(entryPoints: readonly string[]): Promise<GPUComputePipeline[]> {
    return Promise.all(entryPoints.map((entryPoint) => this.#pipeline(entryPoint)));
  }

  #pipeline(entryPoint: string): Promise<GPUComputePipeline> {
    const known = this.#pipelines.get(entryPoint);
    if (known) return known;
    const made = this.#device
      .createComputePipelineAsync({
        label: `${this.#label}.${entryPoint}`,
        layout: 'auto',
        compute: { module: this.#module, entryPoint },
      })
      .catch((cause: unknown) => {
        throw new UserError(
          'unsupported',
          `The GPU cannot compile ${this.#label}.${entryPoint}: ${String(cause)}`,
          'Switch to WASM, or update the browser and the graphics driver.',
        );
      });
    this.#pipelines.set(entryPoint, made);
    return made;
  }
}

/**
 * One submission: scratch buffers, dispatches in order, and at most one read-back.
 * Everything between construction and finish() is synchronous, so error scopes of other users of the device never interleave.
 */
export class Job {
  readonly #device: GPUDevice;
  readonly #label: string;
  readonly #encoder: GPUCommandEncoder;
  readonly #scratch: GPUBuffer[] = [];

  constructor(device: GPUDevice, label: string) {
    this.#device = device;
    this.#label = label;
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    this.#encoder = device.createCommandEncoder({ label });
  }

  /** A uniform buffer of u32 fields. */
  uniform(words: readonly number[]): GPUBuffer {
    const padded = new Uint32Array(Math.ceil(words.length / 4) * 4);
    padded.set(words);
    return this.#filled(padded, GPUBufferUsage.UNIFORM);
  }

  /** A storage buffer holding `words`. */
  storage(words: Uint32Array | Float32Array): GPUBuffer {
    return this.#filled(words, GPUBufferUsage.STORAGE);
  }

  /** A zeroed storage buffer that lives until the job ends. */
  scratch(bytes: number): GPUBuffer {
    return this.#keep(this.output(bytes));
  }

  /** A zeroed storage buffer that the caller owns. */
  output(bytes: number): GPUBuffer {
    return this.#device.createBuffer({
      label: this.#label,
      size: Math.max(bytes, 16),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
  }

  dispatch(
    pipeline: GPUComputePipeline,
    bindings: Readonly<Record<number, GPUBuffer | GPUBufferBinding>>,
    grid: readonly [number, number?, number?],
  ): void {
    const entries = Object.entries(bindings).map(([binding, resource]) => ({
      binding: Number(binding),
      resource: 'buffer' in resource ? resource : { buffer: resource },
    }));
    const pass = this.#encoder.beginComputePass({ label: pipeline.label });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.#device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...(grid as [number, number?, number?]));
    pass.end();
  }

  /** Submits; resolves with the first `bytes` of `result` (none by default), and frees the scratch. */
  async finish(result: GPUBuffer | null = null, bytes = 0): Promise<ArrayBuffer> {
    const device = this.#device;
    let staging: GPUBuffer | null = null;
    if (result && bytes > 0) {
      staging = this.#keep(
        device.createBuffer({ label: this.#label, size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST }),
      );
      this.#encoder.copyBufferToBuffer(result, 0, staging, 0, bytes);
    }
    device.queue.submit([this.#encoder.finish()]);
    // Popped before the first await; mapAsync is called before it too, so that the answers travel together.
    const invalid = device.popErrorScope();
    const outOfMemory = device.popErrorScope();
    const mapped = staging ? staging.mapAsync(GPUMapMode.READ).then(() => null, (cause: unknown) => cause) : Promise.resolve(null);
    try {
      const [validationError, memoryError, mapError] = await Promise.all([invalid, outOfMemory, mapped]).catch(
        (cause: unknown) => {
          throw lost(this.#label, cause);
        },
      );
      if (memoryError) throw outOfGpuMemory(this.#label);
      if (validationError) throw new Error(`internal: ${this.#label}: ${validationError.message}`);
      if (mapError) throw lost(this.#label, mapError);
      return staging ? staging.getMappedRange().slice(0) : new ArrayBuffer(0);
    } finally {
      for (const buffer of this.#scratch) buffer.destroy();
    }
  }

  #filled(words: Uint32Array | Float32Array, usage: GPUBufferUsageFlags): GPUBuffer {
    const buffer = this.#keep(
      this.#device.createBuffer({
        label: this.#label,
        size: Math.max(words.byteLength, 16),
        usage: usage | GPUBufferUsage.COPY_DST,
      }),
    );
    this.#device.queue.writeBuffer(buffer, 0, words.buffer as ArrayBuffer, words.byteOffset, words.byteLength);
    return buffer;
  }

  #keep(buffer: GPUBuffer): GPUBuffer {
    this.#scratch.push(buffer);
    return buffer;
  }
}

/** A [columns, rows] grid for per-row kernels: rows past `limit`, the device's maxComputeWorkgroupsPerDimension, fold into z. */
export function rowGrid(columns: number, rows: number, limit: number): [number, number, number] {
  const y = Math.min(rows, limit);
  return [columns, y, Math.ceil(rows / y)];
}

/** Reads `count` floats of a buffer that has COPY_SRC. */
export async function readFloats(device: GPUDevice, buffer: GPUBuffer, count: number): Promise<Float32Array> {
  return new Float32Array(await new Job(device, 'readFloats').finish(buffer, count * 4));
}

export function outOfGpuMemory(what: string): UserError {
  return new UserError(
    'engine',
    `The GPU ran out of memory in ${what}`,
    'Close other tabs that use the GPU, use a smaller knowledge base, or switch to WASM.',
  );
}

function lost(what: string, cause: unknown): UserError {
  return new UserError('engine', `The GPU was lost in ${what}: ${String(cause)}`, 'Reload the page, or switch to WASM.');
}
