/** The bytes against two readers: ONNX Runtime, and a plain walk over protobuf fields that checks the numbers of onnx.proto3. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { runOnnx } from '../runtime/testing.ts';
import { serializeModel, type AttributeValue, type OnnxModel, type OnnxNode } from './model.ts';

type Field = readonly [number: number, value: number | Uint8Array];

/** Fields of one message in order: varints and floats as numbers, the rest as bytes. */
function fields(bytes: Uint8Array): Field[] {
  const reader = new BinaryReader(bytes);
  const found: Field[] = [];
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (wire === WireType.Varint) found.push([number, Number(reader.int64())]);
    else if (wire === WireType.Bit32) found.push([number, reader.float()]);
    else if (wire === WireType.LengthDelimited) found.push([number, reader.bytes()]);
    else throw new Error(`wire type ${wire} of field ${number}`);
  }
  return found;
}

const all = (message: Uint8Array, number: number) => fields(message).filter(([n]) => n === number).map(([, value]) => value);
const bytesAt = (message: Uint8Array, number: number) => all(message, number) as Uint8Array[];
const textsAt = (message: Uint8Array, number: number) => bytesAt(message, number).map((b) => new TextDecoder().decode(b));
const numbers = (message: Uint8Array) => [...new Set(fields(message).map(([n]) => n))].sort((a, b) => a - b);

const float = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const node = (opType: string, inputs: string[], outputs: string[], attributes: OnnxNode['attributes'] = {}, domain?: string): OnnxNode => ({
  opType,
  domain,
  name: `${opType}:${outputs[0]}`,
  inputs,
  outputs,
  attributes,
});

/** y = (x + b) · w, and h = Gelu(y); w in an external file at an offset. */
const MODEL: OnnxModel = {
  graphName: 'example',
  nodes: [node('Add', ['x', 'b'], ['sum']), node('MatMul', ['sum', 'w'], ['y']), node('BiasGelu', ['y', 'zero'], ['h'], {}, 'com.microsoft')],
  inputs: [{ name: 'x', type: 'float32', shape: ['rows', 2] }],
  outputs: [
    { name: 'y', type: 'float32', shape: ['rows', 2] },
    { name: 'h', type: 'float32', shape: ['rows', 2] },
  ],
  initializers: [
    { name: 'b', type: 'float32', dims: [2], data: float(1, -1) },
    { name: 'zero', type: 'float32', dims: [2], data: float(0, 0) },
    { name: 'w', type: 'float32', dims: [2, 2], external: { location: 'weights.bin', offset: 64, length: 16 } },
  ],
};

describe('a serialised model', () => {
  it('runs in ONNX Runtime, with weights from an external file and an op of another domain', async () => {
    const file = new Uint8Array(80);
    file.set(float(1, 2, 3, 4), 64);
    const { y, h } = await runOnnx(serializeModel(MODEL), { x: ['float32', [3, 2], Float32Array.of(0, 1, 1, 2, -1, 1)] }, { 'weights.bin': file });
    expect(y).toEqual({ type: 'float32', dims: [3, 2], data: [1, 2, 5, 8, 0, 0] });
    expect(h.data[1]).toBeCloseTo(1.9545, 3);
  });

  it('writes the numbers of onnx.proto3', () => {
    const bytes = serializeModel(MODEL);
    expect(numbers(bytes)).toEqual([1, 2, 7, 8]);
    expect(all(bytes, 1)).toEqual([10]);
    expect(textsAt(bytes, 2)).toEqual(['ragscope']);
    expect(bytesAt(bytes, 8).map((opset) => [textsAt(opset, 1)[0], all(opset, 2)[0]])).toEqual([['', 21], ['com.microsoft', 1]]);
    const [graph] = bytesAt(bytes, 7);
    expect(numbers(graph)).toEqual([1, 2, 5, 11, 12]);
    expect(textsAt(graph, 2)).toEqual(['example']);
    const [, , gelu] = bytesAt(graph, 1);
    expect([1, 2, 3, 4, 7].map((n) => textsAt(gelu, n))).toEqual([['y', 'zero'], ['h'], ['BiasGelu:h'], ['BiasGelu'], ['com.microsoft']]);
    expect(numbers(bytesAt(graph, 1)[0])).toEqual([1, 2, 3, 4]);
  });

  it('writes initializers inline and external', () => {
    const [graph] = bytesAt(serializeModel(MODEL), 7);
    const [b, , w] = bytesAt(graph, 5);
    expect([all(b, 1), all(b, 2), textsAt(b, 8), bytesAt(b, 9), all(b, 14)]).toEqual([[2], [1], ['b'], [float(1, -1)], []]);
    expect([all(w, 1), all(w, 2), textsAt(w, 8), bytesAt(w, 9), all(w, 14)]).toEqual([[2, 2], [1], ['w'], [], [1]]);
    expect(bytesAt(w, 13).map((entry) => [textsAt(entry, 1)[0], textsAt(entry, 2)[0]])).toEqual([['location', 'weights.bin'], ['offset', '64'], ['length', '16']]);
  });

  it('names symbolic dims and gives the others their number', () => {
    const [graph] = bytesAt(serializeModel(MODEL), 7);
    const [x] = bytesAt(graph, 11);
    const [tensor] = bytesAt(bytesAt(x, 2)[0], 1);
    expect([textsAt(x, 1), all(tensor, 1)]).toEqual([['x'], [1]]);
    expect(bytesAt(bytesAt(tensor, 2)[0], 1).map((dim) => fields(dim))).toEqual([[[2, new TextEncoder().encode('rows')]], [[1, 2]]]);
    expect(bytesAt(graph, 12).map((output) => textsAt(output, 1)[0])).toEqual(['y', 'h']);
  });
});

describe('attributes', () => {
  const attribute = (value: AttributeValue): Field[] => {
    const [graph] = bytesAt(serializeModel({ ...MODEL, nodes: [node('Op', [], ['y'], { a: value })] }), 7);
    return fields(bytesAt(bytesAt(graph, 1)[0], 5)[0]);
  };
  const name: Field = [1, new TextEncoder().encode('a')];

  it.each<[AttributeValue, Field[]]>([
    [{ kind: 'int', value: -1 }, [[3, -1], [20, 2]]],
    [{ kind: 'int', value: 0 }, [[3, 0], [20, 2]]],
    [{ kind: 'float', value: 0.5 }, [[2, 0.5], [20, 1]]],
    [{ kind: 'ints', value: [2, 0, -1] }, [[8, 2], [8, 0], [8, -1], [20, 7]]],
    [{ kind: 'ints', value: [] }, [[20, 7]]],
    [{ kind: 'string', value: 'ädd' }, [[4, new TextEncoder().encode('ädd')], [20, 3]]],
  ])('%j', (value, expected) => {
    expect(attribute(value)).toEqual([name, ...expected]);
  });

  it('of every kind reach the kernels', async () => {
    const bytes = serializeModel({
      graphName: 'attributes',
      nodes: [
        node('Transpose', ['x'], ['t'], { perm: { kind: 'ints', value: [1, 0] } }),
        node('LayerNormalization', ['t', 'scale'], ['n'], { axis: { kind: 'int', value: -1 }, epsilon: { kind: 'float', value: 3 } }),
        node('ScatterElements', ['n', 'at', 'more'], ['y'], { axis: { kind: 'int', value: 1 }, reduction: { kind: 'string', value: 'add' } }),
      ],
      inputs: [{ name: 'x', type: 'float32', shape: [2, 1] }],
      outputs: [{ name: 'y', type: 'float32', shape: [1, 2] }],
      initializers: [
        { name: 'scale', type: 'float32', dims: [2], data: float(1, 1) },
        { name: 'at', type: 'int64', dims: [1, 2], data: new Uint8Array(BigInt64Array.of(1n, 1n).buffer) },
        { name: 'more', type: 'float32', dims: [1, 2], data: float(10, 20) },
      ],
    });
    // Mean 2, variance 1: (x − 2)/√(1 + 3), then 30 more at column 1.
    expect((await runOnnx(bytes, { x: ['float32', [2, 1], Float32Array.of(1, 3)] })).y).toEqual({ type: 'float32', dims: [1, 2], data: [-0.5, 30.5] });
  });
});

describe('element types', () => {
  it('arrive as ONNX Runtime names them', async () => {
    const types = ['float32', 'float16', 'int64', 'int32', 'bool', 'uint8', 'int8'] as const;
    const width = { float32: 4, float16: 2, int64: 8, int32: 4, bool: 1, uint8: 1, int8: 1 };
    const bytes = serializeModel({
      graphName: 'types',
      nodes: types.map((type) => node('Identity', [`c_${type}`], [type])),
      inputs: [],
      outputs: types.map((type) => ({ name: type, type, shape: [1] })),
      initializers: types.map((type) => ({ name: `c_${type}`, type, dims: [1], data: new Uint8Array(width[type]) })),
    });
    const outputs = await runOnnx(bytes, {});
    expect(types.map((type) => outputs[type].type)).toEqual(types);
  });
});
