/** Reads pytorch_model.bin, both the zip form and the one from before PyTorch 1.6, tensor by tensor. Knows nothing of models. */
import { UserError } from '../../errors.ts';
import { isTensor, PickleTooShort, readPickle, type PickleValue, type StorageRef, type TensorRef } from './pickle.ts';
import type { ByteSource } from './source.ts';
import { decodeElements, DTYPE_BITS, elementCount, type DType, type TensorFile } from './tensor.ts';
import { openZip } from './zip.ts';

const STORAGE_DTYPES = new Map<string, DType>([
  ['DoubleStorage', 'F64'],
  ['FloatStorage', 'F32'],
  ['HalfStorage', 'F16'],
  ['BFloat16Storage', 'BF16'],
  ['LongStorage', 'I64'],
  ['IntStorage', 'I32'],
  ['ShortStorage', 'I16'],
  ['CharStorage', 'I8'],
  ['ByteStorage', 'U8'],
  ['BoolStorage', 'BOOL'],
]);

const MAX_PICKLE_BYTES = 64 * 2 ** 20;
const FIRST_PICKLE_READ = 2 ** 20;
/** torch.serialization.MAGIC_NUMBER and PROTOCOL_VERSION. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_PROTOCOL = 1001;

/** Bytes of one storage, by offset within it. */
interface StorageBytes {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

type FindStorage = (storage: StorageRef) => StorageBytes | undefined;

/** @param where names the file in messages */
export async function openTorchBin(source: ByteSource, where = 'pytorch_model.bin'): Promise<TensorFile> {
  const head = await source.read(0, Math.min(4, source.size));
  const isZip = head.length === 4 && head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
  return isZip ? openZipForm(source, where) : openLegacyForm(source, where);
}

async function openZipForm(source: ByteSource, where: string): Promise<TensorFile> {
  const entries = await openZip(source, where);
  const pickleName = [...entries.keys()].find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  const pickle = pickleName === undefined ? undefined : entries.get(pickleName);
  if (pickleName === undefined || !pickle) throw bad(where, 'it holds no data.pkl');
  if (pickle.size > MAX_PICKLE_BYTES) throw bad(where, `its data.pkl takes ${pickle.size} bytes`);
  const folder = pickleName.slice(0, -'data.pkl'.length);
  const byteOrder = entries.get(`${folder}byteorder`);
  if (byteOrder && byteOrder.size < 16) {
    const order = new TextDecoder().decode(await byteOrder.read(0, byteOrder.size));
    if (order !== 'little') throw bad(where, `its numbers are ${order}-endian`);
  }
  const bytes = await pickle.read(0, pickle.size);
  const { value } = whole(() => readPickle(bytes, 0, where), where);
  return tensorFile(value, ({ key }) => entries.get(`${folder}data/${key}`), where);
}

/** Five pickles (magic, protocol, system, state dict, storage keys), then per key an element count and its elements. */
async function openLegacyForm(source: ByteSource, where: string): Promise<TensorFile> {
  for (let length = FIRST_PICKLE_READ; ; length *= 8) {
    const head = await source.read(0, Math.min(length, source.size));
    try {
      return await readLegacy(source, head, where);
    } catch (error) {
      if (!(error instanceof PickleTooShort)) throw error;
      if (head.length === source.size || length >= MAX_PICKLE_BYTES) throw bad(where, 'its pickle breaks off');
    }
  }
}

async function readLegacy(source: ByteSource, head: Uint8Array, where: string): Promise<TensorFile> {
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickle(head, at, where);
    at = end;
    return value;
  };
  if (next() !== LEGACY_MAGIC || next() !== LEGACY_PROTOCOL) throw bad(where, 'it is no file that torch.save wrote');
  const system = next();
  if (system instanceof Map && system.get('little_endian') === false) throw bad(where, 'its numbers are big-endian');
  const state = next();
  const keys = next();
  if (!Array.isArray(keys)) throw bad(where, 'it lists no storages');
  const sizes = storageSizes(state, where);
  const storages = new Map<string, StorageBytes>();
  let offset = at;
  for (const key of keys) {
    const size = typeof key === 'string' ? sizes.get(key) : undefined;
    if (typeof key !== 'string' || !size || storages.has(key)) throw bad(where, 'its list of storages does not match its tensors');
    const count = await source.read(offset, 8);
    const stored = new DataView(count.buffer, count.byteOffset, 8).getBigInt64(0, true);
    if (stored !== BigInt(size.nElements)) throw bad(where, `storage ${key} holds ${stored} elements, not ${size.nElements}`);
    const start = offset + 8;
    storages.set(key, { size: size.bytes, read: (from, length) => source.read(start + from, length) });
    offset = start + size.bytes;
  }
  if (offset > source.size) throw bad(where, `it should have ${offset} bytes and has ${source.size}`);
  return tensorFile(state, ({ key }) => storages.get(key), where);
}

function storageSizes(state: PickleValue, where: string): Map<string, { nElements: number; bytes: number }> {
  const sizes = new Map<string, { nElements: number; bytes: number }>();
  for (const { storage } of stateTensors(state, where).values()) {
    const bytes = (storage.nElements * DTYPE_BITS[dtypeOf(storage, where)]) / 8;
    const known = sizes.get(storage.key);
    if (known && known.bytes !== bytes) throw bad(where, `storage ${storage.key} is described in two ways`);
    sizes.set(storage.key, { nElements: storage.nElements, bytes });
  }
  return sizes;
}

function tensorFile(state: PickleValue, find: FindStorage, where: string): TensorFile {
  const tensors = stateTensors(state, where);
  for (const [name, tensor] of tensors) checkTensor(name, tensor, find, where);
  return {
    names: [...tensors.keys()],
    info: (name) => {
      const tensor = tensors.get(name);
      return tensor && { dims: tensor.dims, dtype: dtypeOf(tensor.storage, where) };
    },
    read: async (name) => {
      const tensor = tensors.get(name);
      const storage = tensor && find(tensor.storage);
      if (!tensor || !storage) throw new UserError('bad-file', `${where}: there is no tensor ${name}`);
      const dtype = dtypeOf(tensor.storage, where);
      const bytes = await gather(tensor, DTYPE_BITS[dtype] / 8, storage);
      return { dims: tensor.dims, dtype, data: decodeElements(bytes, dtype, `${where}: ${name}`) };
    },
  };
}

/** The tensors of a state dict, or of one kept under `state_dict` as training scripts do. */
function stateTensors(state: PickleValue, where: string): Map<string, TensorRef> {
  if (!(state instanceof Map)) throw bad(where, 'it holds no dictionary of tensors');
  const nested = state.get('state_dict');
  const dict = nested instanceof Map ? nested : state;
  const tensors = new Map<string, TensorRef>();
  for (const [name, value] of dict) if (typeof name === 'string' && isTensor(value)) tensors.set(name, value);
  if (tensors.size === 0) throw bad(where, 'it holds no tensors');
  return tensors;
}

function checkTensor(name: string, tensor: TensorRef, find: FindStorage, where: string): void {
  const { storage } = tensor;
  const size = DTYPE_BITS[dtypeOf(storage, where)] / 8;
  const stored = find(storage);
  if (!stored) throw bad(where, `${name}: its storage ${storage.key} is missing`);
  if (stored.size !== storage.nElements * size) {
    throw bad(where, `${name}: its storage has ${stored.size} bytes, not ${storage.nElements * size}`);
  }
  const count = elementCount(tensor.dims);
  if (count === null || count > storage.nElements || tensor.offset + span(tensor) > storage.nElements) {
    throw bad(where, `${name}: [${tensor.dims.join(', ')}] does not fit its storage of ${storage.nElements}`);
  }
}

/** Elements from the tensor's first to its last, both included. */
function span({ dims, strides }: TensorRef): number {
  if (dims.includes(0)) return 0;
  return dims.reduce((last, dim, axis) => last + (dim - 1) * strides[axis], 1);
}

/** @returns the tensor's bytes in row-major order */
async function gather(tensor: TensorRef, size: number, storage: StorageBytes): Promise<Uint8Array> {
  const { dims, strides } = tensor;
  const source = await storage.read(tensor.offset * size, span(tensor) * size);
  const count = elementCount(dims) ?? 0;
  let step = 1;
  const contiguous = dims.map((dim, axis) => [dim, strides[axis]] as const).reverse().every(([dim, stride]) => {
    const expected = step;
    step *= dim;
    return dim === 1 || stride === expected;
  });
  if (contiguous) return source;
  const out = new Uint8Array(count * size);
  const position = new Array<number>(dims.length).fill(0);
  let from = 0;
  for (let i = 0; i < count; i++) {
    out.set(source.subarray(from * size, (from + 1) * size), i * size);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++position[axis] < dims[axis]) break;
      from -= strides[axis] * dims[axis];
      position[axis] = 0;
    }
  }
  return out;
}

function dtypeOf(storage: StorageRef, where: string): DType {
  const dtype = STORAGE_DTYPES.get(storage.type);
  if (!dtype) throw bad(where, `unknown storage ${storage.type}`);
  return dtype;
}

function whole<T>(read: () => T, where: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PickleTooShort) throw bad(where, 'its pickle breaks off');
    throw error;
  }
}

function bad(where: string, what: string): UserError {
  return new UserError('bad-file', `${where}: ${what}`, 'Download it again, or ask for the checkpoint as safetensors.');
}
