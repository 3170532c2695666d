/** A small hub on this machine: tree and model API, redirects, ranges, ETags, CORS; and every way to misbehave. For tests only. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one request of a path. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** A sign-in page, with status 200. */
  | { readonly kind: 'html' }
  /** Ends in order, too early. */
  | { readonly kind: 'truncate'; readonly at: number }
  /** The line goes dead after so many bytes of the body. */
  | { readonly kind: 'drop'; readonly at: number }
  /** So many bytes, then silence. */
  | { readonly kind: 'stall'; readonly at: number }
  /** One byte is another. */
  | { readonly kind: 'corrupt' }
  /** More than there is. */
  | { readonly kind: 'longer' }
  /** Answers a range with the whole file. */
  | { readonly kind: 'no-ranges' }
  /** As a content network that forbids headers it does not know: the browser's preflight fails, and so does the request. */
  | { readonly kind: 'refuse-if-range' };

/** A repository that wants an access token. */
export interface Gate {
  readonly repo: string;
  readonly token: string;
  /** Also of who asks for its list, as private ones do; gated ones list theirs. */
  readonly lists?: boolean;
}

export interface HubServer {
  readonly url: string;
  gate: Gate | null;
  /** 'host path authorization' of every request that carried one. */
  readonly authorized: string[];
  /** 'GET path range' of every request, in order. */
  readonly log: string[];
  /** The next requests whose path ends like this fail so, in turn. */
  fail(path: string, ...faults: readonly Fault[]): void;
  /** Replaces a file: other bytes, another ETag. */
  change(repo: string, path: string, bytes: Uint8Array): void;
  /** Slows bodies down to this; Infinity by default. */
  bytesPerSecond: number;
  /** Entries of one page of a list. */
  pageSize: number;
  /** Without it, only the tree is served, as by simple mirrors. */
  hasModelApi: boolean;
  close(): Promise<void>;
}

export type Repos = Readonly<Record<string, ReadonlyMap<string, Uint8Array | string>>>;

/** Larger files are served as the hub serves Git LFS: with a SHA-256 in the list, by a redirect. */
const LFS_BYTES = 100_000;
const COMMIT = 'c0ffee'.padEnd(40, '0');
const SIGN_IN = '<!doctype html><title>Sign in</title><p>Welcome to the hotel network.</p>';

const hex = (algorithm: string, ...parts: readonly (Uint8Array | string)[]): string => parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest('hex');

export async function startHub(repos: Repos, options: { readonly licence?: string; readonly port?: number; readonly otherOrigin?: boolean } = {}): Promise<HubServer> {
  const contents = new Map(Object.entries(repos).map(([repo, files]) => [repo, new Map([...files].map(([path, data]) => [path, Buffer.from(data as string)]))]));
  const faults: { path: string; fault: Fault }[] = [];
  const serve = () => createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  const server = serve();
  /** Large files come from another origin. */
  const contentServer = options.otherOrigin ? serve() : null;
  let cdnOrigin = '';

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', hub.url);
    const { authorization, host } = request.headers;
    cors(response);
    if (authorization !== undefined) hub.authorized.push(`${host} ${decodeURIComponent(pathname)} ${authorization}`);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    hub.log.push([request.method, decodeURIComponent(pathname), request.headers.range ?? '', request.headers['if-range'] ? 'if-range' : ''].filter(Boolean).join(' '));
    // A redirect is not the answer that a fault is meant for.
    const at = pathname.includes('/resolve/') && redirects(pathname) ? -1 : faults.findIndex(({ path }) => decodeURIComponent(pathname).endsWith(path));
    const fault = at < 0 ? null : faults.splice(at, 1)[0].fault;
    if (fault?.kind === 'status') return void response.writeHead(fault.status, { 'content-type': 'text/plain', ...fault.headers }).end('no');
    if (fault?.kind === 'html') return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(SIGN_IN);
    if (refuses(pathname, authorization)) return void response.writeHead(401, { 'x-error-code': 'GatedRepo' }).end();
    const [, api, , owner, name, verb, revision] = pathname.split('/');
    const files = contents.get(`${owner}/${name}`);
    if (api === 'api' && files) {
      if (revision !== 'main' && revision !== COMMIT) return void response.writeHead(404, { 'x-error-code': 'RevisionNotFound' }).end();
      if (verb === 'tree') return list(response, files, pathname, Number(searchParams.get('cursor') ?? 0));
      if (verb === 'revision' && hub.hasModelApi) return json(response, { sha: COMMIT, cardData: options.licence ? { license: options.licence } : {}, tags: [] });
    }
    const file = fileOf(pathname);
    if (!file) return void response.writeHead(api === 'api' ? 401 : 404, { 'x-error-code': api === 'api' ? 'RepoNotFound' : 'EntryNotFound' }).end();
    if (redirects(pathname)) return void response.writeHead(302, { location: cdnOrigin + pathname.replace(/^\/(.*?)\/resolve\/[^/]+\//, '/cdn/$1/') }).end();
    return send(request, response, file, fault);
  }

  function refuses(pathname: string, authorization: string | undefined): boolean {
    const { gate } = hub;
    if (!gate || authorization === `Bearer ${gate.token}`) return false;
    return pathname.startsWith(`/${gate.repo}/`) || (gate.lists === true && pathname.startsWith(`/api/models/${gate.repo}/`));
  }

  const redirects = (pathname: string): boolean => !pathname.startsWith('/cdn/') && (fileOf(pathname)?.length ?? 0) > LFS_BYTES;

  function fileOf(pathname: string): Buffer | undefined {
    const parts = pathname.split('/').map(decodeURIComponent);
    const cdn = parts[1] === 'cdn';
    const [owner, name] = cdn ? parts.slice(2) : parts.slice(1);
    return contents.get(`${owner}/${name}`)?.get(parts.slice(cdn ? 4 : 5).join('/'));
  }

  function list(response: ServerResponse, files: ReadonlyMap<string, Buffer>, pathname: string, cursor: number): void {
    const entries = [...files].map(([path, data]) => ({
      type: 'file',
      path,
      size: data.length,
      oid: hex('sha1', `blob ${data.length}\0`, data),
      ...(data.length > LFS_BYTES && { lfs: { oid: hex('sha256', data), size: data.length, pointerSize: 134 } }),
    }));
    const folders = [...new Set([...files.keys()].filter((path) => path.includes('/')).map((path) => path.split('/')[0]))].map((path) => ({ type: 'directory', path, size: 0, oid: '0'.repeat(40) }));
    const all = [...folders, ...entries];
    if (cursor + hub.pageSize < all.length) response.setHeader('link', `<${hub.url}${pathname}?recursive=true&cursor=${cursor + hub.pageSize}>; rel="next"`);
    json(response, all.slice(cursor, cursor + hub.pageSize));
  }

  async function send(request: IncomingMessage, response: ServerResponse, file: Buffer, fault: Fault | null): Promise<void> {
    const etag = `"${hex('md5', file)}"`;
    if (fault?.kind === 'refuse-if-range' && request.headers['if-range']) return void response.destroy();
    const range = fault?.kind === 'no-ranges' ? null : /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const changed = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag;
    const from = range && !changed ? Number(range[1]) : 0;
    if (from > 0 && from >= file.length) return void response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    let body = Buffer.from(file.subarray(from));
    if (fault?.kind === 'corrupt') body[body.length >> 1] ^= 1;
    if (fault?.kind === 'truncate') body = body.subarray(0, fault.at);
    if (fault?.kind === 'longer') body = Buffer.concat([body, Buffer.from('more')]);
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      ...(from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
    });
    const end = fault?.kind === 'drop' || fault?.kind === 'stall' ? fault.at : body.length;
    for (let at = 0; at < end && !response.destroyed; ) {
      const piece = body.subarray(at, Math.min(end, at + Math.max(1, Math.min(65_536, hub.bytesPerSecond / 20))));
      await new Promise((sent) => response.write(piece, sent));
      at += piece.length;
      if (Number.isFinite(hub.bytesPerSecond)) await new Promise((rested) => setTimeout(rested, 50));
    }
    if (fault?.kind === 'drop') response.destroy();
    else if (fault?.kind !== 'stall') response.end();
  }

  const hub: HubServer = {
    url: '',
    gate: null,
    authorized: [],
    log: [],
    bytesPerSecond: Infinity,
    pageSize: 1000,
    hasModelApi: true,
    fail: (path, ...more) => faults.push(...more.map((fault) => ({ path, fault }))),
    change: (repo, path, bytes) => contents.get(repo)?.set(path, Buffer.from(bytes)),
    close: () => {
      const servers = contentServer ? [server, contentServer] : [server];
      return Promise.all(
        servers.map((each) => {
          each.closeAllConnections();
          return new Promise((done) => each.close(done));
        }),
      ).then(() => undefined);
    },
  };
  await new Promise<void>((listening) => server.listen(options.port ?? 0, 'localhost', listening));
  if (contentServer) {
    await new Promise<void>((listening) => contentServer.listen(0, 'localhost', listening));
    cdnOrigin = originOf(contentServer);
  }
  return Object.assign(hub, { url: originOf(server) });
}

const originOf = (server: Server): string => `http://localhost:${(server.address() as AddressInfo).port}`;

function cors(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', 'range, if-range, authorization');
  response.setHeader('access-control-expose-headers', 'etag, link, accept-ranges, content-range, retry-after, x-error-code');
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
