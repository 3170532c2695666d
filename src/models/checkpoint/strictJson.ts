/** JSON without JavaScript's leniencies: duplicate keys are errors, objects are Maps, integers stay exact. Knows no file format. */

/** A number as written, since `8` and `8.0` differ to strict readers. */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** @returns the value of a plain, non-negative, exactly representable integer, else null */
  toIndex(): number | null {
    if (!/^(0|[1-9]\d*)$/.test(this.source)) return null;
    const value = Number(this.source);
    return Number.isSafeInteger(value) ? value : null;
  }
}

export type StrictJson = null | boolean | string | JsonNumber | StrictJson[] | Map<string, StrictJson>;

const MAX_DEPTH = 100;
const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERALS: readonly (readonly [string, null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

/** @throws SyntaxError naming the offset */
export function parseStrictJson(text: string): StrictJson {
  let at = 0;
  const fail = (what: string): never => {
    throw new SyntaxError(`${what} at character ${at}`);
  };
  const skip = (): void => {
    WHITESPACE.lastIndex = at;
    WHITESPACE.test(text);
    at = WHITESPACE.lastIndex;
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return null;
    const found = text.slice(at, pattern.lastIndex);
    at = pattern.lastIndex;
    return found;
  };
  const string = (): string => {
    const found = match(STRING);
    if (found === null) return fail('a string was expected');
    const value = JSON.parse(found) as string;
    return /\p{Cs}/u.test(value) ? fail('half a surrogate pair before') : value;
  };
  const eat = (char: string): boolean => {
    skip();
    if (text[at] !== char) return false;
    at++;
    return true;
  };
  const value = (depth: number): StrictJson => {
    if (depth > MAX_DEPTH) return fail(`nested deeper than ${MAX_DEPTH}`);
    skip();
    const char = text[at];
    if (char === '"') return string();
    if (char === '{') return object(depth);
    if (char === '[') return array(depth);
    for (const [literal, meaning] of LITERALS) {
      if (!text.startsWith(literal, at)) continue;
      at += literal.length;
      return meaning;
    }
    const number = match(NUMBER);
    return number === null ? fail('a value was expected') : new JsonNumber(number);
  };
  const object = (depth: number): Map<string, StrictJson> => {
    const entries = new Map<string, StrictJson>();
    at++;
    if (eat('}')) return entries;
    do {
      skip();
      const key = string();
      if (entries.has(key)) return fail(`the key ${JSON.stringify(key)} occurs twice, the second time`);
      if (!eat(':')) return fail('":" was expected');
      entries.set(key, value(depth + 1));
    } while (eat(','));
    return eat('}') ? entries : fail('"," or "}" was expected');
  };
  const array = (depth: number): StrictJson[] => {
    const items: StrictJson[] = [];
    at++;
    if (eat(']')) return items;
    do items.push(value(depth + 1));
    while (eat(','));
    return eat(']') ? items : fail('"," or "]" was expected');
  };

  const result = value(0);
  skip();
  return at === text.length ? result : fail('more text');
}
