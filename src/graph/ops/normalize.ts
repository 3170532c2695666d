/** Softmax over one axis, and layer normalization over the last. */
import { apply1, type GraphLike, type OpDef, type Value } from '../graph.ts';
import { formatShape } from '../types.ts';
import { mul, sub } from './elementwise.ts';
import { reducedType, reduceMean, reduceSum } from './reduce.ts';
import { unbroadcast } from './unbroadcast.ts';

export const softmaxOp: OpDef = {
  name: 'Softmax',
  infer: ([x], attrs) => (reducedType(x, [attrs.axis as number], 'Softmax'), [{ dtype: x.dtype, shape: x.shape }]),
  emit(context, { inputs: [x], outputs: [y], attrs }) {
    context.node('Softmax', [x.name], [y.name], { axis: { kind: 'int', value: attrs.axis as number } });
  },
  vjp(g, { outputs: [y], attrs }, [dy]) {
    if (!dy) return [null];
    const weighted = mul(g, dy, y);
    const total = reduceSum(g, weighted, [attrs.axis as number]);
    return [sub(g, weighted, mul(g, y, total))];
  },
};

/** @param axis the last one where left out */
export function softmax(g: GraphLike, x: Value, axis = x.shape.length - 1): Value {
  return apply1(g, softmaxOp, [x], { axis });
}

/** y = γ·(x − mean)/√(var + ε) + β (Ba et al. 2016); outputs y, mean and 1/√(var + ε), the last two for the gradient. */
export const layerNormOp: OpDef = {
  name: 'LayerNorm',
  infer([x, gamma, beta]) {
    const dim = x.shape[x.shape.length - 1];
    for (const [name, p] of [['gamma', gamma], ['beta', beta]] as const)
      if (p.shape.length !== 1 || p.shape[0] !== dim) throw new Error(`layerNorm: ${name} ${formatShape(p.shape)} does not fit x ${formatShape(x.shape)}`);
    const stats = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), 1] };
    return [{ dtype: x.dtype, shape: x.shape }, stats, stats];
  },
  emit(context, { inputs, outputs, attrs }) {
    context.node('LayerNormalization', inputs.map((v) => v.name), outputs.map((v) => v.name), {
      axis: { kind: 'int', value: -1 },
      epsilon: { kind: 'float', value: attrs.epsilon as number },
    });
  },
  vjp(g, { inputs: [x, gamma, beta], outputs: [, mean, inverseStd] }, [dy]) {
    if (!dy) return [null, null, null];
    const last = x.shape.length - 1;
    const normalized = mul(g, sub(g, x, mean), inverseStd);
    const dNormalized = mul(g, dy, gamma);
    const meanOfGrad = reduceMean(g, dNormalized, [last]);
    const meanOfProduct = reduceMean(g, mul(g, dNormalized, normalized), [last]);
    const dx = mul(g, inverseStd, sub(g, sub(g, dNormalized, meanOfGrad), mul(g, normalized, meanOfProduct)));
    return [dx, unbroadcast(g, mul(g, dy, normalized), gamma.shape), unbroadcast(g, dy, beta.shape)];
  },
};

export function layerNorm(g: GraphLike, x: Value, gamma: Value, beta: Value, epsilon: number): Value {
  return g.apply(layerNormOp, [x, gamma, beta], { epsilon })[0];
}
