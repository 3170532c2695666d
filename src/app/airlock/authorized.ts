/** Adds the user's access token to requests to the hub, and to no other. Knows no frame. */
type Get = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Where the hub redirects to another origin, `fetch` itself takes the header off (Fetch Standard, HTTP-redirect fetch); the
 * frame's policy allows the hub and its content network alone.
 * @param base address of the hub, from requireHubBase
 */
export function authorized(base: string, token: string | null, get: Get): Get {
  const { origin } = new URL(base);
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    if (token !== null && new URL(url).origin === origin) headers.set('authorization', `Bearer ${token}`);
    return get(url, { ...init, headers });
  };
}
