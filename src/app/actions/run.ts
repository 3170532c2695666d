/** Asking, the answer as it grows, and the gradient of a reference answer. Knows no knowledge base. */
import { DECODING_LIMITS } from '../decodingUrl.ts';
import type { AskEvent, AskSettings } from '../protocol.ts';
import type { Run } from '../state.ts';
import { WHERE, type Core } from './core.ts';

export interface RunActions {
  ask(question?: string): Promise<void>;
  /** Asks the question that waits: of a shared link, or asked too early. */
  askWaiting(): Promise<void>;
  /** The question waits for the engine that starts now, where an answer to it is on show. */
  askAgainWhenReady(): void;
  /** Shows another of the sequences that the last answer returned. */
  chooseSequence(index: number): void;
  /** The same question with the next seed. */
  sampleAgain(): Promise<void>;
  stop(): void;
  score(): Promise<void>;
  /** Results belong to the engine and the base that gave them. */
  forgetResults(): void;
}

/** What a run becomes with the next thing heard of its answer. */
function written(run: Run, event: Exclude<AskEvent, { kind: 'retrieved' }>): Partial<Run> {
  switch (event.kind) {
    case 'token':
      // Tokens that stand follow a draft only where they replace it.
      return { tokens: [...(run.activity === null ? run.tokens : []), event.step], activity: null };
    case 'draft':
      return { tokens: [...run.tokens.slice(0, event.from), ...event.steps], activity: { kind: 'draft', doc: event.doc } };
    case 'rejected':
      return { tokens: [], activity: event };
    case 'compiling':
    case 'scoring':
      return { activity: event };
  }
}

/** @param restart starts an engine that has failed, and opens its base */
export function runActions(core: Core, restart: () => Promise<void>): RunActions {
  const { engine, tasks, get, set } = core;
  let questionWaits = get().settings.question.trim() !== '';

  const isReady = (): boolean => get().engine.status === 'ready' && get().base.info !== null;
  const askSettings = (): AskSettings => {
    const { mode, nDocs, maxLength, index, decoding } = get().settings;
    return { mode, nDocs, maxLength, index, decoding };
  };

  const ask = async (wanted?: string): Promise<void> => {
    if (wanted !== undefined) core.setSettings({ question: wanted });
    const question = get().settings.question.trim();
    if (!isReady()) {
      questionWaits = question !== '';
      if (questionWaits) core.notify('Your question is asked as soon as the model is ready.');
      if (get().engine.status === 'failed') await restart();
      return;
    }
    questionWaits = false;
    if (question === '') {
      core.alert('ask', { kind: 'bad-input', what: 'There is no question yet', where: WHERE.ask, hint: 'Type one, or pick an example below the field.' });
      return;
    }
    await answer(question);
  };

  const answer = async (question: string): Promise<void> => {
    const controller = tasks.begin('ask');
    tasks.abort('score');
    tasks.forget('score');
    core.dismiss('ask');
    core.dismiss('score');
    const started: Run = { question, settings: askSettings(), status: 'running', documents: [], tokens: [], retrieveMs: null, activity: null, result: null, chosen: 0 };
    set({ run: started, scoring: null });
    const update = (change: (run: Run) => Partial<Run>): void => {
      const { run } = get();
      if (run !== null && tasks.isCurrent('ask', controller)) set({ run: { ...run, ...change(run) } });
    };
    const onEvent = (event: AskEvent): void => {
      if (event.kind === 'retrieved') update(() => ({ documents: event.documents, retrieveMs: event.retrieveMs }));
      else update((run) => written(run, event));
    };
    try {
      const result = await engine.ask(question, started.settings, onEvent, { signal: controller.signal });
      if (!tasks.isCurrent('ask', controller)) return;
      update(() => ({ status: 'done', activity: null, result, documents: result.documents, tokens: result.tokens }));
      core.notify(`Answer: ${result.answer.trim() || 'none'}`);
    } catch (error) {
      if (!tasks.isCurrent('ask', controller)) return;
      const status = core.report('ask', error);
      update(() => ({ status, activity: null }));
    }
  };

  const score = async (): Promise<void> => {
    const { run, settings: current } = get();
    const question = (run?.question ?? current.question).trim();
    const reference = current.answer.trim();
    if (question === '' || !isReady()) return;
    if (reference === '') {
      core.alert('score', { kind: 'bad-input', what: 'There is no reference answer yet', where: WHERE.score, hint: 'Type the answer that you would have wanted.' });
      return;
    }
    const controller = tasks.begin('score');
    core.dismiss('score');
    set({ scoring: { question, answer: reference, status: 'running', result: get().scoring?.result ?? null } });
    try {
      const result = await engine.score(question, reference, run?.settings ?? askSettings(), { signal: controller.signal });
      if (!tasks.isCurrent('score', controller)) return;
      set({ scoring: { question, answer: reference, status: 'done', result } });
      core.notify(`Loss ${result.loss.toFixed(3)} nats.`);
    } catch (error) {
      if (!tasks.isCurrent('score', controller)) return;
      const status = core.report('score', error);
      set({ scoring: { question, answer: reference, status, result: null } });
    }
  };

  return {
    ask,
    askWaiting: async () => {
      if (questionWaits && get().base.info !== null) await ask();
    },
    askAgainWhenReady: () => {
      const { run, settings } = get();
      questionWaits ||= run !== null && run.question === settings.question.trim();
    },
    chooseSequence: (index) => {
      const { run } = get();
      const sequence = run?.result?.sequences[index];
      if (run === null || sequence === undefined || run.chosen === index) return;
      set({ run: { ...run, chosen: index, tokens: sequence.steps } });
      core.notify(`Shown: ${sequence.text.trim() || 'the empty answer'}`);
    },
    sampleAgain: async () => {
      const { decoding } = get().settings;
      const [first, last] = DECODING_LIMITS.seed;
      core.setSettings({ decoding: { ...decoding, seed: decoding.seed === last ? first : decoding.seed + 1 } });
      await ask(get().run?.question);
    },
    stop: () => {
      tasks.abort('ask');
      tasks.abort('score');
    },
    score,
    forgetResults: () => {
      for (const task of ['ask', 'score'] as const) {
        tasks.abort(task);
        tasks.forget(task);
      }
      set({ run: null, scoring: null });
    },
  };
}
