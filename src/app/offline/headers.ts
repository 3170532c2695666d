/** The headers that a page needs to be cross-origin isolated, for hosts that send none. Knows no cache and no worker. */

/** Without isolation there is no SharedArrayBuffer, and WebAssembly has one thread. */
export const ISOLATION_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Statuses whose response may have no body. */
const BODILESS = [101, 103, 204, 205, 304];

/**
 * The same response with the isolation headers. A policy that the host sent stays as it is.
 * @param policy the content security policy where the host sent none, or null to leave it so: workers heed only a header
 */
export function isolated(response: Response, policy: string | null): Response {
  // What the worker may not read, a redirect above all, can only be handed on.
  if (response.status === 0 || (response.type !== 'basic' && response.type !== 'default')) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value);
  if (policy !== null && !headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', policy);
  const { status, statusText } = response;
  return new Response(BODILESS.includes(status) ? null : response.body, { status, statusText, headers });
}

/** What may be kept: a whole file from this origin, not an error page and not a part. */
export const isWhole = ({ status, type }: Pick<Response, 'status' | 'type'>): boolean => status === 200 && type === 'basic';
