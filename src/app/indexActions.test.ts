/** The comparison as the page sees it, with an engine that waits for the test. */
import { describe, expect, it } from 'vitest';
import { cancelled } from '../errors.ts';
import { NO_COMPARISON, indexActions, type IndexSlice } from './indexActions.ts';
import type { CallOptions, IndexComparison, KnowledgeBaseInfo } from './protocol.ts';

const BASE = { name: 'facts' } as KnowledgeBaseInfo;
const RESULT = { nPassages: 8 } as IndexComparison;

function page(base: KnowledgeBaseInfo | null = BASE) {
  const seen: IndexSlice[] = [NO_COMPARISON];
  const calls: { options: CallOptions; resolve: (result: IndexComparison) => void; reject: (error: unknown) => void }[] = [];
  const notices: string[] = [];
  const actions = indexActions({
    engine: {
      compareIndexes: (options = {}) =>
        new Promise((resolve, reject) => {
          calls.push({ options, resolve, reject });
          options.signal?.addEventListener('abort', () => reject(cancelled('the call')));
        }),
    },
    set: (slice) => void seen.push(slice),
    base: () => base,
    report: (error) => ((error as { kind?: string }).kind === 'cancelled' ? 'stopped' : 'failed'),
    notify: (message) => void notices.push(message),
  });
  return { actions, calls, notices, state: () => seen.at(-1)! };
}

describe('comparing indexes', () => {
  it('shows progress, then the result with the base that it belongs to', async () => {
    const { actions, calls, notices, state } = page();
    const done = actions.compare();
    expect(state()).toEqual({ status: 'running', progress: null, result: null, base: BASE });
    const progress = { stage: 'building', done: 1, total: 2, etaSeconds: null };
    calls[0].options.onProgress!(progress);
    expect(state().progress).toEqual(progress);
    calls[0].resolve(RESULT);
    await done;
    expect(state()).toEqual({ status: 'done', progress: null, result: RESULT, base: BASE });
    expect(notices).toEqual(['Indexes compared on 8 passages.']);
  });

  it('can be stopped, and a failure is told', async () => {
    const { actions, calls, state } = page();
    const stopped = actions.compare();
    actions.stop();
    await stopped;
    expect(state().status).toBe('stopped');
    const failed = actions.compare();
    calls[1].reject(new Error('internal: x'));
    await failed;
    expect(state()).toMatchObject({ status: 'failed', result: null });
  });

  it('forgets the former comparison when it starts anew, and needs a base', async () => {
    const { actions, calls, state } = page();
    const first = actions.compare();
    const second = actions.compare();
    calls[0].options.onProgress!({ stage: 'late', done: 1, total: 2, etaSeconds: null });
    expect(state().progress).toBeNull();
    calls[1].resolve(RESULT);
    await Promise.all([first, second]);
    expect(state().status).toBe('done');
    const empty = page(null);
    await empty.actions.compare();
    expect(empty.state()).toEqual(NO_COMPARISON);
  });
});
