/** Which of the built files are kept for a start without network, and what each must be. Knows no cache, no worker and no bundler. */

export interface KeptFile {
  /** Path below the page's folder, with forward slashes. */
  readonly path: string;
  /** Subresource integrity of the content: the browser itself refuses other bytes. */
  readonly integrity: string;
  /** Only a browser with WebGPU loads it. */
  readonly webgpu: boolean;
}

export interface FileList {
  /** Of all paths and contents: two builds with equal files have equal versions. */
  readonly version: string;
  /** The page itself comes last: once it is there, all that it needs is. */
  readonly files: readonly KeptFile[];
}

export const PAGE = 'index.html';
export const HUB_PAGE = 'hub.html';
export const WORKER_FILE = 'sw.js';

/** One origin may serve several copies of this page from several folders, each with its own version. */
const prefix = (scope: string): string => `ragscope-files ${new URL(scope).pathname} `;

export const cacheName = (scope: string, version: string): string => `${prefix(scope)}${version}`;

/** Caches of this page's files, of any version; what else the origin keeps is not ours. */
export const isFileCache = (scope: string, name: string): boolean => name.startsWith(prefix(scope));

/** hub.html is of no use without a network, and must always come with the policy that its host sends now. */
const isKept = (path: string): boolean => path !== HUB_PAGE && path !== WORKER_FILE && !/(\.map|(^|\/)\.[^/]*)$/.test(path);

const isForWebGpu = (path: string): boolean => /^assets\/.*(asyncify|webgpu)/.test(path);

/**
 * @param built path and integrity of every file of the build, in any order
 * @param digest of a text, short and fit for a name
 */
export function fileList(built: readonly { readonly path: string; readonly integrity: string }[], digest: (text: string) => string): FileList {
  const rank = (path: string): number => (path === PAGE ? 1 : 0);
  const files = built
    .filter(({ path }) => isKept(path))
    .sort((a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1))
    .map(({ path, integrity }) => ({ path, integrity, webgpu: isForWebGpu(path) }));
  if (files.at(-1)?.path !== PAGE) throw new Error(`internal: the build has no ${PAGE}`);
  return { version: digest(files.map(({ path, integrity }) => `${path} ${integrity}\n`).join('')), files };
}

/**
 * The path below `scope` that a request asks for, or null where it leads elsewhere. A folder is asked for its page; queries
 * do not matter, because files are static.
 */
export function pathBelow(scope: string, url: string): string | null {
  const { origin, pathname } = new URL(url);
  const base = new URL(scope);
  if (origin !== base.origin || !pathname.startsWith(base.pathname)) return null;
  const path = pathname.slice(base.pathname.length);
  return path === '' ? PAGE : path;
}
