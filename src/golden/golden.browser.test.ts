/** measure */
import { beforeAll, describe, expect, it } from 'vitest';
import { webGpuRuntimes, type WebGpuRuntimes } from '../runtime/browser.ts';
import { readCase } from './cases.ts';
import { RagPass } from './ragPass.ts';
import { servedCase } from './testing.ts';

let pipelines = 0, modules = 0, bytes = 0, buffers = 0, submits = 0;
const P = GPUDevice.prototype;
const a = P.createComputePipeline, b = P.createShaderModule, c = P.createComputePipelineAsync, d = P.createBuffer, q = GPUQueue.prototype.submit;
P.createComputePipeline = function (x) { pipelines++; return a.call(this, x); };
P.createComputePipelineAsync = function (x) { pipelines++; return c.call(this, x); };
P.createShaderModule = function (x) { modules++; bytes += x.code.length; return b.call(this, x); };
P.createBuffer = function (x) { buffers++; return d.call(this, x); };
GPUQueue.prototype.submit = function (x) { submits++; return q.call(this, x); };
describe('x', () => {
  let r: WebGpuRuntimes;
  beforeAll(async () => { const t=performance.now(); r = await webGpuRuntimes(); console.log('gpu up', performance.now()-t, pipelines); });
  it.each(['tok_b1_n2','seq_b1_n5'])('%s', async (name) => {
    const source = await servedCase(`/golden/${name}`, { generation: (s) => s['num_beams'] === 1 });
    const golden = await readCase(source!);
    for (const runtime of [r.webgpu]) {
      let t = performance.now();
      const lap = (w: string) => { console.log(name, runtime.provider, w, Math.round(performance.now()-t), {pipelines, modules, bytes, buffers, submits}); t = performance.now(); };
      const pass = await RagPass.create(runtime, golden); lap('compile');
      await pass.run({labelSmoothing:0, excludeBosScore:false}); lap('run1');
      await pass.run({labelSmoothing:0, excludeBosScore:false}); lap('run2');
      await pass.dispose();
    }
    expect(1).toBe(1);
  }, 200000);
});
