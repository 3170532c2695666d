/** What every file store must do, as one table: run in Node on the one in memory, in a browser's page and worker on OPFS. For tests only. */
import type { FileStore } from '../types.ts';

const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encoded = (string: string): Uint8Array => new TextEncoder().encode(string);

async function put(store: FileStore, path: string, text: string, keep = 0): Promise<void> {
  const writer = await store.append(path, keep);
  await writer.write(encoded(text));
  await writer.close();
}

async function content(store: FileStore, path: string): Promise<string> {
  const file = await store.open(path);
  return decoded(await file.read(0, file.size));
}

const failure = (action: Promise<unknown>): Promise<string> => action.then(() => 'no error', (error: unknown) => `${(error as { kind?: string }).kind}: ${(error as Error).message}`);

/** Each case works below a folder of its own and returns what a sound store makes of it, beside what is expected. */
export const STORE_CASES: Readonly<Record<string, (store: FileStore, folder: string) => Promise<readonly [got: unknown, expected: unknown]>>> = {
  'lists nested files in order with their sizes': async (store, folder) => {
    await put(store, `${folder}/b/c/deep.bin`, 'four');
    await put(store, `${folder}/a.txt`, 'ab');
    return [await store.list(folder), [{ path: 'a.txt', bytes: 2 }, { path: 'b/c/deep.bin', bytes: 4 }]];
  },
  'has nothing where nothing was written': async (store, folder) => [
    [await store.list(`${folder}/none`), await store.bytes(`${folder}/none/x`), await store.readText(`${folder}/x`)],
    [[], null, null],
  ],
  'appends after what is kept, and cuts the rest': async (store, folder) => {
    await put(store, `${folder}/x`, 'abcdef');
    await put(store, `${folder}/x`, 'XY', 4);
    await put(store, `${folder}/y`, 'abcdef');
    await put(store, `${folder}/y`, 'Z');
    return [[await content(store, `${folder}/x`), await content(store, `${folder}/y`)], ['abcdXY', 'Z']];
  },
  'tells its position, and writes on after a cut': async (store, folder) => {
    const writer = await store.append(`${folder}/x`, 0);
    await writer.write(encoded('hello'));
    const before = writer.position;
    await writer.truncate(1);
    await writer.write(encoded('i'));
    const after = writer.position;
    await writer.close();
    return [[before, after, await content(store, `${folder}/x`)], [5, 2, 'hi']];
  },
  'reads ranges, and refuses those beyond the end': async (store, folder) => {
    await put(store, `${folder}/x`, 'abcdef');
    const file = await store.open(`${folder}/x`);
    const beyond = await failure(file.read(4, 3));
    return [[decoded(await file.read(2, 3)), beyond], ['cde', `storage: ${folder}/x: bytes 4..7 wanted, the file ends at 6`]];
  },
  'gives back the bytes as they are': async (store, folder) => {
    const all = Uint8Array.from({ length: 70_000 }, (_, i) => i * 7);
    const writer = await store.append(`${folder}/x`, 0);
    for (let at = 0; at < all.length; at += 9_000) await writer.write(all.subarray(at, at + 9_000));
    await writer.close();
    const file = await store.open(`${folder}/x`);
    const got = await file.read(0, file.size);
    return [[got.length, got.every((byte, i) => byte === all[i])], [70_000, true]];
  },
  'replaces a text as a whole': async (store, folder) => {
    await store.writeText(`${folder}/t`, 'a longer text, ünï');
    await store.writeText(`${folder}/t`, 'short 🦉');
    return [await store.readText(`${folder}/t`), 'short 🦉'];
  },
  'removes a file, a folder, and what is not there': async (store, folder) => {
    await put(store, `${folder}/a/1`, 'x');
    await put(store, `${folder}/a/2`, 'x');
    await put(store, `${folder}/b`, 'x');
    await store.remove(`${folder}/a/1`);
    const first = await store.list(folder);
    await store.remove(`${folder}/a`);
    await store.remove(`${folder}/a`);
    return [[first.map(({ path }) => path), (await store.list(folder)).map(({ path }) => path)], [['a/2', 'b'], ['b']]];
  },
  'says that a file is missing': async (store, folder) => [
    await failure(store.open(`${folder}/gone`)),
    `storage: ${folder}/gone is not in the browser’s storage any more`,
  ],
  'refuses paths that leave their folder': async (store, folder) => [
    await Promise.all(['..', 'a//b', '/a', 'a\\b', 'a\0b'].map((path) => failure(Promise.resolve().then(() => store.append(`${folder}/${path}`, 0))))),
    ['..', 'a//b', '/a', 'a\\b', 'a\0b'].map((path) => `undefined: internal: ${JSON.stringify(`${folder}/${path}`)} is no path of the store`),
  ],
};
