/** What an HTTP answer of a hub means for the user, and whether trying again may help. Knows no file and no store. */
import { UserError } from '../../../errors.ts';

/** A failure that may pass by itself: the connection, or a server that is busy. */
export class PassingFailure extends Error {
  /** What the user reads when it does not pass. */
  readonly reason: UserError;
  /** How long the server wants to be left alone; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor(reason: UserError, waitMs: number | null = null) {
    super(reason.message);
    this.name = 'PassingFailure';
    this.reason = reason;
    this.retryAfterMs = waitMs;
  }
}

const hostOf = (url: string): string => new URL(url).host;

/** Throws unless the answer carries what was asked for. @param what e.g. 'config.json' or 'the list of files' */
export function checkAnswer(response: Response, url: string, what: string, now: number): void {
  if (!response.ok) throw failureOf(response, url, what, now);
  if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '') && !/\.html?$/.test(what)) {
    throw new UserError('network', `${hostOf(url)} sent a web page instead of ${what}`, 'A network that wants you to sign in does that, and so does a wrong address of the hub. Open the hub in another tab, then try again.');
  }
}

function failureOf(response: Response, url: string, what: string, now: number): UserError | PassingFailure {
  const host = hostOf(url);
  const code = response.headers.get('x-error-code');
  switch (response.status) {
    case 401:
    case 403:
      return refused(host, what, response.status, code);
    case 404:
      if (code === 'RevisionNotFound') return new UserError('network', `${host} does not know this revision (HTTP 404)`, 'Check the branch, tag or commit; most models have main.');
      return new UserError('network', `${host} has no ${what} (HTTP 404)`, 'Check the name of the model and its revision.');
    case 408:
      return new PassingFailure(new UserError('network', `${host} gave up waiting (HTTP 408)`, 'Try again.'));
    case 429: {
      const wait = retryAfterMs(response.headers.get('retry-after'), now);
      const when = wait === null ? 'in a few minutes' : `in ${spoken(wait)}`;
      return new PassingFailure(new UserError('network', `${host} has had too many requests from this network (HTTP 429)`, `Go on ${when}; what has arrived is kept.`), wait);
    }
    default:
      if (response.status >= 500) {
        return new PassingFailure(
          new UserError('network', `${host} failed with HTTP ${response.status} at ${what}`, 'The fault is on its side. Go on later; what has arrived is kept.'),
          retryAfterMs(response.headers.get('retry-after'), now),
        );
      }
      return new UserError('network', `${host} answered HTTP ${response.status} to the request for ${what}`, 'Check the name of the model and the address of the hub.');
  }
}

/** The public hub answers 401 for what does not exist as well, so that nobody can find private names by trying. */
function refused(host: string, what: string, status: number, code: string | null): UserError {
  if (code === 'GatedRepo') {
    return new UserError('access', `${host} gives ${what} only to those who accepted its terms: the model is gated (HTTP ${status})`, 'Accept the terms on its page there, make an access token of your account that may read it, and give it here. Or download the folder there and open it with “From a folder”.');
  }
  return new UserError('access', `${host} refuses ${what} without a sign-in (HTTP ${status})`, 'The model is private or gated, or its name is misspelt: the hub does not say which. With access, give a token of your account here, or download the folder there and open it with “From a folder”.');
}

/** @returns milliseconds of a Retry-After header in seconds or as a date; null where it says nothing readable */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function spoken(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
}

/** A request that brought no answer at all. @param online navigator.onLine, where the platform knows it */
export function unreachable(url: string, error: unknown, online: boolean | undefined): PassingFailure {
  if (online === false) return new PassingFailure(new UserError('network', 'This device is offline', 'Go on when it is connected again; what has arrived is kept.'));
  const detail = error instanceof Error && error.message !== '' ? ` (${error.message})` : '';
  return new PassingFailure(new UserError('network', `${hostOf(url)} could not be reached${detail}`, 'Check the connection and the address of the hub; a mirror must allow this page by CORS. What has arrived is kept.'));
}
