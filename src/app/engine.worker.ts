/** The worker that owns ONNX Runtime: runs one session, answers calls, reports progress, obeys cancel. Knows no page. */
import './trustedTypes.ts';
import { UserError } from '../errors.ts';
import { startSession } from './browserEngine.ts';
import { lostBy } from './gpuLoss.ts';
import type { FromWorker, Method, ToWorker } from './messages.ts';
import { toSent } from './sentError.ts';
import type { AskSettings, CallOptions, FileBytes, ImportChoices, ImportSource, Provider } from './protocol.ts';
import { runLibraryCommand } from './library/commands.ts';
import type { LibraryArgs, LibraryVerb } from './library/types.ts';
import type { Precision } from '../rag/settings.ts';
import type { Session } from './session.ts';
import { tableQuestions } from './importing.ts';
import type { ModelChoice } from './models/types.ts';

interface Call {
  readonly options: CallOptions;
  readonly event: (value: unknown) => void;
}

/** Arguments as the client sends them; `baseUrl` is the page's folder, since a worker is served from a folder of its own. */
interface Arguments {
  readonly start: readonly [wanted: Provider | 'auto', baseUrl: string, model?: ModelChoice, precision?: Precision];
  readonly openSample: readonly [baseUrl: string];
  readonly previewTable: readonly [FileBytes, ImportChoices | undefined];
  readonly importTables: readonly [readonly ImportSource[], string];
  readonly rejectedCsv: readonly [];
  readonly tableQuestions: readonly [FileBytes];
  readonly ask: readonly [string, AskSettings];
  readonly score: readonly [string, string, AskSettings];
  readonly compareIndexes: readonly [];
  readonly library: readonly [verb: LibraryVerb, args: LibraryArgs<LibraryVerb>];
}

const SAMPLE = 'samples/wonders.csv';

let session: Session | null = null;
/** Resolves when the GPU goes away under the session; null without one. */
let gpuLost: Promise<UserError> | null = null;

function current(): Session {
  if (!session) throw new UserError('engine', 'the engine has not started', 'Reload the page.');
  return session;
}

const methods: { readonly [M in Method]: (args: Arguments[M], call: Call) => Promise<unknown> } = {
  async start([wanted, baseUrl, model, precision], { options }) {
    await session?.dispose();
    const started = await startSession(wanted, baseUrl, { ...options, model, precision });
    session = started.session;
    ({ gpuLost } = started);
    void gpuLost?.then((error) => post({ kind: 'gpu-lost', error: toSent(error, false) }));
    return started.info;
  },
  async openSample([baseUrl], { options }) {
    const response = await fetch(new URL(SAMPLE, baseUrl), { signal: options.signal });
    if (!response.ok) throw new UserError('bad-file', `the sample base ${SAMPLE}: the server answered HTTP ${response.status}`, 'Reload the page.');
    return current().openSample({ name: 'Sample: wonders.csv', bytes: await response.arrayBuffer() }, options);
  },
  previewTable: ([file, choices], { options }) => current().previewTable(file, choices, options),
  importTables: ([sources, name], { options }) => current().importTables(sources, name, options),
  rejectedCsv: async () => current().rejectedCsv(),
  tableQuestions: ([file]) => tableQuestions(file),
  ask: ([question, settings], { options, event }) => current().ask(question, settings, event, options),
  score: ([question, answer, settings], { options }) => current().score(question, answer, settings, options),
  compareIndexes: (_none, { options }) => current().compareIndexes(options),
  library: ([verb, args], { options }) => runLibraryCommand(current(), verb, args as never, options),
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
    // The page hears of a lost GPU once, for all its calls, and starts another worker.
    if (mayComeOfTheGpu(error) && (await lostBy(gpuLost))) return;
    post({ id, kind: 'error', error: toSent(error, controller.signal.aborted) });
  } finally {
    running.delete(id);
  }
}

function mayComeOfTheGpu(error: unknown): boolean {
  return !(error instanceof UserError) || error.kind === 'engine';
}
