/** MPNet's attention bias by relative position, one table for all layers (Song et al. 2020; after T5, Raffel et al. 2020). */
import type { Value } from '../graph/graph.ts';
import { add, sub } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/gather.ts';
import { reshape, transpose } from '../graph/ops/shape.ts';
import type { BertConfig } from './checkpoint/config.ts';
import { RELATIVE_BUCKETS } from './checkpoint/encoderFamilies.ts';
import { Layers } from './layers.ts';

const MAX_DISTANCE = 128;

/**
 * Half of the buckets for keys before the query, half for those after it; small distances have a bucket each, larger ones
 * share them by their logarithm (MPNetEncoder.relative_position_bucket, which computes in float32).
 * @param relative position of the key minus position of the query
 */
export function relativeBucket(relative: number): number {
  const half = RELATIVE_BUCKETS / 2;
  const exact = half / 2;
  const distance = Math.abs(relative);
  const side = relative > 0 ? half : 0;
  if (distance < exact) return side + distance;
  const share = Math.fround(Math.fround(Math.log(Math.fround(distance / exact))) / Math.fround(Math.log(MAX_DISTANCE / exact)));
  return side + Math.min(half - 1, exact + Math.floor(Math.fround(share * (half - exact))));
}

/** @param positionIds [len] int32 @returns [1, heads, len, len], rows are queries */
export function relativeBias(layers: Layers, { maxPositions, numHeads }: BertConfig, positionIds: Value): Value {
  const { g, prefix } = layers;
  const [len] = positionIds.shape;
  return g.scope('relative_bias', () => {
    const farthest = maxPositions - 1;
    const buckets = Array.from({ length: 2 * farthest + 1 }, (_, i) => relativeBucket(i - farthest));
    const relative = sub(g, reshape(g, positionIds, [1, len]), reshape(g, positionIds, [len, 1]));
    const ids = gather(g, g.constant(buckets, [buckets.length], 'int32'), add(g, relative, g.constant([farthest], [1], 'int32')));
    const bias = new Layers(g, prefix).embedding(ids, 'encoder.relative_attention_bias', RELATIVE_BUCKETS, numHeads);
    return reshape(g, transpose(g, bias, [2, 0, 1]), [1, numHeads, len, len]);
  });
}
