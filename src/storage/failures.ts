/** Turns what a browser throws about files into errors that say what to do. Knows no store. */
import { UserError } from '../errors.ts';

export function noRoom(path: string): UserError {
  return new UserError('storage', `There is no room left for ${path}`, 'The browser gives this page only so much space: delete models that you no longer need in the model panel, or free space on the disk.');
}

export function missing(path: string): UserError {
  return new UserError('storage', `${path} is not in the browser’s storage any more`, 'It was deleted, here or in another tab, or the browser made room. Download it again.');
}

/** @param what e.g. 'writing models/x/config.json' */
export function storageError(error: unknown, what: string, path: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  switch (error.name) {
    case 'QuotaExceededError':
      return noRoom(path);
    case 'NotFoundError':
      return missing(path);
    case 'NoModificationAllowedError':
    case 'InvalidStateError':
      return new UserError('storage', `${what}: the file is in use`, 'Another tab of ragscope is working on it. Close it, or wait until it is done.');
    case 'SecurityError':
    case 'NotAllowedError':
      return new UserError('storage', `${what}: the browser refuses to store files for this page`, 'Private windows and blocked site data do that. Allow storage for this page, or use a normal window.');
    case 'NotReadableError':
      return new UserError('storage', `${what}: the file could not be read (${error.message})`, 'It may have been changed meanwhile. Try again, or delete it and download it again.');
    default:
      return error;
  }
}
