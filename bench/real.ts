/** DPR-base with BART-base and BART-large, whole, on random checkpoints of real shape: bytes, memory, time to load, time a token. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../src/rag/settings.ts';
import type { NodeAnswered, NodePacked, StageTask } from './realStages.ts';
import { row, type Bench, type Result, type Settings } from './report.ts';
import { MEGABYTE } from './setup.ts';

/** 1 generator: BART-base; 2: BART-large, too, which takes minutes to pack on a busy machine. */
const SIZES = { generators: 1, docs: 5, beams: 4, tokens: 12 };

const GENERATORS = ['bart-base', 'bart-large'];

export type RealSizes = typeof SIZES;

/** Where `npm run make:checkpoint` writes, unless told. */
const FOLDER = process.env['RAGSCOPE_CHECKPOINTS'] ?? join(import.meta.dirname, '../runs/checkpoints');

export const real: Bench<RealSizes> = {
  name: 'real',
  about: 'DPR-base with BART-base (and BART-large) from packed files, each stage in a process of its own',
  sizes: SIZES,
  async run(sizes, settings) {
    const results: Result[] = [];
    for (const generator of GENERATORS.slice(0, sizes.generators)) {
      const missing = ['dpr-base', generator].filter((name) => !existsSync(join(FOLDER, name, 'vocab.txt')) && !existsSync(join(FOLDER, name, 'vocab.json')));
      if (missing.length > 0) {
        results.push({ bench: 'real', subject: generator, skipped: `no checkpoint with tokenizer: npm run make:checkpoint -- ${missing[0]} --tokenizers DIR` });
        continue;
      }
      for (const precision of ['q8', 'q4'] as const) results.push(...(await measure(generator, precision, sizes, settings)));
    }
    return results;
  },
};

async function measure(generator: string, precision: Precision, { docs, beams, tokens }: RealSizes, { provider, threads, log }: Settings): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ragscope-real-'));
  const task: StageTask = { encoder: join(FOLDER, 'dpr-base'), generator: join(FOLDER, generator), precision, provider, threads, file: join(folder, 'packed.safetensors'), docs, beams, tokens };
  try {
    log(`real: packing ${generator} as ${precision}`);
    const packed = await child<NodePacked>('pack', task);
    log(`real: answering with ${generator} as ${precision}`);
    return realRows(`${generator} ${precision}`, packed, await child<NodeAnswered>('answer', task));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function realRows(name: string, packed: NodePacked, answered: NodeAnswered): Result[] {
  const { step, marginal, peer, torch } = answered;
  const megabytes = (subject: string, bytes: number, of: string, ofBytes: number) => row('real', `${name} ${subject}`, bytes / MEGABYTE, 'MB', of, ofBytes / MEGABYTE);
  const own: Result[] = [
    megabytes('packed file', packed.bytes, 'float32', packed.floatBytes),
    megabytes('packing, peak memory above the start', packed.peakRss - packed.baseRss, 'result and largest tensor', packed.bytes + packed.largestTensor),
    row('real', `${name} packing`, packed.ms / 1000, 's', 'loading what it packs', answered.load.ms / 1000),
    row('real', `${name} loading`, answered.load.ms / 1000, 's', 'packing', packed.ms / 1000),
    row('real', `${name} loading, processor time`, answered.load.cpuMs / 1000, 's', 'the clock', answered.load.ms / 1000),
    megabytes('loaded and answering, peak memory above the start', answered.peakRss - answered.baseRss, 'its weights', answered.weightBytes),
    megabytes('loaded, memory at rest above the start', answered.restRss - answered.baseRss, 'its weights', answered.weightBytes),
    row('real', `${name} token, processor time`, step.cpuMs, 'ms', 'of it the marginal', marginal.cpuMs),
  ];
  if (!peer) return [...own, { bench: 'real', subject: `${name} token against PyTorch CPU`, skipped: torch }];
  return [
    ...own,
    ...(['shared', 'repeated'] as const).flatMap((cross) => [
      row('real', `${name} token`, step.ms, 'ms', `${torch} fp32 step, ${cross} cross K/V`, peer[cross].ms),
      row('real', `${name} token, processor time`, step.cpuMs, 'ms', `${torch} fp32 step, ${cross} cross K/V`, peer[cross].cpuMs),
    ]),
  ];
}

function child<T>(stage: 'pack' | 'answer', task: StageTask): Promise<T> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', join(import.meta.dirname, 'realChild.ts'), stage, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    started.stdout.on('data', (text: Buffer) => (output += text.toString()));
    started.on('error', reject);
    started.on('close', (code) => (code === 0 ? resolve(JSON.parse(output) as T) : reject(new Error(`realChild.ts ${stage} ended with ${code}`))));
  });
}
