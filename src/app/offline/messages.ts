/** What the page tells its service worker. */
export type ToServiceWorker =
  /** The page has started: what it needs may be kept now. `webgpu` is false where the browser has none. */
  | { readonly kind: 'keep'; readonly webgpu: boolean }
  /** The user wants the new version now. */
  | { readonly kind: 'take-over' };
