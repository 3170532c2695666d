/** measure */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { Marginalize } from '../gpu/marginalize.ts';
import { webGpuRuntimes, wasmRuntime, type WebGpuRuntimes } from '../runtime/browser.ts';
import { readCase } from './cases.ts';
import { compareCase } from './compare.ts';
import { RagPass } from './ragPass.ts';
import { runCase } from './run.ts';
import { servedCase } from './testing.ts';

const root = '';
describe('x', () => {
  let r: WebGpuRuntimes;
  beforeAll(async () => { const t=performance.now(); r = await webGpuRuntimes(); console.log('gpu up', performance.now()-t, crossOriginIsolated, navigator.hardwareConcurrency); });
  it.each(['tok_b1_n2','seq_b1_n5'])('%s', async (name) => {
    const source = await servedCase(`${root}/golden/${name}`, { generation: (s) => s['num_beams'] === 1 });
    const golden = await readCase(source!);
    for (const runtime of [await wasmRuntime(), r.wasm, r.webgpu]) {
      let t = performance.now();
      const lap = (w: string) => { console.log(name, runtime.provider, runtime.threads, w, Math.round(performance.now()-t)); t = performance.now(); };
      const pass = await RagPass.create(runtime, golden); lap('compile');
      await pass.run({labelSmoothing:0, excludeBosScore:false}); lap('run1');
      await pass.run({labelSmoothing:0, excludeBosScore:false}); lap('run2');
      await pass.dispose();
      const actual = await runCase(runtime, golden, runtime.gpu ? new Marginalize(runtime.gpu.device) : new CpuMarginalize()); lap('all');
      const c = await compareCase(source!, golden.kind, actual);
      console.log(JSON.stringify(c.checks.map(({name,error,worst,compared,missing}) => ({name,error,worst,compared,missing}))), JSON.stringify(c.generation), actual.unsupported);
    }
    expect(1).toBe(1);
  });
});
