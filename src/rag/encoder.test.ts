/** A passage's vector belongs to the passage: what it is embedded with, and how far it is padded, changes no bit of it. */
import { describe, expect, it } from 'vitest';
import { PackedWeights } from '../models/quantize.ts';
import { QUESTION_ENCODER } from '../models/ragGraph.ts';
import type { Encoding } from '../models/tokenizer/tokenizer.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { wasmNodeRuntime } from '../runtime/wasmNode.ts';
import { DprEncoder } from './encoder.ts';
import { weightFormats } from './settings.ts';
import { TINY_BERT, tinyWeights } from './testing.ts';

const passage = (length: number, seed: number): Encoding => {
  const ids = Array.from({ length }, (_, i) => 5 + ((i * i * 31 + i * 7 + seed * 101) % (TINY_BERT.vocabSize - 5)));
  return { ids, typeIds: ids.map((_, i) => (i < length / 2 ? 0 : 1)), truncated: false };
};

const OF_THE_SAME_LENGTH = [1, 2, 3, 4].map((seed) => passage(21, seed));
const SHORTER = [3, 9, 20].map((length) => passage(length, length));
const LONGER = [22, 40, 64].map((length) => passage(length, length));

/** float32 attention over a longer row is added up in another order by the WebAssembly build; 8-bit codes round the difference away here. */
const ONE_ULP = 2 ** -22;

describe.each([
  ['in Node', () => nodeRuntime({ threads: 2 }), 'q8', 0],
  ['in Node', () => nodeRuntime({ threads: 2 }), 'fp32', 0],
  ['in WebAssembly', () => wasmNodeRuntime(), 'q8', 0],
  ['in WebAssembly', () => wasmNodeRuntime(), 'fp32', ONE_ULP],
] as const)('a vector embedded %s (%#)', (_, open, precision, padded) => {
  it(`at ${precision} is the same alone as beside others`, async () => {
    const encoder = await DprEncoder.create(open(), TINY_BERT, QUESTION_ENCODER, new PackedWeights(tinyWeights()), weightFormats('cpu', precision));
    const mine = passage(21, 0);
    const [alone] = await encodeRows(encoder, [mine]);
    const rowIn = async (batch: readonly Encoding[]) => (await encodeRows(encoder, batch))[batch.indexOf(mine)];
    for (const batch of [[mine, ...OF_THE_SAME_LENGTH], [...OF_THE_SAME_LENGTH, mine], [mine, ...SHORTER]]) expect(await rowIn(batch)).toEqual(alone);
    const size = alone.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    for (const other of LONGER) {
      const row = await rowIn([other, mine]);
      const distance = row.reduce((most, v, i) => Math.max(most, Math.abs(v - alone[i])), 0);
      expect(distance).toBeLessThanOrEqual(padded * size);
    }
    await encoder.dispose();
  });
});

async function encodeRows(encoder: DprEncoder, batch: readonly Encoding[]): Promise<Float32Array[]> {
  const vectors = await encoder.encode(batch);
  return batch.map((_, row) => vectors.slice(row * encoder.dim, (row + 1) * encoder.dim));
}
