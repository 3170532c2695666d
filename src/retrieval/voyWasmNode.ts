/** Fetches voy-search's WASM bytes from node_modules, for Node. The browser's counterpart is voyWasmWeb.ts. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export async function loadVoyWasm(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(createRequire(import.meta.url).resolve('voy-search/voy_search_bg.wasm')));
}
