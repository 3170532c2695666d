/** Checkpoint folders behind a URL: whole files, checked against a manifest of sizes and SHA-256. Stores nothing. */
import { cancelled, UserError } from '../../errors.ts';
import { decodeText, memorySource, missingFile, type FileSource } from './source.ts';

/** What a folder holds; HTTP cannot list one, and a truncated or exchanged file must not pass for a checkpoint. */
export interface FileManifest {
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

export const MANIFEST_NAME = 'files.json';

export interface HttpOptions {
  readonly signal?: AbortSignal;
  /** Bytes of one file so far, and its full size. */
  readonly onProgress?: (path: string, received: number, total: number) => void;
  /** Default: the global fetch. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** @param baseUrl folder that holds files.json and the files it names; from a worker pass an absolute URL */
export async function httpFolder(baseUrl: string, options: HttpOptions = {}): Promise<FileSource> {
  const base = baseUrl.replace(/\/*$/, '');
  const url = (path: string): string => `${base}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const text = decodeText(await download(url(MANIFEST_NAME), MANIFEST_NAME, null, options), MANIFEST_NAME);
  const { files } = parseManifest(text, url(MANIFEST_NAME));
  const entries = new Map(Object.entries(files));

  const load = async (path: string): Promise<Uint8Array> => {
    const expected = entries.get(path);
    if (!expected) throw missingFile(baseUrl, path);
    const bytes = await download(url(path), path, expected.bytes, options);
    const digest = await sha256(bytes);
    if (digest !== expected.sha256) {
      throw new UserError(
        'bad-file',
        `${url(path)}: its SHA-256 is ${digest}, ${expected.sha256} was expected`,
        'The file was changed or damaged on its way; reload the page, and if that does not help tell whoever runs the site.',
      );
    }
    return bytes;
  };
  return {
    name: baseUrl,
    list: async () => [...entries.keys()],
    open: async (path) => memorySource(await load(path)),
    readText: async (path) => decodeText(await load(path), path),
  };
}

/** @returns the files.json of a folder, text that ends in a newline */
export async function writeManifest(source: FileSource): Promise<string> {
  const files: Record<string, { bytes: number; sha256: string }> = {};
  const paths = (await source.list()).filter((path) => path !== MANIFEST_NAME);
  for (const path of [...paths].sort()) {
    const file = await source.open(path);
    const bytes = await file.read(0, file.size);
    files[path] = { bytes: bytes.length, sha256: await sha256(bytes) };
  }
  return `${JSON.stringify({ files }, null, 1)}\n`;
}

async function download(url: string, path: string, expected: number | null, options: HttpOptions): Promise<Uint8Array> {
  const { signal, onProgress, fetch: get = (input, init) => fetch(input, init) } = options;
  try {
    const response = await get(url, { signal });
    if (response.status === 404) {
      throw new UserError('bad-file', `${url}: not found (HTTP 404)`, 'Check the address; the folder must hold files.json and the files it names.');
    }
    if (!response.ok) throw new UserError('bad-file', `${url}: the server answered HTTP ${response.status}`, 'Try again later.');
    if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '') && !path.endsWith('.html')) {
      throw new UserError('bad-file', `${url}: the server sent a web page instead of ${path}`, 'Check the address, and whether you must sign in first.');
    }
    const bytes = await receive(response, expected, (received, total) => onProgress?.(path, received, total));
    // Content-Length counts encoded bytes, so it says nothing about a compressed answer.
    const promised = response.headers.get('content-encoding') ? null : response.headers.get('content-length');
    const wanted = expected ?? (promised === null ? bytes.length : Number(promised));
    if (bytes.length !== wanted) {
      throw new UserError('bad-file', `${url}: ${bytes.length} bytes came, ${wanted} were expected`, 'The download broke off or the file changed; try again.');
    }
    return bytes;
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (signal?.aborted) throw cancelled(`download of ${path}`);
    throw new UserError(
      'bad-file',
      `${url}: the download failed (${error instanceof Error ? error.message : String(error)})`,
      'Check the connection; another site must allow this page by CORS.',
    );
  }
}

async function receive(
  response: Response,
  expected: number | null,
  onBytes: (received: number, total: number) => void,
): Promise<Uint8Array> {
  const total = expected ?? Number(response.headers.get('content-length') ?? 0);
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    received += value.length;
    onBytes(received, Math.max(total, received));
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function parseManifest(text: string, where: string): FileManifest {
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Reported below, with everything else that is no manifest.
  }
  if (isManifest(json)) return json;
  throw new UserError('bad-file', `${where}: not a list of files with their bytes and sha256`, 'It must read {"files": {"config.json": {"bytes": …, "sha256": "…"}, …}}.');
}

function isManifest(json: unknown): json is FileManifest {
  if (typeof json !== 'object' || json === null || !('files' in json)) return false;
  const { files } = json;
  if (typeof files !== 'object' || files === null) return false;
  return Object.values(files).every(
    (entry: unknown) =>
      typeof entry === 'object' &&
      entry !== null &&
      'bytes' in entry &&
      Number.isSafeInteger(entry.bytes) &&
      'sha256' in entry &&
      typeof entry.sha256 === 'string',
  );
}

async function sha256(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    throw new UserError('unsupported', 'This page cannot check files: the browser offers SHA-256 on secure pages only', 'Open it by https or from localhost.');
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
