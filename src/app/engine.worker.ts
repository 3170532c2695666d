/** The worker that owns ONNX Runtime: runs one session, answers calls, reports progress, obeys cancel. Knows no page. */
import { UserError } from '../errors.ts';
import { startSession } from './browserEngine.ts';
import type { FromWorker, Method, SentError, ToWorker } from './messages.ts';
import type { AskSettings, CallOptions, FileBytes, Provider } from './protocol.ts';
import type { Session } from './session.ts';
import type { ColumnMapping } from '../retrieval/types.ts';

interface Call {
  readonly options: CallOptions;
  readonly event: (value: unknown) => void;
}

/** Arguments as the client sends them; `baseUrl` is the page's folder, since a worker is served from a folder of its own. */
interface Arguments {
  readonly start: readonly [wanted: Provider | 'auto', baseUrl: string];
  readonly openSample: readonly [baseUrl: string];
  readonly previewTable: readonly [FileBytes];
  readonly importTable: readonly [FileBytes, ColumnMapping];
  readonly ask: readonly [string, AskSettings];
  readonly score: readonly [string, string, AskSettings];
}

const SAMPLE = 'samples/wonders.csv';

let session: Session | null = null;

function current(): Session {
  if (!session) throw new UserError('engine', 'the engine has not started', 'Reload the page.');
  return session;
}

const methods: { readonly [M in Method]: (args: Arguments[M], call: Call) => Promise<unknown> } = {
  async start([wanted, baseUrl], { options }) {
    await session?.dispose();
    const started = await startSession(wanted, baseUrl, options);
    session = started.session;
    return started.info;
  },
  async openSample([baseUrl], { options }) {
    const response = await fetch(new URL(SAMPLE, baseUrl), { signal: options.signal });
    if (!response.ok) throw new UserError('bad-file', `the sample base ${SAMPLE}: the server answered HTTP ${response.status}`, 'Reload the page.');
    const file = { name: 'Sample: wonders.csv', bytes: await response.arrayBuffer() };
    const { mapping } = current().previewTable(file);
    if (!mapping) throw new Error('internal: the sample base has no recognisable columns');
    return current().importTable(file, mapping, options);
  },
  previewTable: async ([file]) => current().previewTable(file),
  importTable: ([file, mapping], { options }) => current().importTable(file, mapping, options),
  ask: ([question, settings], { options, event }) => current().ask(question, settings, event, options),
  score: ([question, answer, settings], { options }) => current().score(question, answer, settings, options),
};

const running = new Map<number, AbortController>();
const post = (message: FromWorker): void => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('cancel' in data) running.get(data.id)?.abort();
  else void reply(data);
});

async function reply({ id, method, args }: Extract<ToWorker, { method: Method }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const options: CallOptions = { signal: controller.signal, onProgress: (value) => post({ id, kind: 'progress', value }) };
  try {
    const run = methods[method] as (args: readonly unknown[], call: Call) => Promise<unknown>;
    const value = await run(args, { options, event: (event) => post({ id, kind: 'event', value: event }) });
    post({ id, kind: 'result', value });
  } catch (error) {
    post({ id, kind: 'error', error: toSent(error, controller.signal.aborted) });
  } finally {
    running.delete(id);
  }
}

function toSent(error: unknown, wasCancelled: boolean): SentError {
  if (error instanceof UserError) return { message: error.message, userKind: error.kind, hint: error.hint };
  if (wasCancelled) return { message: 'cancelled', userKind: 'cancelled', hint: '' };
  return { message: error instanceof Error ? error.message : String(error), userKind: null, hint: '' };
}
