/** Keeps the direction of imports: reads every import statement under src/ and compares it with one table. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;

const LEAVES = ['gpu', 'retrieval', 'eval', 'storage'];
const ENGINE = ['onnx', 'graph', 'models', 'runtime', ...LEAVES, 'rag', 'train'];

/** What each folder may import, besides itself and errors.ts. A runtime compiles graphs, so it knows the first two. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  onnx: [],
  graph: ['onnx'],
  models: ['onnx', 'graph', 'storage'],
  runtime: ['onnx', 'graph'],
  gpu: [],
  retrieval: [],
  storage: [],
  eval: [],
  rag: ['onnx', 'graph', 'models', 'runtime', ...LEAVES],
  train: ['onnx', 'graph', 'models', 'runtime', ...LEAVES, 'rag'],
  golden: ENGINE,
  app: ENGINE,
  ui: [...ENGINE, 'app'],
  cli: [...ENGINE, 'golden', 'app'],
};

/** Packages that only the named folders, or files, may import. */
const OWNED_PACKAGES: readonly { readonly pattern: RegExp; readonly owners: readonly string[] }[] = [
  { pattern: /^onnxruntime-/, owners: ['runtime'] },
  { pattern: /^(react|react-dom|react-aria-components|zustand)(\/(?!vanilla).*)?$/, owners: ['ui', 'main.tsx'] },
];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const slashed = (path: string): string => path.split(sep).join('/');

/** 'src/graph/ops/shape.ts' belongs to 'graph'; a file of src/ itself stands for itself. */
const folderOf = (path: string): string => slashed(relative(SRC, path)).split('/')[0];

/** A test, or a helper of tests, may reach anywhere below the page, and hold results against the page's contract. */
const isForTests = (path: string): boolean => /\.test\.tsx?$|\/testing(\/|\.ts$)|\.check\.ts$/.test(slashed(path));

function sourceFiles(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(SRC, path));
}

/** Static, re-exporting and dynamic imports of one file. */
function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const statement = /\b(?:import|export)\s+(type\s)?(?:[\w$*{}\s,]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(statement)].map((match) => ({
    file,
    target: match[2] ?? match[3],
    typeOnly: match[1] !== undefined,
  }));
}

/** What is wrong with an import, or undefined. */
function faultOf({ file, target, typeOnly }: Import): string | undefined {
  const from = folderOf(file);
  const name = slashed(relative(SRC, file));
  if (!target.startsWith('.')) {
    const owned = OWNED_PACKAGES.find(({ pattern }) => pattern.test(target));
    return !owned || owned.owners.includes(from) ? undefined : `${name} imports ${target}: only ${owned.owners.join(', ')} may`;
  }
  const path = resolve(dirname(file), target.replace(/\?.*$/, ''));
  const to = folderOf(path);
  if (to === from || to === 'errors.ts' || to === '..') return undefined;
  const reach = MAY_IMPORT[from];
  // A file of src/ itself puts the page together.
  if (!reach || reach.includes(to)) return undefined;
  // Contracts hold no code: the engine's folders may name each other's nouns.
  if (typeOnly && path.endsWith(`${sep}types.ts`) && ENGINE.includes(to)) return undefined;
  if (isForTests(file) && (ENGINE.includes(to) || (typeOnly && to === 'app'))) return undefined;
  return `${name} imports ${slashed(relative(SRC, path))}: ${from} may import ${reach.join(', ') || 'nothing'}`;
}

describe('direction of imports', () => {
  const imports = sourceFiles().flatMap(importsOf);

  it('finds the imports of this project', () => {
    expect(imports.length).toBeGreaterThan(50);
    expect(imports).toContainEqual({ file: import.meta.filename, target: 'vitest', typeOnly: false });
  });

  it('goes from the page to the engine and never back', () => {
    expect(imports.map(faultOf).filter(Boolean)).toEqual([]);
  });

  it('names every folder of src/', () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !MAY_IMPORT[name])).toEqual([]);
  });

  it.each([
    ['graph/x.ts', '../models/bert.ts', false],
    ['app/store.ts', '../ui/palette.ts', false],
    ['retrieval/x.ts', '../rag/decode/settings.ts', false],
    ['rag/x.ts', 'onnxruntime-web', false],
    ['app/x.ts', 'react', false],
    ['app/x.ts', 'zustand', false],
    ['models/x.ts', '../app/protocol.ts', true],
  ])('refuses that %s imports %s', (file, target, typeOnly) => {
    expect(faultOf({ file: join(SRC, file), target, typeOnly })).toContain('import');
  });

  it.each([
    ['models/x.ts', '../graph/graph.ts', false],
    ['gpu/x.ts', '../retrieval/types.ts', true],
    ['app/x.ts', 'zustand/vanilla', false],
    ['ui/x.tsx', 'react-aria-components', false],
    ['runtime/web.ts', 'onnxruntime-web/webgpu', false],
    ['main.tsx', './ui/App.tsx', false],
  ])('lets %s import %s', (file, target, typeOnly) => {
    expect(faultOf({ file: join(SRC, file), target, typeOnly })).toBeUndefined();
  });
});
