/** Paths within a store, checked: a name from outside must not reach beyond its folder. Knows no file. */

const MOST_SEGMENTS = 16;
const LONGEST_SEGMENT = 200;

/** True for a relative path of plain names: no empty part, no '.' or '..', no backslash, no control character. */
export function isPlainPath(path: string): boolean {
  const segments = path.split('/');
  return segments.length <= MOST_SEGMENTS && segments.every(isPlainName);
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && name.length <= LONGEST_SEGMENT && !/[\\\p{Cc}\p{Cs}]/u.test(name);
}

/** @returns the parts of a path; throws where a caller let a path through that it should have refused */
export function segmentsOf(path: string): string[] {
  if (!isPlainPath(path)) throw new Error(`internal: ${JSON.stringify(path)} is no path of the store`);
  return path.split('/');
}
