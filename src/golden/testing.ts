/** Golden cases in a browser test: their files over HTTP, cut down to what a software GPU does in seconds. Runs no model. */
import { memoryFiles, type FileSource } from '../models/checkpoint/source.ts';
import { isJson, jsonList, parsePythonJson, type Json } from './json.ts';

/** HTTP lists no folder; these are what a case may hold. */
const FILES = [
  ...['config.json', 'generation_config.json', 'model.safetensors', 'ctx_encoder/config.json', 'ctx_encoder/model.safetensors'],
  ...['inputs.json', 'inputs.safetensors', 'expected.json', 'expected.safetensors', 'grads.safetensors'],
];

/**
 * The case behind a URL of the test server, in memory, without loss variants and training.
 * @param wantsAnswer which of its answers stay, by their generate() arguments
 * @returns null where there is no such case
 */
export async function servedCase(url: string, wantsAnswer: (settings: Json) => boolean): Promise<FileSource | null> {
  const files = new Map<string, Uint8Array | string>();
  await Promise.all(FILES.map(async (name) => {
    const response = await fetch(`${url}/${name}`);
    // The test server answers an unknown path with its page.
    const isThere = response.ok && !response.headers.get('content-type')?.startsWith('text/html');
    if (isThere) files.set(name, new Uint8Array(await response.arrayBuffer()));
  }));
  const written = files.get('expected.json');
  if (!(written instanceof Uint8Array)) return null;
  const { training: _training, loss_variants: _variants, ...expected } = parsePythonJson(new TextDecoder().decode(written), `${url}/expected.json`);
  const generation = jsonList(expected['generation']).filter(({ settings }) => isJson(settings) && wantsAnswer(settings));
  files.set('expected.json', JSON.stringify({ ...expected, generation }));
  return memoryFiles(url, files);
}
