/** Padding, positions, masks and the shift of the targets, by hand. */
import { describe, expect, it } from 'vitest';
import { bartEncoderFeeds, bertFeeds, decoderFeeds, lossFeeds, padRows, range, repeatRows } from './feeds.ts';

const plain = (feeds: Record<string, { readonly dims: readonly number[]; readonly data: ArrayLike<number> }>) =>
  Object.fromEntries(Object.entries(feeds).map(([name, { dims, data }]) => [name, [dims, Array.from(data)]]));

describe('encoder inputs', () => {
  it('of BERT are padded to the longest row, with mask, segments and positions', () => {
    expect(plain(bertFeeds([[5, 6, 7], [8]], 0, 'doc_', undefined, [[0, 0, 1], [0]]))).toEqual({
      doc_input_ids: [[2, 3], [5, 6, 7, 8, 0, 0]],
      doc_attention_mask: [[2, 3], [1, 1, 1, 1, 0, 0]],
      doc_token_type_ids: [[2, 3], [0, 0, 1, 0, 0, 0]],
      doc_position_ids: [[3], [0, 1, 2]],
    });
    expect(bertFeeds([[5, 0, 0]], 0, '', [[1, 1, 0]]).attention_mask.data).toEqual(Float32Array.of(1, 1, 0));
  });

  it('of BART count positions from 2', () => {
    expect(plain(bartEncoderFeeds([[0, 2], [0, 9, 2]], 1))).toEqual({
      input_ids: [[2, 3], [0, 2, 1, 0, 9, 2]],
      attention_mask: [[2, 3], [1, 1, 0, 1, 1, 1]],
      position_ids: [[3], [2, 3, 4]],
    });
  });

  it('keep one column for a row of nothing', () => {
    expect(padRows([[]], 7)).toEqual([[7]]);
    expect(padRows([[1], [1, 2]], 0, 3)).toEqual([[1, 0, 0], [1, 2, 0]]);
  });
});

describe('decoder inputs', () => {
  it('let each position see itself and what came before', () => {
    const { decoder_input_ids: ids, decoder_position_ids: positions, causal_bias: causal } = decoderFeeds([[0, 5, 6], [0, 7, 8]]);
    expect([ids.dims, Array.from(ids.data)]).toEqual([[2, 3], [0, 5, 6, 0, 7, 8]]);
    expect(Array.from(positions.data)).toEqual([2, 3, 4]);
    expect(Array.from(causal.data, (v) => (v === 0 ? 1 : 0))).toEqual([1, 0, 0, 1, 1, 0, 1, 1, 1]);
    expect(Math.min(...causal.data)).toBe(-1e9);
  });
});

describe('loss inputs', () => {
  const options = { mode: 'sequence', nDocs: 2, padId: 1, bosId: 0 } as const;

  it('shift the labels left by one and pad, once a document', () => {
    const feeds = plain(lossFeeds([[0, 5, 2], [0, 6, 1]], { ...options, labelSmoothing: 0.1 }));
    expect(feeds['targets']).toEqual([[2, 2, 3, 1], [5, 2, 1, 5, 2, 1, 6, 1, 1, 6, 1, 1]]);
    expect(feeds['target_mask']).toEqual([[2, 3], [1, 1, 0, 1, 0, 0]]);
    expect(feeds['nll_mask']).toEqual(feeds['target_mask']);
    expect(feeds['label_smoothing']).toEqual([[], [Math.fround(0.1)]]);
  });

  it('lose the prior where the second target is padding, unless the paper is followed', () => {
    const labels = [[0, 5, 2], [0, 6, 1]];
    expect(plain(lossFeeds(labels, options))['prior_weight']).toEqual([[2, 1], [1, 0]]);
    expect(plain(lossFeeds(labels, { ...options, prior: 'paper' }))['prior_weight']).toEqual([[2, 1], [1, 1]]);
    // A single label has no second target at all.
    expect(plain(lossFeeds([[2]], options))['prior_weight']).toEqual([[1, 1], [0]]);
  });

  it('leave the first target out when every row begins with it, in RAG-Sequence alone', () => {
    const mask = (labels: number[][], mode: 'token' | 'sequence') => plain(lossFeeds(labels, { ...options, mode, excludeBosScore: true }))['nll_mask'][1];
    expect(mask([[2, 0, 5], [2, 0, 6]], 'sequence')).toEqual([0, 1, 0, 0, 1, 0]);
    expect(mask([[2, 0, 5], [2, 7, 6]], 'sequence')).toEqual([1, 1, 0, 1, 1, 0]);
    expect(mask([[2, 0, 5], [2, 0, 6]], 'token')).toEqual([1, 1, 0, 1, 1, 0]);
  });

  it('repeat rows in blocks', () => {
    expect(repeatRows(['a', 'b'], 2)).toEqual(['a', 'a', 'b', 'b']);
    expect(range(3, 5)).toEqual([5, 6, 7]);
  });
});
