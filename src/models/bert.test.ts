/** Pooling of token states on ONNX Runtime against plain loops in float64. */
import { describe, expect, it } from 'vitest';
import { grad } from '../graph/grad.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { mul } from '../graph/ops/elementwise.ts';
import { reduceSum } from '../graph/ops/reduce.ts';
import { testRuntime, testTensor, vjpError } from '../graph/testing/finiteDifferences.ts';
import { TINY_BERT, randomBert } from '../rag/testing/tinyModel.ts';
import type { HostTensor } from '../runtime/types.ts';
import { createRng } from '../train/tiny/worlds/index.ts';
import { dprGraph, meanState, unitRows } from './bert.ts';
import { bertFeeds } from './feeds.ts';

const [batch, len, dim] = [3, 5, 4];
const hidden = testTensor([batch, len, dim], 1);
/** One row whole, one with a gap, one with a single token. */
const mask: HostTensor = { dims: [batch, len], data: Float32Array.of(1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0) };

async function run(build: (g: Graph, hidden: Value, mask: Value) => void): Promise<Record<string, HostTensor>> {
  const g = new Graph('pooling');
  build(g, g.input('hidden', 'float32', [batch, len, dim]), g.input('mask', 'float32', [batch, len]));
  const session = await testRuntime().compile(g);
  const outputs = await session.run({ hidden, mask });
  await session.dispose();
  return outputs;
}

const expectClose = (got: HostTensor, expected: readonly number[]) => expect(Array.from(got.data)).toEqual(expected.map((v) => expect.closeTo(v, 5)));

function meanByLoops(): number[] {
  const out: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let d = 0; d < dim; d++) {
      let [sum, count] = [0, 0];
      for (let t = 0; t < len; t++) {
        sum += hidden.data[(b * len + t) * dim + d] * mask.data[b * len + t];
        count += mask.data[b * len + t];
      }
      out.push(sum / count);
    }
  return out;
}

describe('mean pooling', () => {
  it('averages the tokens that the mask keeps', async () => {
    const { y } = await run((g, h, m) => g.output('y', meanState(g, h, m)));
    expect(y.dims).toEqual([batch, dim]);
    expectClose(y, meanByLoops());
  });

  it('sends each kept token its share of the gradient', async () => {
    const up = testTensor([batch, dim], 2);
    const { dh } = await run((g, h, m) => {
      const loss = reduceSum(g, mul(g, meanState(g, h, m), g.constant(Array.from(up.data), [batch, dim])), [0, 1]);
      g.output('dh', grad(g, loss, [h])[0]);
    });
    const expected: number[] = [];
    for (let b = 0; b < batch; b++) {
      const row = mask.data.subarray(b * len, (b + 1) * len) as Float32Array;
      const count = row.reduce((a, v) => a + v, 0);
      for (let t = 0; t < len; t++) for (let d = 0; d < dim; d++) expected.push((row[t] * up.data[b * dim + d]) / count);
    }
    expectClose(dh, expected);
  });

  it('followed by unit length gives rows of length 1 in the same direction', async () => {
    const { y } = await run((g, h, m) => g.output('y', unitRows(g, meanState(g, h, m))));
    const means = meanByLoops();
    const lengthOf = (b: number) => Math.hypot(...means.slice(b * dim, (b + 1) * dim));
    expectClose(y, means.map((v, i) => v / lengthOf(Math.floor(i / dim))));
  });

  it('passes gradients through unit length', async () => {
    expect(await vjpError({ inputs: { x: testTensor([3, 4], 7) }, build: (g, [x]) => unitRows(g, x) })).toBeLessThan(1e-3);
  });

  it('of a whole encoder does not see padding', async () => {
    const weights = randomBert(TINY_BERT, createRng(5));
    const session = await testRuntime().compile(dprGraph(new Graph('mean'), { ...TINY_BERT, pooling: 'mean' }, ''), { weight: (name) => weights.get(name)! });
    const short = [5, 9, 17];
    const alone = (await session.run(bertFeeds([short], 0))).embeddings.data;
    const padded = (await session.run(bertFeeds([short, [4, 8, 15, 16, 23, 42]], 0))).embeddings.data;
    expectClose({ dims: [alone.length], data: padded.subarray(0, alone.length) as Float32Array }, Array.from(alone));
    await session.dispose();
  });
});
