/**
 * The one Trusted Types policy of a page or worker, imported before all else: scripts from this origin may be started,
 * as workers are; no text becomes markup or code. Knows nothing of who asks.
 */

// Not among the DOM's types yet.
interface TrustedTypes {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string; readonly createHTML: (text: string) => string }): unknown;
}

/** @throws TypeError for a script from elsewhere, a blob or data address included */
export function ownScript(url: string, base: string): string {
  const resolved = new URL(url, base);
  // A blob's origin is this one's, yet what it holds may have come from anywhere.
  if (resolved.origin !== new URL(base).origin || !/^https?:$/.test(resolved.protocol)) throw new TypeError(`internal: not a script of this page: ${url}`);
  return url;
}

/** The empty text, with which react-aria clears what it has announced, and no other. */
export function noMarkup(text: string): string {
  if (text !== '') throw new TypeError('internal: text was to become markup');
  return text;
}

(globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('default', { createScriptURL: (url) => ownScript(url, location.href), createHTML: noMarkup });
