/** Which built files are kept, in which order, and which request asks for which. */
import { describe, expect, it } from 'vitest';
import { cacheName, fileList, isFileCache, pathBelow } from './files.ts';

const file = (path: string, content = path) => ({ path, integrity: `sha256-${content}` });
const digest = (text: string): string => `${text.length}:${text}`;
const BUILT = ['index.html', 'hub.html', 'sw.js', 'assets/a.js', 'assets/a.js.map', 'assets/ort.asyncify.wasm', 'models/tiny/config.json', '.nojekyll'].map((path) => file(path));

describe('fileList', () => {
  it('keeps what the page loads, the page itself last, and marks what only WebGPU needs', () => {
    expect(fileList(BUILT, digest).files.map(({ path, webgpu }) => [path, webgpu])).toEqual([
      ['assets/a.js', false],
      ['assets/ort.asyncify.wasm', true],
      ['models/tiny/config.json', false],
      ['index.html', false],
    ]);
  });

  it('has one version for equal files in any order, and another when a byte of one differs', () => {
    const { version } = fileList(BUILT, digest);
    expect(fileList(BUILT.toReversed(), digest).version).toBe(version);
    expect(fileList([...BUILT.slice(1), file('index.html', 'other')], digest).version).not.toBe(version);
    expect(fileList([...BUILT.filter(({ path }) => path !== 'hub.html'), file('hub.html', 'other')], digest).version, 'hub.html is not kept').toBe(version);
  });

  it('refuses a build without its page', () => {
    expect(() => fileList([file('assets/a.js')], digest)).toThrow('index.html');
  });
});

describe('cacheName', () => {
  it('tells copies of the page in other folders apart, and leaves other caches alone', () => {
    const name = cacheName('https://a.example/rag/', '1');
    expect(isFileCache('https://a.example/rag/', name)).toBe(true);
    expect(isFileCache('https://a.example/', name)).toBe(false);
    expect(isFileCache('https://a.example/rag/', 'transformers-cache')).toBe(false);
  });
});

describe('pathBelow', () => {
  it.each([
    ['https://a.example/rag/', 'index.html'],
    ['https://a.example/rag/?q=1', 'index.html'],
    ['https://a.example/rag/assets/a.js', 'assets/a.js'],
    ['https://a.example/other/a.js', null],
    ['https://b.example/rag/a.js', null],
    ['http://a.example/rag/a.js', null],
  ])('%s is %s', (url, path) => {
    expect(pathBelow('https://a.example/rag/', url)).toBe(path);
  });
});
