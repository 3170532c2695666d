/** The probe finds nothing between an engine and itself, and finds a fault in either half of the model. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuMarginalize } from '../gpu/marginalizeCpu.ts';
import { GENERATOR, QUESTION_ENCODER } from '../models/ragGraph.ts';
import { RagEngine } from '../rag/engine.ts';
import { changed, tinyEngine, tinyModel } from '../rag/testing/tinyModel.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { compareEngines, movedProbability, PROBE_TOLERANCE, trusted } from './parityProbe.ts';

let engine: RagEngine;
beforeAll(async () => {
  engine = await tinyEngine();
});
afterAll(() => engine.dispose());

/** The same model with one weight tensor turned round, as a faulty driver might compute. */
async function faulty(weight: string): Promise<RagEngine> {
  const model = changed(await tinyModel(), weight, ({ data }) => data.reverse());
  return RagEngine.create(model, nodeRuntime({ threads: 1 }), new CpuMarginalize(), 'fp32');
}

describe('compareEngines', () => {
  it('gives 0 for the same engine twice', async () => {
    expect(await compareEngines(engine, engine)).toBe(0);
  });

  it('is not alarmed by quantization', async () => {
    const quantized = await tinyEngine({ precision: 'q8' });
    const error = await compareEngines(quantized, engine);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(PROBE_TOLERANCE);
    await quantized.dispose();
  });

  it.each([`${QUESTION_ENCODER}encoder.layer.0.intermediate.dense.weight`, `${GENERATOR}decoder.layers.1.fc1.weight`])('sees a fault in %s', async (weight) => {
    const wrong = await faulty(weight);
    expect(await compareEngines(wrong, engine)).toBeGreaterThan(PROBE_TOLERANCE);
    await wrong.dispose();
  });
});

describe('trusted', () => {
  it('goes on with the candidate where both agree', async () => {
    const [candidate, reference] = [await tinyEngine({ precision: 'q8' }), await tinyEngine()];
    const { engine: chosen, probe } = await trusted(candidate, reference);
    expect(chosen).toBe(candidate);
    expect(probe).toMatchObject({ status: 'agrees', message: 'WebGPU and WASM agree on the golden question' });
    await expect(reference.embedQuestion('?')).rejects.toThrow(/disposed/);
    await candidate.dispose();
  });

  it('falls back to the reference, and says by how much they differ', async () => {
    const [candidate, reference] = [await faulty(`${GENERATOR}decoder.layers.1.fc1.weight`), await tinyEngine()];
    const { engine: chosen, probe } = await trusted(candidate, reference);
    expect(chosen).toBe(reference);
    expect(probe.status).toBe('disagrees');
    expect(probe.message).toMatch(/^WebGPU and WASM differ by \d+\.\d % on the golden question; WASM is used$/);
    await expect(candidate.embedQuestion('?')).rejects.toThrow(/disposed/);
    await reference.dispose();
  });
});

describe('movedProbability', () => {
  const tokens = (...ps: [id: number, p: number][]) => ps.map(([id, p]) => ({ id, text: `t${id}`, logProb: Math.log(p) }));

  it('is the total variation where both sides list the same tokens', () => {
    expect(movedProbability(tokens([1, 0.7], [2, 0.2]), tokens([1, 0.6], [2, 0.3]))).toBeCloseTo(0.1, 12);
  });

  it('is 1 when all moved to another token, however confident both are', () => {
    expect(movedProbability(tokens([1, 1], [2, 0]), tokens([3, 1], [4, 0]))).toBe(1);
  });

  it('makes nothing of unlikely tokens that change places, nor of their log-probabilities', () => {
    expect(movedProbability(tokens([1, 0.98], [2, 0.004], [3, 0.003]), tokens([1, 0.98], [4, 0.004], [2, 0.001]))).toBeLessThan(0.005);
  });

  it('is no number where a probability is none', () => {
    expect(movedProbability(tokens([1, NaN]), tokens([1, 1]))).toBeNaN();
  });
});
