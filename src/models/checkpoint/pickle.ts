/** Reads the pickles that PyTorch writes, as data: nothing is imported, called or executed; kept in one file, so that this can be checked at a glance. Knows neither archives nor models. */
import { UserError } from '../../errors.ts';

/** A storage that lies outside the pickle, from its persistent id. */
export interface StorageRef {
  readonly kind: 'storage';
  /** torch class, e.g. `FloatStorage`. */
  readonly type: string;
  readonly key: string;
  readonly nElements: number;
}

/** A tensor as _rebuild_tensor_v2 describes it; unchecked against its storage. */
export interface TensorRef {
  readonly kind: 'tensor';
  readonly storage: StorageRef;
  /** Elements from the start of the storage. */
  readonly offset: number;
  readonly dims: readonly number[];
  readonly strides: readonly number[];
}

interface GlobalRef {
  readonly kind: 'global';
  readonly name: string;
}

const MARK = { kind: 'mark' } as const;

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | StorageRef
  | TensorRef
  | GlobalRef
  | typeof MARK;

/** The pickle goes on where the bytes end; more bytes may help. */
export class PickleTooShort extends Error {}

const STORAGES = [
  'DoubleStorage',
  'FloatStorage',
  'HalfStorage',
  'BFloat16Storage',
  'LongStorage',
  'IntStorage',
  'ShortStorage',
  'CharStorage',
  'ByteStorage',
  'BoolStorage',
];

/** Everything that a pickled state dict may name (after the allow-list of torch.load(weights_only=True)). */
const ALLOWED_GLOBALS = new Set([
  'collections.OrderedDict',
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_parameter',
  ...STORAGES.map((name) => `torch.${name}`),
]);

const MAX_LONG_BYTES = 16;

/** @returns the pickled value and the offset behind its STOP */
export function readPickle(bytes: Uint8Array, start: number, where: string): { value: PickleValue; end: number } {
  const machine = new Machine(bytes, start, where);
  return { value: machine.run(), end: machine.at };
}

/** Opcodes: CPython's pickletools, protocols 2 to 5, less those that a state dict has no use for. */
class Machine {
  at: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly where: string;
  private readonly stack: PickleValue[] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array, start: number, where: string) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.where = where;
  }

  run(): PickleValue {
    for (;;) {
      const opcode = this.u8();
      if (opcode === 0x2e) return this.pop(); // STOP
      this.step(opcode);
    }
  }

  private step(opcode: number): void {
    const { stack } = this;
    switch (opcode) {
      case 0x80: { // PROTO
        const version = this.u8();
        if (version < 2 || version > 5) throw this.bad(`pickle protocol ${version}`);
        return;
      }
      case 0x95: // FRAME
        this.u64();
        return;
      case 0x28: // MARK
        stack.push(MARK);
        return;
      case 0x30: // POP
        this.pop();
        return;
      case 0x4e: // NONE
        stack.push(null);
        return;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        stack.push(opcode === 0x88);
        return;
      case 0x4b: // BININT1
        stack.push(this.u8());
        return;
      case 0x4d: // BININT2
        stack.push(this.take(2).getUint16(0, true));
        return;
      case 0x4a: // BININT
        stack.push(this.take(4).getInt32(0, true));
        return;
      case 0x8a: // LONG1
        stack.push(this.long(this.u8()));
        return;
      case 0x47: // BINFLOAT
        stack.push(this.take(8).getFloat64(0, false));
        return;
      case 0x58: // BINUNICODE
        stack.push(this.text(this.u32()));
        return;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(this.text(this.u8()));
        return;
      case 0x55: // SHORT_BINSTRING
        stack.push(this.text(this.u8()));
        return;
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        stack.push([]);
        return;
      case 0x74: // TUPLE
        stack.push(this.popMark());
        return;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        stack.push(this.popMany(opcode - 0x84));
        return;
      case 0x61: { // APPEND
        const item = this.pop();
        this.topList().push(item);
        return;
      }
      case 0x65: { // APPENDS
        const items = this.popMark();
        const list = this.topList();
        for (const item of items) list.push(item);
        return;
      }
      case 0x7d: // EMPTY_DICT
        stack.push(new Map());
        return;
      case 0x73: { // SETITEM
        const pair = this.popMany(2);
        this.setItems(pair);
        return;
      }
      case 0x75: // SETITEMS
        this.setItems(this.popMark());
        return;
      case 0x71: // BINPUT
        this.memo.set(this.u8(), this.top());
        return;
      case 0x72: // LONG_BINPUT
        this.memo.set(this.u32(), this.top());
        return;
      case 0x94: // MEMOIZE
        this.memo.set(this.memo.size, this.top());
        return;
      case 0x68: // BINGET
        stack.push(this.recall(this.u8()));
        return;
      case 0x6a: // LONG_BINGET
        stack.push(this.recall(this.u32()));
        return;
      case 0x63: { // GLOBAL
        const module = this.line();
        stack.push(this.global(module, this.line()));
        return;
      }
      case 0x93: { // STACK_GLOBAL
        const [module, name] = this.popMany(2);
        stack.push(this.global(String(module), String(name)));
        return;
      }
      case 0x51: // BINPERSID
        stack.push(this.storage(this.pop()));
        return;
      case 0x52: { // REDUCE
        const [callee, args] = this.popMany(2);
        stack.push(this.rebuild(callee, args));
        return;
      }
      case 0x62: { // BUILD sets attributes: state dicts carry `_metadata`, which weights do not need.
        this.pop();
        if (!(this.top() instanceof Map)) throw this.bad('attributes on something that is no dictionary');
        return;
      }
      default:
        throw this.bad(`pickle opcode 0x${opcode.toString(16)} at byte ${this.at - 1}`);
    }
  }

  /** The only three "calls": each yields a description, none runs code. */
  private rebuild(callee: PickleValue, args: PickleValue): PickleValue {
    const name = isGlobal(callee) ? callee.name : 'something that is no function';
    if (!Array.isArray(args)) throw this.bad(`arguments of ${name}`);
    switch (name) {
      case 'collections.OrderedDict':
        return this.orderedDict(args);
      case 'torch._utils._rebuild_tensor_v2':
        return this.tensor(args);
      case 'torch._utils._rebuild_parameter': {
        const [tensor] = args;
        if (!isTensor(tensor)) throw this.bad('a parameter without a tensor');
        return tensor;
      }
      default:
        throw this.bad(`a call of ${name}`);
    }
  }

  private orderedDict([pairs]: readonly PickleValue[]): Map<PickleValue, PickleValue> {
    const dict = new Map<PickleValue, PickleValue>();
    if (pairs === undefined) return dict;
    if (!Array.isArray(pairs)) throw this.bad('arguments of collections.OrderedDict');
    for (const pair of pairs) {
      if (!Array.isArray(pair) || pair.length !== 2) throw this.bad('arguments of collections.OrderedDict');
      dict.set(pair[0], pair[1]);
    }
    return dict;
  }

  private tensor([storage, offset, dims, strides]: readonly PickleValue[]): TensorRef {
    const shape = indexes(dims);
    const steps = indexes(strides);
    if (!isStorage(storage) || !isIndex(offset) || !shape || steps?.length !== shape.length) {
      throw this.bad('a tensor whose description makes no sense');
    }
    return { kind: 'tensor', storage, offset, dims: shape, strides: steps };
  }

  /** ('storage', class, key, device, elements) and, in legacy files, a view that must be None. */
  private storage(id: PickleValue): StorageRef {
    if (!Array.isArray(id) || id.length < 5 || id[0] !== 'storage') throw this.bad('an unknown kind of persistent id');
    const [, type, key, , nElements, storageView = null] = id;
    if (!isGlobal(type) || !type.name.endsWith('Storage') || typeof key !== 'string' || !isIndex(nElements)) {
      throw this.bad('a storage whose description makes no sense');
    }
    if (storageView !== null) throw this.bad('views of storages');
    return { kind: 'storage', type: type.name.slice('torch.'.length), key, nElements };
  }

  private global(module: string, name: string): GlobalRef {
    const full = `${module}.${name}`;
    if (ALLOWED_GLOBALS.has(full)) return { kind: 'global', name: full };
    throw new UserError(
      'bad-file',
      `${this.where}: it wants to run ${full.slice(0, 200)}, which weights have no need of; nothing was run`,
      'Do not open it in other programs either unless you trust its author; ask for the checkpoint as safetensors.',
    );
  }

  private setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 !== 0) throw this.bad('entries without a dictionary');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  private topList(): PickleValue[] {
    const list = this.top();
    return Array.isArray(list) ? list : this.raise('entries without a list');
  }

  private top(): PickleValue {
    return this.stack.length > 0 ? this.stack[this.stack.length - 1] : this.raise('an empty stack');
  }

  private pop(): PickleValue {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  private popMany(count: number): PickleValue[] {
    if (this.stack.length < count) throw this.bad('an empty stack');
    return this.stack.splice(this.stack.length - count, count);
  }

  private popMark(): PickleValue[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw this.bad('a missing mark');
    const items = this.stack.splice(mark);
    items.shift();
    return items;
  }

  private recall(slot: number): PickleValue {
    const value = this.memo.get(slot);
    return value === undefined ? this.raise('an empty memo') : value;
  }

  private long(length: number): bigint | number {
    if (length > MAX_LONG_BYTES) throw this.bad(`an integer of ${length} bytes`);
    const view = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(view.getUint8(i));
    const signed = BigInt.asIntN(8 * length, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  private text(length: number): string {
    const view = this.take(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(view);
    } catch {
      return this.raise('text that is not UTF-8');
    }
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleTooShort();
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  private u8(): number {
    return this.take(1).getUint8(0);
  }

  private u32(): number {
    return this.take(4).getUint32(0, true);
  }

  private u64(): bigint {
    return this.take(8).getBigUint64(0, true);
  }

  private take(length: number): DataView {
    if (this.at + length > this.bytes.length) throw new PickleTooShort();
    const view = new DataView(this.view.buffer, this.view.byteOffset + this.at, length);
    this.at += length;
    return view;
  }

  private raise(what: string): never {
    throw this.bad(what);
  }

  private bad(what: string): UserError {
    return new UserError(
      'bad-file',
      `${this.where}: not the pickle of a PyTorch state dict (${what})`,
      'Save the checkpoint as safetensors.',
    );
  }
}

export function isTensor(value: PickleValue | undefined): value is TensorRef {
  return isRecord(value) && value.kind === 'tensor';
}

function isStorage(value: PickleValue | undefined): value is StorageRef {
  return isRecord(value) && value.kind === 'storage';
}

function isGlobal(value: PickleValue | undefined): value is GlobalRef {
  return isRecord(value) && value.kind === 'global';
}

function isRecord(value: PickleValue | undefined): value is StorageRef | TensorRef | GlobalRef | typeof MARK {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

function isIndex(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function indexes(value: PickleValue | undefined): number[] | null {
  return Array.isArray(value) && value.every(isIndex) ? value.slice() : null;
}
