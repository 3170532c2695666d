/** Runs bart_step.py in a Python that has PyTorch, one step a request. Knows how to talk to it, not what a step is. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SCRIPT = join(import.meta.dirname, 'bart_step.py');

export type Cross = 'shared' | 'repeated';

export type StepOptions = Readonly<Record<string, number | string>>;

export class TorchStep {
  readonly version: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(version: string, child: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>) {
    this.version = version;
    this.#child = child;
    this.#lines = lines;
  }

  /**
   * @param options flags of bart_step.py: `dModel: 768` becomes `--d-model 768`
   * @returns why it cannot run here, as a text, where python3 (or the program that PYTHON names) has no PyTorch
   */
  static async start(options: StepOptions): Promise<TorchStep | string> {
    const python = process.env['PYTHON'] ?? 'python3';
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, String(value)]);
    const child = spawn(python, [SCRIPT, ...flags]);
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    // A missing program ends the lines, too; what was written into a closed pipe is not news.
    child.on('error', (error) => (complaint = error.message));
    child.stdin.on('error', () => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) return complaint.trim().split('\n').at(-1) || `${python} ended without a word`;
    const { torch } = JSON.parse(first.value) as { torch: string };
    return new TorchStep(`PyTorch ${torch}`, child, lines);
  }

  /** @returns milliseconds, measured by the peer */
  async step(cross: Cross): Promise<number> {
    return (await this.timedStep(cross)).ms;
  }

  /** @returns milliseconds by the clock and of processor time, all threads together */
  async timedStep(cross: Cross): Promise<{ ms: number; cpuMs: number }> {
    const { ms, cpu_ms: cpuMs } = (await this.#ask(`step ${cross}`)) as { ms: number; cpu_ms: number };
    return { ms, cpuMs };
  }

  /** @returns [rows, vocab] */
  async logits(cross: Cross): Promise<Float32Array> {
    return Float32Array.from(((await this.#ask(`logits ${cross}`)) as { logits: number[] }).logits);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin.end();
    await ended;
  }

  async #ask(request: string): Promise<unknown> {
    this.#child.stdin.write(`${request}\n`);
    const answer = await this.#lines.next();
    if (answer.done) throw new Error(`bart_step.py ended at "${request}"`);
    return JSON.parse(answer.value) as unknown;
  }
}
