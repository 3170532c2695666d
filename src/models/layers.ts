/** Layers that BERT and BART share, as graph pieces over checkpoint weights. Knows no checkpoint file and no provider. */
import type { Graph, Value } from '../graph/graph.ts';
import { add, gelu, mul, relu, sub, tanh } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/gather.ts';
import { linear } from '../graph/ops/linear.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { layerNorm, softmax } from '../graph/ops/normalize.ts';
import { quantizedLinear, quantizedGather, type WeightFormat } from '../graph/ops/quantized.ts';
import { reshape, transpose } from '../graph/ops/shape.ts';
import { sizeOf, type Dim } from '../graph/types.ts';

/** How weights are held; a quantized graph has no gradients. */
export interface WeightFormats {
  readonly linear: WeightFormat;
  readonly embedding: WeightFormat;
  /** Computes in float16; weights that are not packed are float16 too. See inArithmetic. */
  readonly activations?: 'float16';
}

export const FLOAT_WEIGHTS: WeightFormats = { linear: 'f32', embedding: 'f32' };

/** Builds layers whose weights are named `prefix` + the checkpoint's own short name. */
export class Layers {
  readonly g: Graph;
  readonly prefix: string;
  readonly formats: WeightFormats;

  constructor(g: Graph, prefix: string, formats: WeightFormats = FLOAT_WEIGHTS) {
    this.g = g;
    this.prefix = prefix;
    this.formats = formats;
  }

  /** x [..., inDim] -> x·Wᵀ + b [..., outDim], with W [outDim, inDim] as Hugging Face stores it. */
  linear(x: Value, name: string, outDim: number): Value {
    const { g, prefix } = this;
    const bias = g.param(`${prefix}${name}.bias`, [outDim]);
    if (this.formats.linear !== 'f32') return add(g, this.project(x, `${name}.weight`, outDim), bias);
    const inDim = x.shape[x.shape.length - 1] as number;
    const rows = reshape(g, x, [sizeOf(x.shape.slice(0, -1)), inDim]);
    return reshape(g, linear(g, rows, g.param(`${prefix}${name}.weight`, [outDim, inDim]), bias), [...x.shape.slice(0, -1), outDim]);
  }

  /** x [..., inDim] -> x·Wᵀ [..., outDim]. Rows are flattened so that one matrix product serves the whole batch. */
  project(x: Value, weight: string, outDim: number): Value {
    const { g } = this;
    const inDim = x.shape[x.shape.length - 1] as number;
    const rows = reshape(g, x, [sizeOf(x.shape.slice(0, -1)), inDim]);
    const y =
      this.formats.linear === 'f32'
        ? matmul(g, rows, g.param(this.prefix + weight, [outDim, inDim]), { transB: true })
        : quantizedLinear(g, rows, this.prefix + weight, outDim, this.formats.linear);
    return reshape(g, y, [...x.shape.slice(0, -1), outDim]);
  }

  /** Rows of a table [rows, dim] by ids [...]. */
  embedding(ids: Value, name: string, rows: number, dim: number): Value {
    const full = `${this.prefix}${name}.weight`;
    return this.formats.embedding === 'f32' ? gather(this.g, this.g.param(full, [rows, dim]), ids) : quantizedGather(this.g, ids, full, rows, dim, this.formats.embedding);
  }

  layerNorm(x: Value, name: string, epsilon: number): Value {
    const dim = x.shape[x.shape.length - 1] as number;
    return layerNorm(this.g, x, this.g.param(`${this.prefix}${name}.weight`, [dim]), this.g.param(`${this.prefix}${name}.bias`, [dim]), epsilon);
  }

  activation(x: Value, name: string): Value {
    if (name === 'gelu') return gelu(this.g, x);
    if (name === 'relu') return relu(this.g, x);
    if (name === 'tanh') return tanh(this.g, x);
    throw new Error(`activation ${name} is not supported: gelu, relu and tanh are`);
  }
}

/** x [batch, len, dim] -> [batch, heads, len, dim/heads]. */
export function splitHeads(g: Graph, x: Value, heads: number): Value {
  const [batch, len, dim] = x.shape;
  return transpose(g, reshape(g, x, [batch, len, heads, (dim as number) / heads]), [0, 2, 1, 3]);
}

/** x [batch, heads, len, headDim] -> [batch, len, heads*headDim]. */
export function mergeHeads(g: Graph, x: Value): Value {
  const [batch, heads, len, headDim] = x.shape;
  return reshape(g, transpose(g, x, [0, 2, 1, 3]), [batch, len, (heads as number) * (headDim as number)]);
}

/**
 * softmax(q/√headDim·kᵀ + bias)·v over [batch, heads, len, headDim] (Vaswani et al. 2017, eq. 1). `bias` broadcasts.
 * @param attentions takes the softmax [batch, heads, queryLen, keyLen]; one that no output names costs nothing
 */
export function attend(g: Graph, q: Value, k: Value, v: Value, bias: Value | null, attentions?: Value[]): Value {
  const headDim = q.shape[3] as number;
  // The queries are scaled, not the scores: they are fewer.
  const scores = matmul(g, mul(g, q, g.scalar(1 / Math.sqrt(headDim))), k, { transB: true });
  const probs = softmax(g, bias ? add(g, scores, bias) : scores);
  attentions?.push(probs);
  return matmul(g, probs, v);
}

/** mask [batch, len] of 1 (use) and 0 -> additive bias [batch, 1, 1, len]: 0 or −1e9, finite so that no NaN can arise. */
export function maskBias(g: Graph, mask: Value): Value {
  const [batch, len] = mask.shape as [Dim, Dim];
  return reshape(g, mul(g, sub(g, mask, g.scalar(1)), g.scalar(1e9)), [batch, 1, 1, len]);
}
