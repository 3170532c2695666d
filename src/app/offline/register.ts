/** The page's side of its service worker: registers it, becomes isolated through it, and hears of new versions. Knows no view. */
import { WORKER_FILE } from './files.ts';
import type { ToServiceWorker } from './messages.ts';

const RELOADED = 'ragscope:reloaded-to-isolate';

/** A host without headers whose worker takes longer is used as it is: with one thread. */
const PATIENCE_MS = 5000;

/** 'ready': a new version waits; 'replaced': another tab has taken it, and this one still shows the old. */
export type Update = 'none' | 'ready' | 'replaced';

export interface Updates {
  readonly current: () => Update;
  readonly subscribe: (changed: () => void) => () => void;
  /** Loads the new version; what the page holds in memory is lost. */
  readonly apply: () => void;
}

/** What of the browser this needs; replaced in tests. */
export interface Surroundings {
  readonly isolated: boolean;
  readonly container: ServiceWorkerContainer | undefined;
  readonly session: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly webgpu: boolean;
  readonly reload: () => void;
}

const tell = (worker: ServiceWorker | null, message: ToServiceWorker): void => worker?.postMessage(message);

/** One reload at most: where it did not isolate the page, the next would not either. */
function mayReload({ isolated, session }: Surroundings): boolean {
  try {
    if (isolated) session.removeItem(RELOADED);
    else if (session.getItem(RELOADED) === null) {
      session.setItem(RELOADED, '1');
      return true;
    }
  } catch {
    // Storage is closed to the page: a loop could not be told from a first load.
  }
  return false;
}

const withinPatience = <T>(work: Promise<T>): Promise<T | null> => Promise.race([work, new Promise<null>((done) => setTimeout(done, PATIENCE_MS, null))]);

export class Offline implements Updates {
  readonly #around: Surroundings;
  readonly #listeners = new Set<() => void>();
  #registration: ServiceWorkerRegistration | undefined;
  #update: Update = 'none';
  #applying = false;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** @returns true when the page is about to be loaded again, isolated: nothing should be started then */
  async start(): Promise<boolean> {
    const { container, reload } = this.#around;
    if (container === undefined) return false;
    try {
      this.#watch(container);
      // Undefined where a tool has replaced the method to block it.
      this.#registration = await container.register(WORKER_FILE, { updateViaCache: 'none' });
      if (this.#registration === undefined) return false;
      this.#watchUpdates(this.#registration, container);
      if (this.#around.isolated) return mayReload(this.#around);
      const ready = await withinPatience(container.ready);
      if (ready === null || !mayReload(this.#around)) return false;
      reload();
      return true;
    } catch {
      // A private window, or a host that does not serve the worker: the page works with a network, and with one thread.
      return false;
    }
  }

  /** Once the page has started: its files may now be kept. */
  keep(): void {
    void this.#around.container?.ready.then(({ active }) => tell(active, { kind: 'keep', webgpu: this.#around.webgpu }));
  }

  readonly current = (): Update => this.#update;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  readonly apply = (): void => {
    if (this.#update === 'none') return;
    this.#applying = true;
    if (this.#update === 'replaced' || !this.#registration?.waiting) this.#around.reload();
    else tell(this.#registration.waiting, { kind: 'take-over' });
  };

  #watch(container: ServiceWorkerContainer): void {
    // The first worker of all takes charge of a page that it did not replace.
    let before = container.controller;
    container.addEventListener('controllerchange', () => {
      const replaced = before !== null;
      before = container.controller;
      if (this.#applying) this.#around.reload();
      else if (replaced) this.#set('replaced');
    });
  }

  #watchUpdates(registration: ServiceWorkerRegistration, container: ServiceWorkerContainer): void {
    const look = (): void => void (registration.waiting && container.controller && this.#set('ready'));
    look();
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  }

  #set(update: Update): void {
    this.#update = update;
    for (const changed of this.#listeners) changed();
  }
}

export const inBrowser = (): Surroundings => ({
  isolated: globalThis.crossOriginIsolated,
  // Only the built page: a development server's files change by themselves.
  container: import.meta.env.PROD ? navigator.serviceWorker : undefined,
  session: sessionStorage,
  webgpu: 'gpu' in navigator,
  reload: () => location.reload(),
});
