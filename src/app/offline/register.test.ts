/** When the page is loaded again, and when it says that a new version is there. */
import { describe, expect, it, vi } from 'vitest';
import { Offline, type Surroundings } from './register.ts';

function worker() {
  return { postMessage: vi.fn<(message: unknown) => void>() };
}

function surroundings(change: Partial<Surroundings> = {}) {
  const registration = Object.assign(new EventTarget(), { waiting: null as unknown, installing: null as EventTarget | null });
  const active = worker();
  const container = Object.assign(new EventTarget(), { controller: null as unknown, ready: Promise.resolve({ active }), register: vi.fn<() => Promise<typeof registration>>(async () => registration) });
  const stored = new Map<string, string>();
  const session: Surroundings['session'] = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
    removeItem: (key) => void stored.delete(key),
  };
  const reload = vi.fn<() => void>();
  const around: Surroundings = { isolated: false, container: container as unknown as ServiceWorkerContainer, session, webgpu: false, reload, ...change };
  return { around, registration, container, active, reload, session };
}

describe('isolation', () => {
  it('loads the page again once, and not a second time where that did not help', async () => {
    const { around, reload } = surroundings();
    expect(await new Offline(around).start()).toBe(true);
    expect(await new Offline(around).start()).toBe(false);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('may do so again after a load that was isolated', async () => {
    const { around, reload } = surroundings();
    await new Offline(around).start();
    expect(await new Offline({ ...around, isolated: true }).start()).toBe(false);
    expect(await new Offline(around).start()).toBe(true);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it.each<[string, Partial<Surroundings>]>([
    ['an isolated page', { isolated: true }],
    ['a browser without service workers', { container: undefined }],
    ['a page without storage', { session: { getItem: () => { throw new Error('denied'); }, setItem: () => undefined, removeItem: () => undefined } }],
  ])('never reloads %s', async (_name, change) => {
    const { around, reload } = surroundings(change);
    expect(await new Offline(around).start()).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it('goes on where the worker cannot be registered', async () => {
    const { around, container } = surroundings();
    container.register.mockRejectedValue(new Error('404'));
    expect(await new Offline(around).start()).toBe(false);
  });
});

describe('updates', () => {
  it('says nothing when the first worker takes charge', async () => {
    const { around, container } = surroundings({ isolated: true });
    const offline = new Offline(around);
    await offline.start();
    container.controller = worker();
    container.dispatchEvent(new Event('controllerchange'));
    expect(offline.current()).toBe('none');
  });

  it('offers a version that waits, and loads it when asked to', async () => {
    const { around, container, registration, reload } = surroundings({ isolated: true });
    container.controller = worker();
    const offline = new Offline(around);
    await offline.start();
    const changed = vi.fn<() => void>();
    offline.subscribe(changed);
    registration.installing = new EventTarget();
    registration.dispatchEvent(new Event('updatefound'));
    const next = worker();
    registration.waiting = next;
    registration.installing.dispatchEvent(new Event('statechange'));
    expect([offline.current(), changed.mock.calls.length]).toEqual(['ready', 1]);
    offline.apply();
    expect(next.postMessage).toHaveBeenCalledWith({ kind: 'take-over' });
    expect(reload).not.toHaveBeenCalled();
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('does not reload a tab on whose behalf nobody asked', async () => {
    const { around, container, reload } = surroundings({ isolated: true });
    container.controller = worker();
    const offline = new Offline(around);
    await offline.start();
    container.dispatchEvent(new Event('controllerchange'));
    expect(offline.current()).toBe('replaced');
    expect(reload).not.toHaveBeenCalled();
  });

  it('tells the worker what to keep, and whether WebGPU’s files are needed', async () => {
    const { around, active } = surroundings({ webgpu: true });
    new Offline(around).keep();
    await vi.waitFor(() => expect(active.postMessage).toHaveBeenCalledWith({ kind: 'keep', webgpu: true }));
  });
});
