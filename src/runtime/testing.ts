/** Runs the bytes of an ONNX model in Node, for tests of what writes them. Knows no graph. */
import * as ort from 'onnxruntime-node';

export interface RanTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: readonly (number | bigint | boolean)[];
}

/** @param feeds type, dims and values of each input @param external bytes of the file `location` that initializers name */
export async function runOnnx(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, readonly [ort.Tensor.Type, readonly number[], ort.Tensor.DataType]>>,
  external: Readonly<Record<string, Uint8Array>> = {},
): Promise<Record<string, RanTensor>> {
  const externalData = Object.entries(external).map(([path, data]) => ({ path, data }));
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['cpu'], intraOpNumThreads: 1, logSeverityLevel: 3, externalData });
  const inputs = Object.fromEntries(Object.entries(feeds).map(([name, [type, dims, data]]) => [name, new ort.Tensor(type, data, [...dims])]));
  const outputs = await session.run(inputs);
  await session.release();
  const plain = ({ type, dims, data }: ort.Tensor): RanTensor => ({ type, dims, data: Array.from(data as ArrayLike<number>) });
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, plain(tensor as ort.Tensor)]));
}
