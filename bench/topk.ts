/** Passage retrieval: the scans of the vector store against memory bandwidth, ONNX Runtime's product and TopK, and approximate indexes. */
import { Graph, type OpDef } from '../src/graph/graph.ts';
import { matmul } from '../src/graph/ops/matmul.ts';
import { createExactIndex } from '../src/retrieval/exactIndex.ts';
import { createInt8Index, int8Candidates } from '../src/retrieval/int8Index.ts';
import { createIvfIndex } from '../src/retrieval/ivfIndex.ts';
import { scanTopK } from '../src/retrieval/scan.ts';
import type { VectorIndex } from '../src/retrieval/types.ts';
import { vectorBytes, type VectorType } from '../src/retrieval/vectorCodes.ts';
import { VectorStore } from '../src/retrieval/vectorStore.ts';
import { createVoyIndex, VOY_MAX_VECTORS } from '../src/retrieval/voyIndex.ts';
import { loadVoyWasm } from '../src/retrieval/voyWasmNode.ts';
import { row, type Bench, type Result, type Settings } from './report.ts';
import { openRuntime, randomTensor } from './setup.ts';
import { medians, undisturbed } from './timing.ts';

const SIZES = { rows: 100_000, dim: 768, k: 5, manyRows: 500_000, approximateRows: 10_000 };

export type TopKSizes = typeof SIZES;

const CENTRES = 50;

/** Rows of a slice that is timed by itself. */
const SLICE_ROWS = 2000;

export const topk: Bench<TopKSizes> = {
  name: 'topk',
  about: 'the k passages of largest inner product, for one question',
  sizes: SIZES,
  async run(sizes, settings) {
    const { rows, dim } = sizes;
    settings.log(`topk: drawing ${rows} vectors`);
    const matrix = randomTensor('passages', [rows, dim]).data;
    const question = randomTensor('questions', [1, dim]).data;
    const store = VectorStore.of(matrix, dim);
    return [
      ...(await scanRows(sizes, matrix, store, question, settings)),
      ...(await productRows(sizes, matrix, store, question, settings)),
      ...(await int8Rows(sizes, store, question, settings)),
      ...(await approximateRows(sizes, matrix, question, settings)),
    ];
  },
};

type Slice = readonly [first: number, end: number];

function slicesOf(rows: number): Slice[] {
  return Array.from({ length: Math.ceil(rows / SLICE_ROWS) }, (_, i) => [i * SLICE_ROWS, Math.min(rows, (i + 1) * SLICE_ROWS)]);
}

/** Every scan slice by slice, beside a copy of the same bytes: a scan reads them once, a copy reads and writes them. */
async function scanRows({ rows, dim, k, manyRows }: TopKSizes, matrix: Float32Array, store: VectorStore, question: Float32Array, settings: Settings): Promise<Result[]> {
  const copy = new Float32Array(matrix.length);
  const half = converted(store, 'fp16');
  const slices = slicesOf(rows);
  const scanOf = (of: VectorStore) => (slice: number) => void of.scan(question, 1, k, [[slices[slice]]]);
  const ms = await undisturbed(
    {
      exact: scanOf(store),
      half: scanOf(half),
      js: (slice) => void scanTopK(matrix.subarray(slices[slice][0] * dim, slices[slice][1] * dim), dim, question, 1, k),
      copy: (slice) => copy.set(matrix.subarray(slices[slice][0] * dim, slices[slice][1] * dim), slices[slice][0] * dim),
    },
    slices.length,
    settings.runs,
  );
  const many = await manyMs({ manyRows, rows, dim, k }, store, question, settings);
  const bandwidth = matrix.byteLength / 1e6;
  return [
    row('topk', `exact scan, ${rows} x ${dim}`, bandwidth / ms.exact, 'GB/s', 'memory copy', (2 * bandwidth) / ms.copy, 'more'),
    row('topk', 'exact scan, undisturbed', ms.exact, 'ms', 'plain JavaScript', ms.js),
    row('topk', 'float16 scan, undisturbed', ms.half, 'ms', 'exact scan', ms.exact),
    row('topk', `int8 scan, ${manyRows} rows, undisturbed`, many, 'ms', `exact scan, ${rows} rows`, ms.exact),
    row('topk', 'memory of the store', store.bytes / 1e6, 'MB', 'its vectors', (rows * vectorBytes('fp32', dim)) / 1e6),
  ];
}

function converted(store: VectorStore, type: VectorType): VectorStore {
  return VectorStore.fill(store.size, store.dim, type, (id, into) => store.row(id, into));
}

/** The int8 scan of many rows: those of the store, again and again. */
async function manyMs({ manyRows, rows, dim, k }: Pick<TopKSizes, 'manyRows' | 'rows' | 'dim' | 'k'>, store: VectorStore, question: Float32Array, settings: Settings): Promise<number> {
  settings.log(`topk: ${manyRows} vectors as int8`);
  const many = VectorStore.fill(manyRows, dim, 'int8', (id, into) => store.row(id % rows, into));
  const slices = slicesOf(manyRows);
  const ms = await undisturbed({ int8: (slice) => void many.scan(question, 1, int8Candidates(k), [[slices[slice]]]) }, slices.length, settings.runs);
  return ms.int8;
}

async function productRows({ rows, dim, k }: TopKSizes, matrix: Float32Array, store: VectorStore, question: Float32Array, settings: Settings): Promise<Result[]> {
  const index = createExactIndex(store);
  const runtime = await openRuntime(settings);
  const session = await runtime.compile(productTopKGraph(rows, dim, k), { weight: () => ({ dims: [rows, dim], data: matrix }) });
  try {
    const feeds = { questions: { dims: [1, dim], data: question } };
    const ms = await medians({ exact: async () => void (await index.search(question, 1, k)), product: async () => void (await session.run(feeds)) }, settings);
    const { ids } = await session.run(feeds);
    return [
      row('topk', 'exact scan with re-scoring', ms.exact, 'ms', `ONNX Runtime Gemm + TopK, ${settings.threads} threads`, ms.product),
      row('topk', 'exact scan, same passages', shared((await index.search(question, 1, k)).ids, ids.data as Int32Array), '', 'Gemm + TopK', 1, 'more'),
    ];
  } finally {
    await session.dispose();
  }
}

async function int8Rows({ k }: TopKSizes, store: VectorStore, question: Float32Array, settings: Settings): Promise<Result[]> {
  const exact = createExactIndex(store);
  const start = performance.now();
  const int8 = await createInt8Index(store);
  const buildMs = performance.now() - start;
  const ms = await medians({ int8: async () => void (await int8.search(question, 1, k)), exact: async () => void (await exact.search(question, 1, k)) }, settings);
  return [
    row('topk', 'int8 scan with exact re-scoring', ms.int8, 'ms', 'exact scan', ms.exact),
    row('topk', 'int8 scan, same passages', await recall(int8, exact, question, k), '', 'exact scan', 1, 'more'),
    row('topk', 'int8 scan, building', buildMs, 'ms', 'one exact scan', ms.exact),
    row('topk', 'int8 scan, memory with the store', (store.bytes + int8.bytes) / 1e6, 'MB', 'the vectors', (store.size * vectorBytes('fp32', store.dim)) / 1e6),
  ];
}

async function recall(index: VectorIndex, exact: VectorIndex, question: Float32Array, k: number): Promise<number> {
  return shared((await index.search(question, 1, k)).ids, (await exact.search(question, 1, k)).ids);
}

/** Share of the wanted ids that was found. */
function shared(found: Int32Array, wanted: Int32Array): number {
  const set = new Set(found);
  return wanted.filter((id) => set.has(id)).length / wanted.length;
}

/** Independent values have no neighbourhoods, which encoders' vectors have: the first rows become centres that the others gather around. */
function clustered(passages: Float32Array, question: Float32Array, dim: number): { passages: Float32Array; asked: Float32Array } {
  const centres = passages.slice(0, Math.min(passages.length, CENTRES * dim));
  const centred = (values: Float32Array, first: number) => values.map((v, i) => v + 2 * centres[(first * dim + i) % centres.length]);
  return { passages: centred(passages, 0), asked: centred(question, 1) };
}

async function approximateRows({ rows, dim, k, approximateRows: wanted }: TopKSizes, matrix: Float32Array, question: Float32Array, settings: Settings): Promise<Result[]> {
  const n = Math.min(wanted, rows, VOY_MAX_VECTORS);
  const { passages, asked } = clustered(matrix.slice(0, n * dim), question, dim);
  const store = VectorStore.of(passages, dim);
  const exact = createExactIndex(store);
  const results: Result[] = [];
  for (const [name, build] of [['Voy', () => createVoyIndex(store, { loadWasm: loadVoyWasm })], ['inverted file', () => createIvfIndex(store)]] as const) {
    settings.log(`topk: building ${name} of ${n} vectors`);
    const start = performance.now();
    const index = await build();
    const buildMs = performance.now() - start;
    const ms = await medians({ index: async () => void (await index.search(asked, 1, k)), exact: async () => void (await exact.search(asked, 1, k)) }, settings);
    results.push(
      row('topk', `${name}, ${n} x ${dim}`, ms.index, 'ms', 'exact scan', ms.exact),
      row('topk', `${name}, same passages`, await recall(index, exact, asked, k), '', 'exact scan', 1, 'more'),
      row('topk', `${name}, building`, buildMs, 'ms', 'one exact scan', ms.exact),
    );
    index.dispose();
  }
  return results;
}

/** scores [queries, n] -> the k best of each row, best first, and their ids. */
const topKOp: OpDef = {
  name: 'TopK',
  infer: ([scores], { k }) => [
    { dtype: 'float32', shape: [scores.shape[0], k as number] },
    { dtype: 'int32', shape: [scores.shape[0], k as number] },
  ],
  emit(context, { inputs: [scores], outputs: [values, ids], attrs }) {
    const wide = context.temp(`${ids.name}_int64`);
    context.node('TopK', [scores.name, context.ints([attrs.k as number])], [values.name, wide]);
    context.node('Cast', [wide], [ids.name], { to: { kind: 'int', value: 6 } });
  },
};

/** questions [queries, dim] · Eᵀ -> `scores` and `ids` [queries, k], the passages E [rows, dim] as weight. */
function productTopKGraph(rows: number, dim: number, k: number): Graph {
  const g = new Graph('product-topk');
  const questions = g.input('questions', 'float32', ['queries', dim]);
  const scores = matmul(g, questions, g.param('passages', [rows, dim]), { transB: true });
  const [values, ids] = g.apply(topKOp, [scores], { k: Math.min(k, rows) });
  g.output('scores', values);
  g.output('ids', ids);
  return g;
}
