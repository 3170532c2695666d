/**
 * A hub's client: what a repository holds, with sizes and digests, and a plan of what to download of it. Asks for small JSON
 * only; fetchFile.ts brings the files.
 */
import { cancelled, UserError } from '../../../errors.ts';
import { isPlainPath } from '../../../storage/paths.ts';
import { fileUrl } from './address.ts';
import { PLAIN_REQUEST, type Fetch } from './fetchFile.ts';
import { checkAnswer, unreachable } from './httpFailure.ts';
import { isRecord } from './json.ts';
import { retrying, type RetryPolicy } from './retry.ts';
import { neededFiles } from './select.ts';
import type { Digest, DownloadPlan, HubPart, PlannedFile } from './types.ts';

/** A list of files is a few kilobytes; what is larger is not one, or not one for this page. */
const MOST_LIST_BYTES = 8_000_000;
const MOST_PAGES = 20;

export interface HubOptions {
  readonly fetch: Fetch;
  readonly policy: RetryPolicy;
  readonly signal?: AbortSignal;
  readonly now: () => number;
  readonly online?: () => boolean | undefined;
}

export interface WantedRepo {
  readonly repo: string;
  readonly revision: string;
  /** Folder of the checkpoint that it fills; '' is the root. */
  readonly into: string;
}

interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly digest: Digest | null;
}

interface RepoFacts {
  readonly commit: string | null;
  readonly licence: string | null;
}

/**
 * @param base from requireHubBase
 * @param wanted the model, and where it lacks one, the repository of its context encoder (into: 'ctx_encoder')
 */
export async function planDownload(base: string, wanted: readonly WantedRepo[], options: HubOptions): Promise<DownloadPlan> {
  const parts: HubPart[] = [];
  const files: PlannedFile[] = [];
  const licences = new Set<string>();
  for (const { repo, revision, into } of wanted) {
    const facts = await factsOf(base, repo, revision, options);
    // Pinned to a commit where the hub names one, so that all files are of one version, today and when it is resumed.
    const at = facts.commit ?? revision;
    const listed = new Map((await listFiles(base, repo, at, options)).map((file) => [file.path, file]));
    for (const path of neededFiles(repo, [...listed.keys()])) {
      const target = into === '' ? path : `${into}/${path}`;
      if (files.some((file) => file.path === target)) continue;
      const { bytes, digest } = listed.get(path)!;
      files.push({ path: target, url: fileUrl(base, repo, at, path), bytes, digest });
    }
    parts.push({ repo, revision, commit: facts.commit, into });
    if (facts.licence !== null) licences.add(facts.licence);
  }
  return {
    id: planId(base, parts),
    name: parts[0].repo,
    origin: { kind: 'hub', base, parts },
    licence: licences.size === 0 ? 'not stated' : [...licences].join(', '),
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    notes: notesOn(files),
  };
}

/** All files of a repository at a revision. */
export async function listFiles(base: string, repo: string, revision: string, options: HubOptions): Promise<Listed[]> {
  const files: Listed[] = [];
  let url: string | null = `${base}/api/models/${repo}/tree/${encodeURIComponent(revision)}?recursive=true`;
  for (let page = 0; url !== null; page++) {
    if (page === MOST_PAGES) throw new UserError('unsupported', `${repo} has too many files to list`, 'Download its folder by other means and open it with “From a folder”.');
    const { json, response }: { json: unknown; response: Response } = await getJson(url, `model ${repo} at revision ${revision}`, options);
    if (!Array.isArray(json)) throw notTheHub(url);
    for (const entry of json) {
      const file = listedFile(entry);
      if (file) files.push(file);
    }
    url = nextPage(response.headers.get('link'), url);
  }
  return files;
}

/** What a mirror does not offer is not needed: without it the revision is not pinned, and the card states the licence. */
async function factsOf(base: string, repo: string, revision: string, options: HubOptions): Promise<RepoFacts> {
  try {
    const { json } = await getJson(`${base}/api/models/${repo}/revision/${encodeURIComponent(revision)}`, `model ${repo}`, { ...options, policy: { ...options.policy, attempts: 1 } });
    const commit = isRecord(json) && typeof json['sha'] === 'string' && /^[0-9a-f]{40,64}$/.test(json['sha']) ? json['sha'] : null;
    return { commit, licence: isRecord(json) ? licenceOf(json) : null };
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return { commit: null, licence: null };
  }
}

function licenceOf(model: Record<string, unknown>): string | null {
  const card = model['cardData'];
  const named = isRecord(card) ? card['license'] : undefined;
  if (typeof named === 'string') return named.slice(0, 80);
  const tags: unknown[] = Array.isArray(model['tags']) ? model['tags'] : [];
  const tag = tags.find((entry): entry is string => typeof entry === 'string' && entry.startsWith('license:'));
  return tag ? tag.slice('license:'.length, 90) : null;
}

function listedFile(entry: unknown): Listed | null {
  if (!isRecord(entry) || entry['type'] !== 'file') return null;
  const { path, size, oid, lfs } = entry;
  if (typeof path !== 'string' || !isPlainPath(path)) return null;
  const large = isRecord(lfs) ? lfs : null;
  const bytes = large?.['size'] ?? size;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return null;
  return { path, bytes, digest: large ? digestOf('sha256', 64, large['oid']) : digestOf('git-sha1', 40, oid) };
}

function digestOf(kind: Digest['kind'], digits: number, oid: unknown): Digest | null {
  const hex = typeof oid === 'string' ? oid.replace(/^sha256:/, '').toLowerCase() : '';
  return hex.length === digits && /^[0-9a-f]+$/.test(hex) ? { kind, hex } : null;
}

/** The next page of a list, only where it lies on the same hub. */
function nextPage(link: string | null, current: string): string | null {
  const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  if (next === undefined || !URL.canParse(next, current)) return null;
  const url = new URL(next, current);
  return url.origin === new URL(current).origin && url.href !== current ? url.href : null;
}

async function getJson(url: string, what: string, options: HubOptions): Promise<{ json: unknown; response: Response }> {
  const { fetch, policy, signal, now, online } = options;
  const attempt = async (): Promise<{ json: unknown; response: Response }> => {
    const timeout = AbortSignal.timeout(policy.stallMs);
    try {
      const response = await fetch(url, { ...PLAIN_REQUEST, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
      checkAnswer(response, url, what, now());
      const text = await response.text();
      if (text.length > MOST_LIST_BYTES) throw notTheHub(url);
      return { json: parsed(text, url), response };
    } catch (error) {
      if (signal?.aborted) throw cancelled('looking the model up');
      throw error instanceof TypeError || error instanceof DOMException ? unreachable(url, error, online?.()) : error;
    }
  };
  return retrying(attempt, { policy, signal, progress: () => 0 });
}

function parsed(text: string, url: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw notTheHub(url);
  }
}

function notTheHub(url: string): UserError {
  return new UserError('network', `${new URL(url).host} answered, but not as a hub does`, 'Check the address of the hub; it must speak the API of huggingface.co.');
}

/** A folder's name: readable, and different for each version of each part. */
function planId(base: string, parts: readonly HubPart[]): string {
  const plain = (text: string): string => text.replace(/[^\w.-]+/g, '--');
  const named = parts.map(({ repo, revision, commit }) => `${plain(repo)}@${commit === null ? plain(revision) : commit.slice(0, 10)}`).join('+');
  const host = new URL(base).host;
  return `${host === 'huggingface.co' ? '' : `${plain(host)}_`}${named}`.slice(0, 180);
}

function notesOn(files: readonly PlannedFile[]): string[] {
  const has = (pattern: RegExp): boolean => files.some(({ path }) => pattern.test(path));
  const notes: string[] = [];
  if (!has(/^ctx_encoder\/config\.json$/)) notes.push('It holds no context encoder (ctx_encoder/): passages cannot be embedded with it alone. Go back, name the repository of one under “Context encoder”, and look it up again.');
  if (has(/\.bin$/) && !has(/\.safetensors$/)) notes.push('Its weights are a pickle (pytorch_model.bin). ragscope reads tensors out of it and never executes anything.');
  const unchecked = files.filter(({ digest }) => digest === null).length;
  if (unchecked > 0) notes.push(`The hub states no digest for ${unchecked} of its files; for those only the length is checked.`);
  return notes;
}
