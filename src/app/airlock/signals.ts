/** The two words that a page and its airlock exchange. */
export const READY = 'ragscope:hub-ready';
export const PORT = 'ragscope:hub-port';
