/** What a page and its airlock say to each other. */
export const READY = 'ragscope:hub-ready';
export const PORT = 'ragscope:hub-port';

/** Comes with the port through which the page asks. */
export interface PortMessage {
  readonly kind: typeof PORT;
  /** Access token for the hub; it lives in the frame and ends with it. */
  readonly token: string | null;
}
