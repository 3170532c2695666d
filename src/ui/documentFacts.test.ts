import { describe, expect, it } from 'vitest';
import { documentFacts } from './documentFacts.ts';

describe('the facts of a document', () => {
  it('are its id, then its metadata, verbatim and in the order of the table', () => {
    const value = '<img src=x onerror=alert(1)>';
    expect(documentFacts({ key: 'k-1', metadata: [['__proto__', value], ['id', 'another']] })).toEqual({
      facts: [{ name: 'id', value: 'k-1' }, { name: '__proto__', value }, { name: 'id', value: 'another' }],
      folded: null,
    });
  });

  it('are none where the table names none', () => {
    expect(documentFacts({})).toEqual({ facts: [], folded: null });
  });

  it.each([
    ['many', { metadata: Array.from({ length: 5 }, (_, i) => [`c${i}`, 'x'] as const) }, { id: null, nMetadata: 5 }],
    ['long', { key: 'k', metadata: [['source', 'x'.repeat(200)] as const] }, { id: 'k', nMetadata: 1 }],
    ['of several lines', { key: 'a\nb' }, { id: 'a\nb', nMetadata: 0 }],
  ])('are folded when they are %s', (_how, document, folded) => {
    expect(documentFacts(document).folded).toEqual(folded);
  });
});
