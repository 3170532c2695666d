import { describe, expect, it } from 'vitest';
import { isPlainPath } from './paths.ts';
import { MemoryStore } from './memoryStore.ts';
import { STORE_CASES } from './testing/contract.ts';

describe('the store in memory', () => {
  it.each(Object.keys(STORE_CASES))('%s', async (name) => {
    const [got, expected] = await STORE_CASES[name](new MemoryStore(), 'folder');
    expect(got).toEqual(expected);
  });

  it('runs full, keeps what it has, and goes on when there is room', async () => {
    const store = new MemoryStore({ capacity: 10 });
    const writer = await store.append('a/x', 0);
    await writer.write(new Uint8Array(8));
    await expect(writer.write(new Uint8Array(3))).rejects.toMatchObject({ kind: 'storage', message: 'There is no room left for a/x' });
    expect([writer.position, store.used]).toEqual([8, 8]);
    store.capacity = 11;
    await writer.write(new Uint8Array(3));
    await writer.close();
    expect(await store.bytes('a/x')).toBe(11);
    await expect(store.writeText('t', 'x')).rejects.toThrow('no room');
  });

  it('has one writer a file', async () => {
    const store = new MemoryStore();
    const first = await store.append('x', 0);
    await expect(store.append('x', 0)).rejects.toMatchObject({ kind: 'storage' });
    await first.close();
    await (await store.append('x', 0)).close();
  });
});

describe('isPlainPath', () => {
  it.each(['config.json', 'a/b.c/d e', 'ünï/🦉'])('takes %s', (path) => expect(isPlainPath(path)).toBe(true));
  it.each(['', '/x', 'x/', 'a//b', '.', '../x', 'a/../b', 'a\\b', 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(201), Array(17).fill('a').join('/')])('refuses %j', (path) =>
    expect(isPlainPath(path)).toBe(false));
});
