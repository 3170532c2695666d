/** Sums a gradient over the axes that broadcasting had stretched. */
import type { GraphLike, Value } from '../graph.ts';
import { sameShape, type Shape } from '../types.ts';
import { reduceSum } from './reduce.ts';
import { reshape } from './shape.ts';

export function unbroadcast(g: GraphLike, grad: Value, shape: Shape): Value {
  if (sameShape(grad.shape, shape)) return grad;
  const offset = grad.shape.length - shape.length;
  const axes = grad.shape.map((_, i) => i).filter((i) => i < offset || (shape[i - offset] === 1 && grad.shape[i] !== 1));
  const summed = axes.length > 0 ? reduceSum(g, grad, axes) : grad;
  return sameShape(summed.shape, shape) ? summed : reshape(g, summed, shape);
}
