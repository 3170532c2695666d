/** Symbolic sizes: equal sizes must be equal strings, whatever the order in which they were put together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDims, broadcastShapes, formatType, mulDims, sameShape, sizeOf, tensorType, type Dim } from './types.ts';

/** An expression over dims, built by the functions under test and by plain arithmetic side by side. */
type Expression = Dim | { readonly op: '+' | '*'; readonly parts: readonly Expression[] };

const SYMBOLS = ['batch', 'len', 'nDocs', 'a'] as const;

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Dim>(...SYMBOLS),
    fc.integer({ min: -3, max: 5 }),
    fc.record({ op: fc.constantFrom('+' as const, '*' as const), parts: fc.array(tie('expression'), { minLength: 1, maxLength: 3 }) }),
  ),
}));

function build(e: Expression): Dim {
  if (typeof e !== 'object') return e;
  return (e.op === '+' ? addDims : mulDims)(...e.parts.map(build));
}

function evaluate(e: Expression, at: Readonly<Record<string, number>>): number {
  if (typeof e !== 'object') return typeof e === 'number' ? e : at[e];
  const parts = e.parts.map((part) => evaluate(part, at));
  return e.op === '+' ? parts.reduce((x, y) => x + y, 0) : parts.reduce((x, y) => x * y, 1);
}

/** A dim as the emitter reads it: sums of products. */
const valueOf = (dim: Dim, at: Readonly<Record<string, number>>): number =>
  String(dim)
    .split('+')
    .reduce((sum, term) => sum + term.split('*').reduce((product, factor) => product * (at[factor] ?? Number(factor)), 1), 0);

describe('symbolic dims', () => {
  it('have one form', () => {
    expect(mulDims('nDocs', 'batch')).toBe('batch*nDocs');
    expect(mulDims(2, 'a', 3)).toBe('6*a');
    expect(mulDims(mulDims(2, 'a'), 3)).toBe('6*a');
    expect(mulDims('a', 0)).toBe(0);
    expect(mulDims(4, 5)).toBe(20);
    expect(mulDims()).toBe(1);
    expect(addDims('pastLen', 1)).toBe('pastLen+1');
    expect(addDims('len', -1)).toBe('len+-1');
    expect(addDims('len+-1', 1)).toBe('len');
    expect(addDims('a', 'a')).toBe('2*a');
    expect(addDims('b', 'a', 3)).toBe('a+b+3');
    expect(mulDims(2, 'a+1')).toBe('2*a+2');
    expect(mulDims('a+1', 'a+-1')).toBe('a*a+-1');
  });

  it('are worth what arithmetic says', () => {
    fc.assert(
      fc.property(expression, fc.tuple(...SYMBOLS.map(() => fc.integer({ min: 1, max: 7 }))), (e, sizes) => {
        const at = Object.fromEntries(SYMBOLS.map((symbol, i) => [symbol, sizes[i]]));
        // Adding 0 makes the −0 of plain arithmetic 0.
        expect(valueOf(build(e), at)).toBe(evaluate(e, at) + 0);
      }),
      { numRuns: 300 },
    );
  });

  it('are equal strings in any order and grouping', () => {
    const dims = fc.array(expression, { minLength: 2, maxLength: 4 }).map((es) => es.map(build));
    fc.assert(
      fc.property(dims, fc.constantFrom(addDims, mulDims), (list, join) => {
        const [first, ...rest] = list;
        expect(join(...list.toReversed())).toBe(join(...list));
        expect(join(first, join(...rest))).toBe(join(...list));
        expect(mulDims(first, addDims(...rest))).toBe(addDims(...rest.map((dim) => mulDims(first, dim))));
      }),
      { numRuns: 300 },
    );
  });
});

describe('shapes', () => {
  it('have a size', () => {
    expect(sizeOf([])).toBe(1);
    expect(sizeOf([2, 'len', 3])).toBe('6*len');
    expect(sizeOf([2, 'len', 3])).toBe(sizeOf(['len', 6]));
  });

  it('broadcast as in NumPy', () => {
    expect(broadcastShapes(['batch', 1, 4], [3, 1], 'add')).toEqual(['batch', 3, 4]);
    expect(broadcastShapes([], [2], 'add')).toEqual([2]);
    expect(() => broadcastShapes(['batch', 4], ['len', 4], 'add')).toThrow('add: shapes do not broadcast: a [batch, 4], b [len, 4] (batch against len)');
    expect(() => broadcastShapes([2], [3], 'mul')).toThrow('(2 against 3)');
  });

  it('are compared and printed', () => {
    expect(sameShape([2, 'a'], [2, 'a'])).toBe(true);
    expect(sameShape([2], [2, 1])).toBe(false);
    expect(sameShape(['a'], ['b'])).toBe(false);
    expect(formatType(tensorType('int32', ['batch', 3]))).toBe('int32[batch, 3]');
  });
});
