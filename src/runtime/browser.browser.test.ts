/** ONNX Runtime in a browser: gradients with repeated ids under threads, and a device that outlives sessions. */
import { describe, expect, it } from 'vitest';
import { noise } from '../gpu/testing.ts';
import { Graph } from '../graph/graph.ts';
import { grad } from '../graph/grad.ts';
import { mul, tanh } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/gather.ts';
import { wasmRuntime, webGpuRuntimes } from './browser.ts';
import type { HostTensor, Runtime } from './types.ts';

const [ROWS, DIM, COUNT] = [50, 64, 3000];

/** Σ tanh(table[ids]) ∘ weights, with its gradient at the table. */
function lookUpGraph(): Graph {
  const g = new Graph('look-up');
  const table = g.param('table', [ROWS, DIM]);
  const rows = gather(g, table, g.input('ids', 'int32', ['count']));
  const loss = mul(g, tanh(g, rows), g.input('weights', 'float32', ['count', DIM]));
  g.output('grad', grad(g, loss, [table])[0]);
  return g;
}

/** Only every seventh row is asked for, so that each comes hundreds of times. */
const ids = Int32Array.from({ length: COUNT }, (_, i) => ((i * i) % 7) * 7);
const table = noise(1, ROWS * DIM);
const weights = noise(2, COUNT * DIM);
const feeds = { table: { dims: [ROWS, DIM], data: table }, ids: { dims: [COUNT], data: ids }, weights: { dims: [COUNT, DIM], data: weights } } satisfies Record<string, HostTensor>;

function expectedGradient(): Float64Array {
  const gradient = new Float64Array(ROWS * DIM);
  ids.forEach((id, i) => {
    for (let d = 0; d < DIM; d++) gradient[id * DIM + d] += weights[i * DIM + d] * (1 - Math.tanh(table[id * DIM + d]) ** 2);
  });
  return gradient;
}

async function gradients(runtime: Runtime, times: number): Promise<Float32Array[]> {
  const session = await runtime.compile(lookUpGraph());
  const results: Float32Array[] = [];
  for (let i = 0; i < times; i++) results.push((await session.run(feeds)).grad.data as Float32Array);
  await session.dispose();
  return results;
}

function expectRight(gradient: Float32Array): void {
  const expected = expectedGradient();
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const error = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - gradient[i])), 0);
  expect(error / largest).toBeLessThan(1e-5);
}

describe('gradients of look-ups with repeated ids', () => {
  it('are right and the same each time under threads', async () => {
    const runtime = await wasmRuntime();
    expect(runtime.threads).toBeGreaterThan(1);
    const [first, ...others] = await gradients(runtime, 10);
    expectRight(first);
    for (const other of others) expect(other).toEqual(first);
  });

  it('are right on WebGPU, whose device outlives every session but its own', async () => {
    const { webgpu } = await webGpuRuntimes();
    const lost = webgpu.gpu!.device.lost.then(() => 'lost');
    for (const gradient of [...(await gradients(webgpu, 2)), ...(await gradients(webgpu, 1))]) expectRight(gradient);
    expect(await Promise.race([lost, new Promise((resolve) => setTimeout(() => resolve('alive'), 50))])).toBe('alive');
    await webgpu.dispose();
  });
});
