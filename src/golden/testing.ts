/** Golden cases in a browser test: their files over HTTP, cut down to what a software GPU does in seconds. Runs no model. */
import { memoryFiles, type FileSource } from '../models/checkpoint/source.ts';
import { jsonList, parsePythonJson, type Json } from './json.ts';

const FILES = ['config.json', 'generation_config.json', 'model.safetensors', 'inputs.json', 'inputs.safetensors', 'expected.json', 'expected.safetensors', 'grads.safetensors'];

export interface Wanted {
  /** Which of the case's answers, by their generate() arguments. */
  readonly generation?: (settings: Json) => boolean;
  readonly lossVariants?: boolean;
}

/**
 * A case's folder behind a URL of the test server, in memory; training, and what is not wanted, is cut out of expected.json.
 * @returns null where there is no such case
 */
export async function servedCase(url: string, { generation = () => false, lossVariants = false }: Wanted): Promise<FileSource | null> {
  const files = new Map<string, Uint8Array | string>();
  for (const name of FILES) {
    const response = await fetch(`${url}/${name}`);
    // The test server answers an unknown path with its page.
    if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) continue;
    files.set(name, new Uint8Array(await response.arrayBuffer()));
  }
  const written = files.get('expected.json');
  if (!(written instanceof Uint8Array)) return null;
  const { training: _, ...expected } = parsePythonJson(new TextDecoder().decode(written), 'expected.json');
  files.set(
    'expected.json',
    JSON.stringify({
      ...expected,
      generation: jsonList(expected['generation']).filter(({ settings }) => generation(settings as Json)),
      loss_variants: lossVariants ? expected['loss_variants'] : [],
    }),
  );
  return memoryFiles(url, files);
}
