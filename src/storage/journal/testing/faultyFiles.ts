/** Files whose storage fails at a chosen operation, for tests: by an error, a torn write, or a crash that loses what was not flushed. */
import type { Folder, Snapshot, WritableFile } from '../files.ts';

export type Fault = 'throw' | 'tear' | 'crash';

export interface FaultPlan {
  /** Counted from 1 over writes, flushes and truncations. */
  readonly at: number;
  readonly fault: Fault;
  /** Decides how much of a torn write, and which unflushed writes, reach the disk: numbers in [0, 1). */
  readonly random: () => number;
}

export class InjectedFault extends Error {}

type Change = { readonly write: { readonly offset: number; readonly bytes: Uint8Array } } | { readonly truncate: number };

class Disk {
  /** What a reader sees now. */
  seen: number[] = [];
  /** What would survive a crash. */
  durable: number[] = [];
  unflushed: Change[] = [];
}

function apply(bytes: number[], change: Change): void {
  if ('truncate' in change) {
    bytes.length = Math.min(bytes.length, change.truncate);
    return;
  }
  const { offset, bytes: data } = change.write;
  while (bytes.length < offset) bytes.push(0);
  data.forEach((byte, i) => (bytes[offset + i] = byte));
}

/** Counts operations, and fails at the planned ones; after a crash nothing works until `reboot`. */
export class FaultyDisk {
  operations = 0;
  #plans: readonly FaultPlan[];
  #crashed = false;
  readonly #disks = new Map<string, Disk>();
  #open = new Set<string>();

  constructor(...plans: readonly FaultPlan[]) {
    this.#plans = plans;
  }

  #random(): number {
    return this.#plans[0]?.random() ?? 0;
  }

  get root(): Folder {
    return this.#folder('');
  }

  /** The machine starts again: of what was not flushed, each write is kept, torn or lost. */
  reboot(): void {
    for (const disk of this.#disks.values()) {
      for (const change of disk.unflushed) if (this.#random() < 0.6) apply(disk.durable, torn(change, this.#random() < 0.5 ? 1 : this.#random()));
      disk.seen = [...disk.durable];
      disk.unflushed = [];
    }
    this.#plans = [];
    this.#crashed = false;
    this.#open = new Set();
  }

  #step(): Fault | null {
    if (this.#crashed) throw new InjectedFault('the machine is off');
    this.operations++;
    const fault = this.#plans.find(({ at }) => at === this.operations)?.fault ?? null;
    if (fault === 'crash') this.#crashed = true;
    return fault;
  }

  #change(disk: Disk, change: Change): void {
    const fault = this.#step();
    const made = fault === null ? change : fault === 'throw' ? null : torn(change, this.#random());
    if (made) {
      apply(disk.seen, made);
      disk.unflushed.push(made);
    }
    if (fault) throw new InjectedFault(`${fault} at operation ${this.operations}`);
  }

  #folder(path: string): Folder {
    const at = (name: string) => `${path}${name}`;
    const below = () => [...this.#disks.keys()].filter((key) => key.startsWith(path)).map((key) => key.slice(path.length));
    return {
      folder: async (name) => this.#folder(`${at(name)}/`),
      folders: async () => [...new Set(below().filter((key) => key.includes('/')).map((key) => key.split('/')[0]))],
      files: async () => below().filter((key) => !key.includes('/')),
      write: async (name) => this.#write(at(name)),
      read: async (name) => this.#read(at(name)),
      remove: async (name) => {
        if (this.#crashed) throw new InjectedFault('the machine is off');
        for (const key of this.#disks.keys()) if (key === at(name) || key.startsWith(`${at(name)}/`)) this.#disks.delete(key);
      },
    };
  }

  #write(path: string): WritableFile {
    if (this.#crashed) throw new InjectedFault('the machine is off');
    if (this.#open.has(path)) throw new Error(`${path} has a writer already`);
    this.#open.add(path);
    const disk = this.#disks.get(path) ?? new Disk();
    this.#disks.set(path, disk);
    return {
      write: (offset, bytes) => this.#change(disk, { write: { offset, bytes: bytes.slice() } }),
      truncate: (size) => this.#change(disk, { truncate: size }),
      flush: () => {
        const fault = this.#step();
        // A flush that reports failure may have done its work, or a part of it.
        const kept = fault === null ? disk.unflushed.splice(0) : disk.unflushed.splice(0, Math.floor(this.#random() * (disk.unflushed.length + 1)));
        for (const change of kept) apply(disk.durable, change);
        if (fault) throw new InjectedFault(`${fault} at operation ${this.operations}`);
      },
      close: () => void this.#open.delete(path),
    };
  }

  #read(path: string): Snapshot | null {
    if (this.#crashed) throw new InjectedFault('the machine is off');
    const disk = this.#disks.get(path);
    if (!disk) return null;
    const bytes = Uint8Array.from(disk.seen);
    return { size: bytes.length, read: async (offset, length) => bytes.slice(offset, offset + length) };
  }
}

function torn(change: Change, share: number): Change {
  if ('truncate' in change) return change;
  const { offset, bytes } = change.write;
  return { write: { offset, bytes: bytes.slice(0, Math.ceil(share * bytes.length)) } };
}
