/** JSON as the journal's segments hold it. Knows no segment. */

export function jsonBytes(value: unknown): Uint8Array {
  // JSON.stringify escapes lone surrogates, which UTF-8 could not hold: what is read back is what was given.
  return new TextEncoder().encode(JSON.stringify(value));
}

/** The bytes are our own and checked, so their shape is taken on trust. */
export function jsonOf<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
