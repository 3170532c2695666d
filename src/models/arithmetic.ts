/** Gives an inference graph the arithmetic that its formats ask for. Knows no layer. */
import { toFloat16 } from '../graph/float16.ts';
import type { Graph } from '../graph/graph.ts';
import type { WeightFormats } from './layers.ts';

/** Keys and values that one graph hands to the next, and nobody else reads: as float16 they take half the memory. */
const CACHES = /^(cross|past|present)_(key|value)\./;

export const isCache = (name: string): boolean => CACHES.test(name);

/** The graph itself, or its float16 form. */
export function inArithmetic(graph: Graph, { activations }: WeightFormats): Graph {
  return activations === 'float16' ? toFloat16(graph, { keepsHalf: isCache }) : graph;
}
