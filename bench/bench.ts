/** `npm run bench [-- NAME…] [--SIZE N…] [--json]`: runs benchmarks and prints their ratios. Measures nothing itself. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { UserError } from '../src/errors.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { quality } from './quality.ts';
import { real } from './real.ts';
import { table, type Bench, type Result, type Settings, type Sizes } from './report.ts';
import { topk } from './topk.ts';
import { train } from './train.ts';

export const BENCHES: Readonly<Record<string, Bench>> = Object.fromEntries([decode, topk, encode, train, quality, real].map((bench) => [bench.name, bench as unknown as Bench]));

const DEFAULTS = { runs: 5, 'warm-up': 2, threads: availableParallelism() };

function usage(): string {
  const sizes = Object.values(BENCHES).map(({ name, about, sizes: s }) => `  ${name.padEnd(8)} ${about}\n           ${Object.entries(s).map(([key, value]) => `--${flag(key)} ${value}`).join(' ')}`);
  return [`npm run -s bench -- [NAME…] [--runs ${DEFAULTS.runs}] [--warm-up ${DEFAULTS['warm-up']}] [--threads ${DEFAULTS.threads}] [--provider cpu|wasm] [--json]`, ...sizes].join('\n');
}

const flag = (key: string): string => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

export interface Command {
  readonly names: readonly string[];
  readonly sizes: Readonly<Record<string, Sizes>>;
  readonly settings: Omit<Settings, 'log'>;
  readonly json: boolean;
}

export function readCommand(argv: string[]): Command {
  const numbers = [...Object.keys(DEFAULTS), ...Object.values(BENCHES).flatMap(({ sizes }) => Object.keys(sizes).map(flag))];
  const parsed = (() => {
    try {
      const options = { json: { type: 'boolean', default: false }, provider: { type: 'string', default: 'cpu' }, ...Object.fromEntries(numbers.map((name) => [name, { type: 'string' } as const])) } as const;
      return parseArgs({ args: argv, allowPositionals: true, options });
    } catch (error) {
      throw new UserError('bad-input', error instanceof Error ? error.message : String(error), usage());
    }
  })();
  const values: Readonly<Record<string, string | boolean | undefined>> = parsed.values;
  const names = parsed.positionals.length > 0 ? parsed.positionals : Object.keys(BENCHES);
  const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown !== undefined) throw new UserError('bad-input', `there is no benchmark ${JSON.stringify(unknown)}`, usage());
  const taken = new Set(names.flatMap((name) => Object.keys(BENCHES[name].sizes).map(flag)));
  const idle = Object.keys(values).find((name) => numbers.includes(name) && !(name in DEFAULTS) && !taken.has(name));
  if (idle !== undefined) throw new UserError('bad-input', `--${idle} is no size of ${names.join(', ')}`, usage());
  const number = (name: string, fallback: number): number => {
    const text = values[name] ?? String(fallback);
    // Without warm-up is a sensible wish; no other number may be 0.
    if (typeof text !== 'string' || !/^\d{1,9}$/.test(text) || (Number(text) === 0 && name !== 'warm-up')) throw new UserError('bad-input', `--${name} is ${String(text)}`, 'It must be a whole number from 1.');
    return Number(text);
  };
  const { provider } = values;
  if (provider !== 'cpu' && provider !== 'wasm') throw new UserError('bad-input', `--provider is ${String(provider)}`, 'It may be cpu or wasm.');
  return {
    names,
    sizes: Object.fromEntries(names.map((name) => [name, Object.fromEntries(Object.entries(BENCHES[name].sizes).map(([key, fallback]) => [key, number(flag(key), fallback)]))])),
    settings: { provider, runs: number('runs', DEFAULTS.runs), warmUp: number('warm-up', DEFAULTS['warm-up']), threads: number('threads', DEFAULTS.threads) },
    json: values['json'] === true,
  };
}

export async function benchCommand(argv: string[]): Promise<void> {
  const { names, sizes, settings, json } = readCommand(argv);
  const results: Result[] = [];
  for (const name of names) results.push(...(await BENCHES[name].run(sizes[name], { ...settings, log: (line) => console.error(line) })));
  if (json) console.log(JSON.stringify({ settings, sizes, results }, null, 1));
  else console.log(`medians of ${settings.runs} after ${settings.warmUp} to warm up, ${settings.threads} thread${settings.threads === 1 ? '' : 's'}, ${settings.provider}\n\n${table(results)}`);
}

if (process.argv[1] === import.meta.filename) {
  try {
    await benchCommand(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`${error.message}\n${error.hint}`);
    process.exitCode = 1;
  }
}
