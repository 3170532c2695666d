/** Names and addresses of a hub, checked before anything is asked of it. Knows no network. */
import { UserError } from '../../../errors.ts';

export const DEFAULT_HUB = 'https://huggingface.co';
export const DEFAULT_REVISION = 'main';

/** A content security policy cannot name an IPv6 address. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1'];
const NAME = /^[\w.-]{1,96}$/;

/** @returns the address without a trailing slash, or null when it is none that may be asked: https, or http on this machine */
export function hubBase(text: string): string | null {
  if (text.length > 300 || !URL.canParse(text)) return null;
  const { protocol, hostname, host, pathname, username, password, search, hash } = new URL(text);
  if (protocol !== 'https:' && !(protocol === 'http:' && LOCAL_HOSTS.includes(hostname))) return null;
  if (username !== '' || password !== '' || search !== '' || hash !== '') return null;
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}

export function requireHubBase(text: string): string {
  const base = hubBase(text.trim());
  if (base === null) throw new UserError('bad-input', `${JSON.stringify(text)} is no address of a hub`, 'Give an https address, or http://localhost for a hub on this machine, e.g. https://huggingface.co.');
  return base;
}

export interface RepoName {
  readonly repo: string;
  readonly revision: string;
}

/** 'owner/name', 'owner/name@revision', or the address of a model's page; an explicit revision wins over the one in the address. */
export function parseRepo(text: string, revision = ''): RepoName {
  const wanted = text.trim();
  const path = URL.canParse(wanted) ? new URL(wanted).pathname.replace(/^\/+|\/+$/g, '') : wanted;
  const page = /^(?<repo>[^/@]+\/[^/@]+)\/(?:tree|blob|resolve)\/(?<revision>[^/]+)/.exec(path);
  const [repo, at] = page?.groups ? [page.groups['repo'], decodeURIComponent(page.groups['revision'])] : path.split('@', 2);
  const chosen = revision.trim() || at || DEFAULT_REVISION;
  if (!isRepo(repo)) throw new UserError('bad-input', `${JSON.stringify(wanted)} is no name of a model on the hub`, 'It reads owner/name, e.g. facebook/rag-token-nq.');
  if (!isRevision(chosen)) throw new UserError('bad-input', `${JSON.stringify(chosen)} is no revision`, 'Give a branch, a tag or a commit, e.g. main.');
  return { repo, revision: chosen };
}

function isRepo(repo: string): boolean {
  const parts = repo.split('/');
  return parts.length <= 2 && parts.every((part) => NAME.test(part) && !/^[-.]|[-.]$|--|\.\./.test(part));
}

/** Branches may hold slashes: refs/pr/1. */
function isRevision(revision: string): boolean {
  const parts = revision.split('/');
  return revision.length <= 120 && parts.every((part) => NAME.test(part) && part !== '.' && part !== '..');
}

/** Address of one file of a repository. */
export function fileUrl(base: string, repo: string, revision: string, path: string): string {
  return `${base}/${repo}/resolve/${encodeURIComponent(revision)}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/**
 * Sources that a page needs in `connect-src` to load from a hub: the hub itself, and the hosts to which the public hub and
 * its mirrors redirect large files.
 */
export function hubSources(base: string): string[] {
  const { origin } = new URL(base);
  return base.startsWith('http:') ? [origin] : [origin, 'https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'];
}
