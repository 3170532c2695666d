/** Types of voy-search's glue module, which ships without its own; its `main` imports the .wasm, which Node cannot. */
declare module 'voy-search/voy_search_bg.js' {
  export { Voy } from 'voy-search';
  /** Hands the glue the exports of the instantiated module. */
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
}
