/**
 * The script of hub.html, the one document of this site that may connect to another: it fetches for the page, from the one
 * hub that the user agreed to. Its first act is to narrow its own policy to that hub, which nothing can widen again.
 */
import { hubBase, hubSources } from '../../models/checkpoint/download/address.ts';
import { authorized } from './authorized.ts';
import { serveFetch } from './portFetch.ts';
import { READY, PORT, type PortMessage } from './signals.ts';

const base = hubBase(decodeURIComponent(location.hash.slice(1)));

if (base !== null && parent !== window) {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `connect-src 'self' ${hubSources(base).join(' ')}`;
  document.head.append(policy);

  addEventListener('message', (event: MessageEvent<PortMessage>) => {
    if (event.source !== parent || event.origin !== location.origin || event.data.kind !== PORT) return;
    const get = (url: string, init: RequestInit): Promise<Response> => fetch(url, { ...init, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' });
    serveFetch(event.ports[0], (url) => url.startsWith(`${base}/`), authorized(base, event.data.token, get));
  });
  parent.postMessage(READY, location.origin);
}
