import { Graph } from '../src/graph/graph.ts';
import { bartStepGraph, POSITION_OFFSET } from '../src/models/bart.ts';
import { bartBaseConfig } from '../src/models/checkpoint/shapes.ts';
import { Layers } from '../src/models/layers.ts';
import { PackedWeights } from '../src/models/quantize.ts';
import { weightFormats } from '../src/rag/settings.ts';
import { decodeFeeds, drift } from './decode.ts';
import { openRuntime, RandomWeights } from './setup.ts';
const S = { layers: 2, dModel: 64, ffn: 128, heads: 2, vocab: 96, docs: 5, beams: 2, source: 9, past: 0 };
for (const provider of ['cpu', 'wasm'] as const) for (const p of ['fp32', 'q8', 'q4'] as const) {
  const rt = await openRuntime({ provider, threads: 1, runs: 1, warmUp: 0, log: () => {} });
  const config = { ...bartBaseConfig(), decoderLayers: S.layers, dModel: S.dModel, decoderFfn: S.ffn, decoderHeads: S.heads, vocabSize: S.vocab };
  const floats = (() => { const g = new Graph('f'); return new RandomWeights(bartStepGraph(g, config, new Layers(g, 'generator.'), true)); })();
  const make = async (past: boolean) => { const g = new Graph('s' + past); return rt.compile(bartStepGraph(g, config, new Layers(g, 'generator.', weightFormats(provider, p)), past), new PackedWeights(floats)); };
  const feeds = decodeFeeds(S);
  const firstFeeds = Object.fromEntries(Object.entries(feeds).filter(([n]) => !n.startsWith('past_') && n !== 'row_order'));
  const a = await (await make(false)).run(firstFeeds);
  const step = await make(true);
  try {
    const b = await step.run(feeds);
    const same = Object.keys(a).every((k) => Buffer.compare(Buffer.from(a[k].data.buffer, a[k].data.byteOffset, a[k].data.byteLength), Buffer.from(b[k].data.buffer, b[k].data.byteOffset, b[k].data.byteLength)) === 0);
    console.log(provider, p, 'identical', same, drift(b.logits.data as Float32Array, a.logits.data as Float32Array, S.vocab), b['present_key.0'].dims.join());
    // alternative: past of one row of zero length, any row_order 0
    const one = Object.fromEntries(Object.entries(feeds).map(([n, t]) => [n, n.startsWith('past_') ? { dims: [1, S.heads, 0, S.dModel / S.heads], data: new Float32Array(0) } : n === 'row_order' ? { dims: t.dims, data: new Int32Array(t.data.length) } : t]));
    const c = await step.run(one);
    console.log('  one row', drift(c.logits.data as Float32Array, a.logits.data as Float32Array, S.vocab), c['present_key.0'].dims.join());
    const kept = await step.runKeeping(one, ['present_key.0']);
    console.log('  kept ok', kept['present_key.0'].dims.join());
  } catch (e) { console.log(provider, p, 'FAILED', String(e).slice(0, 300)); }
}
