/**
 * A BART of twice the width that computes what the trained one does, to go on training from (after Chen et al. 2016,
 * "Net2Net"). Knows no data.
 *
 * Every hidden vector h becomes [h, h]: a layer norm sees the same mean and variance, each head gets a twin, feed-forward
 * layers keep their width. A matrix W becomes [[A∘W, (1−A)∘W], [B∘W, (1−B)∘W]] with random A and B, which breaks the
 * symmetry of the twins. The tied output matrix would give every logit twice, so the last layer norm is halved.
 */
import type { HostTensor } from '../../runtime/types.ts';
import type { Rng } from './worlds/index.ts';

type Weights = ReadonlyMap<string, HostTensor>;

/** Spread of the shares A around one half. */
const SPREAD = 0.5;

/**
 * @param last prefix of the names of the decoder's last layer norm
 * @returns weights of the same names; every `dModel` in their shapes is `2 · dModel`
 */
export function widened(weights: Weights, dModel: number, last: string, rng: Rng): Map<string, HostTensor> {
  return new Map([...weights].map(([name, tensor]) => [name, widenedTensor(name, tensor, dModel, name.startsWith(last) ? 0.5 : 1, rng)]));
}

function widenedTensor(name: string, { dims, data }: HostTensor, dModel: number, scale: number, rng: Rng): HostTensor {
  const values = data as Float32Array;
  if (dims.length === 1) {
    return dims[0] === dModel ? { dims: [2 * dModel], data: Float32Array.from({ length: 2 * dModel }, (_, i) => scale * values[i % dModel]) } : { dims, data };
  }
  const [rows, columns] = dims;
  const isTable = /embed|shared/.test(name);
  const outRows = !isTable && rows === dModel ? 2 * rows : rows;
  const outColumns = columns === dModel ? 2 * columns : columns;
  const out = new Float32Array(outRows * outColumns);
  for (let r = 0; r < outRows; r++)
    for (let c = 0; c < columns; c++) {
      const value = values[(r % rows) * columns + c];
      const share = isTable ? 1 : 0.5 + SPREAD * (2 * rng.next() - 1);
      out[r * outColumns + c] = outColumns === columns ? value : share * value;
      if (outColumns > columns) out[r * outColumns + columns + c] = isTable ? value : (1 - share) * value;
    }
  return { dims: [outRows, outColumns], data: out };
}
