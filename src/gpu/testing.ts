/** What the kernel tests share: seeded numbers and a WebGPU device. Knows no kernel. */

/** Mulberry32: uniform in [0, 1), the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Roughly normal values (sum of three uniforms) of the given standard deviation. */
export function noise(seed: number, length: number, deviation = 1): Float32Array {
  const next = seeded(seed);
  return Float32Array.from({ length }, () => (next() + next() + next() - 1.5) * 2 * deviation);
}

/** A device with the default limits, so that a kernel asking for more fails here first. */
export async function testDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new Error('no WebGPU adapter: start Chromium with --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader');
  return adapter.requestDevice();
}

/** A GPU buffer that begins with `values` and goes on with 1000 times `filler`, as ORT's pooled buffers are longer than their tensors. */
export function roomyBuffer(device: GPUDevice, values: Float32Array, filler: number): GPUBuffer {
  const buffer = device.createBuffer({
    size: (values.length + 1000) * 4,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
  device.queue.writeBuffer(buffer, values.byteLength, new Float32Array(1000).fill(filler));
  return buffer;
}

/** Collects what an answer gets wrong, so that one test shows it all: `check(condition, complaint)` adds to `list`. */
export function disagreements(): { readonly list: string[]; readonly check: (holds: boolean, complaint: string) => void } {
  const list: string[] = [];
  return {
    list,
    check: (holds, complaint) => {
      if (!holds) list.push(complaint);
    },
  };
}
