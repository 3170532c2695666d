/** Passage retrieval: the exact scan in JavaScript against ONNX Runtime's product and TopK, memory bandwidth, and Voy. */
import { Graph, type OpDef } from '../src/graph/graph.ts';
import { matmul } from '../src/graph/ops/matmul.ts';
import { createExactIndex } from '../src/retrieval/exactIndex.ts';
import type { VectorIndex } from '../src/retrieval/types.ts';
import { createVoyIndex, VOY_MAX_VECTORS } from '../src/retrieval/voyIndex.ts';
import { loadVoyWasm } from '../src/retrieval/voyWasmNode.ts';
import type { Session } from '../src/runtime/types.ts';
import { row, type Bench, type Result, type Settings } from './report.ts';
import { openRuntime, randomTensor } from './setup.ts';
import { medians } from './timing.ts';

const SIZES = { rows: 100_000, dim: 768, k: 20, queries: 1, voyRows: 10_000 };

export type TopKSizes = typeof SIZES;

export const topk: Bench<TopKSizes> = {
  name: 'topk',
  about: 'the k passages of largest inner product, for one question',
  sizes: SIZES,
  async run(sizes, settings) {
    const { rows, dim, queries } = sizes;
    settings.log(`topk: drawing ${rows} vectors`);
    const matrix = randomTensor('passages', [rows, dim]);
    const questions = randomTensor('questions', [queries, dim]);
    return [...(await exactRows(sizes, matrix.data, questions.data, settings)), ...(await voyRows(sizes, matrix.data, questions.data, settings))];
  },
};

async function exactRows({ rows, dim, k, queries }: TopKSizes, matrix: Float32Array, questions: Float32Array, settings: Settings): Promise<Result[]> {
  const index = createExactIndex(matrix, dim);
  const runtime = await openRuntime(settings);
  const session = await runtime.compile(productTopKGraph(rows, dim, k), { weight: () => ({ dims: [rows, dim], data: matrix }) });
  const copy = new Float32Array(matrix.length);
  try {
    const feeds = { questions: { dims: [queries, dim], data: questions } };
    const ms = await medians(
      {
        scan: async () => void (await index.search(questions, queries, k)),
        product: async () => void (await session.run(feeds)),
        copy: async () => copy.set(matrix),
      },
      settings,
    );
    const gigabytes = (matrix.byteLength * queries) / 1e9;
    const rate = (time: number, bytes: number) => bytes / (time / 1000);
    // A copy reads and writes each byte.
    const bandwidth = rate(ms.copy, (2 * matrix.byteLength) / 1e9);
    return [
      row('topk', `scan in JavaScript, ${rows} x ${dim}`, ms.scan, 'ms', 'ONNX Runtime Gemm + TopK', ms.product),
      row('topk', 'scan in JavaScript', rate(ms.scan, gigabytes), 'GB/s', 'memory copy', bandwidth, 'more'),
      row('topk', 'Gemm + TopK', rate(ms.product, gigabytes), 'GB/s', 'memory copy', bandwidth, 'more'),
      row('topk', 'scan in JavaScript, same passages', await recall(index, session, questions, { queries, k, dim }), '', 'Gemm + TopK', 1, 'more'),
    ];
  } finally {
    await session.dispose();
  }
}

async function recall(index: VectorIndex, session: Session, questions: Float32Array, { queries, k, dim }: Pick<TopKSizes, 'queries' | 'k' | 'dim'>): Promise<number> {
  const { ids } = await session.run({ questions: { dims: [queries, dim], data: questions } });
  const found = await index.search(questions, queries, k);
  return shared(found.ids, ids.data as Int32Array, found.k);
}

/** Mean share of the ids that two results have in common. Both [queries, k]. */
function shared(a: Int32Array, b: Int32Array, k: number): number {
  let common = 0;
  for (let start = 0; start < a.length; start += k) {
    const wanted = new Set(b.subarray(start, start + k));
    common += a.subarray(start, start + k).filter((id) => wanted.has(id)).length;
  }
  return common / a.length;
}

async function voyRows({ rows, dim, k, queries, voyRows: wanted }: TopKSizes, matrix: Float32Array, questions: Float32Array, settings: Settings): Promise<Result[]> {
  const n = Math.min(wanted, rows, VOY_MAX_VECTORS);
  const part = matrix.subarray(0, n * dim);
  const exact = createExactIndex(part, dim);
  settings.log(`topk: building Voy's tree of ${n} vectors`);
  const start = performance.now();
  const voy = await createVoyIndex(part, dim, { loadWasm: loadVoyWasm });
  const buildMs = performance.now() - start;
  try {
    const ms = await medians({ voy: async () => void (await voy.search(questions, queries, k)), exact: async () => void (await exact.search(questions, queries, k)) }, settings);
    const [found, wantedIds] = [await voy.search(questions, queries, k), await exact.search(questions, queries, k)];
    return [
      row('topk', `Voy, ${n} x ${dim}`, ms.voy, 'ms', 'exact scan', ms.exact),
      row('topk', 'Voy, same passages', shared(found.ids, wantedIds.ids, found.k), '', 'exact scan', 1, 'more'),
      row('topk', 'Voy, building the tree', buildMs, 'ms', 'one exact scan', ms.exact),
    ];
  } finally {
    voy.dispose();
  }
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
