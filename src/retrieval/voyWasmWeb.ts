/** Fetches voy-search's WASM bytes from the page's own origin, for the browser. Node's counterpart is voyWasmNode.ts. */
import url from 'voy-search/voy_search_bg.wasm?url';
import { UserError } from '../errors.ts';

export async function loadVoyWasm(): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new UserError('engine', `The Voy index could not be loaded: ${url} answered ${response.status}`, 'Reload the page, or choose the exact index.');
  }
  return response.arrayBuffer();
}
