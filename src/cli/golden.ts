/** `golden DIR… --out OUT`: runs golden cases, writes what the engine computed and prints its errors. Computes nothing itself. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { actualFiles } from '../golden/actual.ts';
import { caseFolders, readCase, type CaseKind } from '../golden/cases.ts';
import { compareCase, type Check, type Comparison, type GenerationCheck } from '../golden/compare.ts';
import { runCase } from '../golden/run.ts';
import { nodeFolder } from '../models/checkpoint/nodeFiles.ts';
import type { Runtime } from '../runtime/types.ts';

const USAGE = `golden DIR… --out OUT [--provider cpu|wasm] [--json]
  DIR         a golden case (a folder with inputs.json), or a folder of cases
  --out       folder for OUT/<case>/actual.safetensors, actual-grads.safetensors, actual.json
  --provider  what computes: cpu (ONNX Runtime in Node, default) or wasm (its WebAssembly build)
  --json      prints one JSON document instead of a table`;

interface CaseReport {
  readonly case: string;
  readonly type: CaseKind | null;
  readonly out: string;
  readonly seconds: number;
  readonly comparison: Comparison | null;
  readonly unsupported: readonly string[];
  /** Why the case could not be run. */
  readonly error: string | null;
}

/** @returns 0: all within tolerance; 1: an error too large, or a case that could not be run */
export async function goldenCommand(argv: string[]): Promise<number> {
  const { dirs, out, provider, json } = readArguments(argv);
  const folders = await findCases(dirs);
  const runtime = await runtimeOf(provider);
  const reports: CaseReport[] = [];
  try {
    for (const folder of folders) {
      const report = await runFolder(runtime, folder, out);
      reports.push(report);
      if (!json) console.log(describe(report));
    }
  } finally {
    await runtime.dispose();
  }
  const ok = reports.every(({ comparison }) => comparison?.ok === true);
  const unsupported = reports.reduce((n, report) => n + report.unsupported.length, 0);
  if (json) console.log(JSON.stringify({ provider, ok, cases: reports.map(reportJson) }, finiteOnly, 1));
  else console.log(`${reports.length} case${reports.length === 1 ? '' : 's'} on ${provider}: ${ok ? 'all within tolerance' : 'NOT all within tolerance'}${unsupported > 0 ? `, ${unsupported} of their parts unsupported` : ''}`);
  return ok ? 0 : 1;
}

function readArguments(argv: string[]): { dirs: string[]; out: string; provider: 'cpu' | 'wasm'; json: boolean } {
  const parsed = (() => {
    try {
      const options = { out: { type: 'string' }, provider: { type: 'string', default: 'cpu' }, json: { type: 'boolean', default: false } } as const;
      return parseArgs({ args: argv, allowPositionals: true, options });
    } catch (error) {
      throw new UserError('bad-input', `golden: ${error instanceof Error ? error.message : String(error)}`, USAGE);
    }
  })();
  const { out, provider, json } = parsed.values;
  if (parsed.positionals.length === 0) throw new UserError('bad-input', 'golden: no folder is named', USAGE);
  if (out === undefined) throw new UserError('bad-input', 'golden: --out is missing', USAGE);
  if (provider !== 'cpu' && provider !== 'wasm') throw new UserError('unsupported', `golden: the provider ${provider} is none of cpu and wasm`, USAGE);
  return { dirs: parsed.positionals, out, provider, json };
}

/** Folders of the cases, in the order named. */
async function findCases(dirs: readonly string[]): Promise<string[]> {
  const folders: string[] = [];
  for (const dir of dirs) {
    // A pattern such as golden/* also names the files beside the cases.
    if ((await stat(dir).catch(() => null))?.isFile()) console.error(`${dir}: no folder, passed over`);
    else for (const folder of await caseFolders(nodeFolder(dir))) folders.push(resolve(dir, folder));
  }
  if (folders.length === 0) throw new UserError('bad-input', 'golden: no folder with a case is named', USAGE);
  const names = folders.map((folder) => basename(folder));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UserError('bad-input', `golden: two cases are called ${twice}`, 'Run them one after the other, with different --out.');
  return folders;
}

async function runtimeOf(provider: 'cpu' | 'wasm'): Promise<Runtime> {
  // Loaded on demand: each brings an engine of its own.
  if (provider === 'cpu') return (await import('../runtime/node.ts')).nodeRuntime({ threads: 1 });
  return (await import('../runtime/wasmNode.ts')).wasmNodeRuntime({ threads: 1 });
}

/** A case that cannot be run does not stop the others. */
async function runFolder(runtime: Runtime, folder: string, out: string): Promise<CaseReport> {
  const start = performance.now();
  const name = basename(folder);
  const target = join(out, name);
  const seconds = (): number => Number(((performance.now() - start) / 1000).toFixed(2));
  try {
    const golden = await readCase(nodeFolder(folder));
    const actual = await runCase(runtime, golden);
    await mkdir(target, { recursive: true });
    for (const [file, contents] of actualFiles(name, golden.kind, runtime.provider, actual)) await writeFile(join(target, file), contents);
    const comparison = await compareCase(golden.source, golden.kind, actual);
    return { case: name, type: golden.kind, out: target, seconds: seconds(), comparison, unsupported: actual.unsupported, error: null };
  } catch (error) {
    const notRun = { case: name, type: null, out: target, seconds: seconds(), comparison: null };
    if (error instanceof UserError && error.kind === 'unsupported') return { ...notRun, unsupported: [error.message], error: null };
    const hint = error instanceof UserError ? ` ${error.hint}` : '';
    return { ...notRun, unsupported: [], error: `${error instanceof Error ? error.message : String(error)}${hint}`.trim() };
  }
}

/** The lines of one case: a row for each quantity. */
function describe({ case: name, type, seconds, comparison, unsupported, error }: CaseReport): string {
  const lines = [`${name} (${type ?? 'not run'}, ${seconds} s)`];
  if (error !== null) lines.push(`  FAILED  ${error}`);
  for (const check of comparison?.checks ?? []) lines.push(`  ${checkRow(check)}`);
  if (comparison && comparison.generation.length > 0) lines.push(`  ${generationRow(comparison.generation)}`);
  for (const entry of comparison?.generation ?? []) if (entry.exact === false) lines.push(`    differs${entry.strict ? ' (strict)' : ''}: ${JSON.stringify(entry.settings)}`);
  for (const what of unsupported) lines.push(`  unsupported: ${what}`);
  return `${lines.join('\n')}\n`;
}

function checkRow({ name, error, tolerance, worst, compared, missing, ok }: Check): string {
  const row = `${name.padEnd(24)}${error.toExponential(1).padStart(8)}  of ${tolerance.toExponential(0)}  ${ok ? 'ok ' : 'BAD'}  ${String(compared).padStart(4)} compared  ${worst ? `worst: ${worst}` : ''}`;
  return [row.trimEnd(), ...missing.map((what) => `    missing: ${what}`)].join('\n  ');
}

function generationRow(entries: readonly GenerationCheck[]): string {
  const strict = entries.filter((entry) => entry.strict);
  const exact = (list: readonly GenerationCheck[]): string => `${list.filter((entry) => entry.exact === true).length} of ${list.length}`;
  return `${'generation'.padEnd(24)}exact: ${exact(entries)}; of the strict ones ${exact(strict)}`;
}

function reportJson({ comparison, ...report }: CaseReport): object {
  return { ...report, ok: report.error === null && comparison?.ok !== false, checks: comparison?.checks ?? [], generation: comparison?.generation ?? [] };
}

/** JSON has no infinity: an error that is no number becomes null. */
function finiteOnly(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
