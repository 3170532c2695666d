/** Reads one list of strings written as JSON or as a Python literal. Knows no file; the caller names the line. */

/** What was wrong and at which character (0-based) of the text. */
export class ListSyntaxError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'ListSyntaxError';
    this.at = at;
  }
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', '0': '\0', '\\': '\\', "'": "'", '"': '"', '/': '/' }),
);

/** Numbers of hexadecimal digits after \x, \u and \U. */
const HEX_ESCAPES: ReadonlyMap<string, number> = new Map([['x', 2], ['u', 4], ['U', 8]]);

class ListReader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  read(): string[] {
    this.space();
    const close = { '[': ']', '(': ')' }[this.peek()];
    if (close === undefined) throw this.error('expected [');
    this.at++;
    const items: string[] = [];
    for (this.space(); this.peek() !== close; this.space()) {
      items.push(this.item());
      this.space();
      if (this.peek() === ',') this.at++;
      else if (this.peek() !== close) throw this.error(`expected , or ${close}`);
    }
    this.at++;
    this.space();
    if (this.at < this.text.length) throw this.error('unexpected text after the list');
    return items;
  }

  private peek(): string {
    return this.text.charAt(this.at);
  }

  private space(): void {
    while (/\s/.test(this.peek())) this.at++;
  }

  private error(message: string): ListSyntaxError {
    return new ListSyntaxError(this.at < this.text.length ? message : `${message}, but the text ends`, this.at);
  }

  /** A string, or adjacent strings that Python joins, or a number as it is written. */
  private item(): string {
    const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/.exec(this.text.slice(this.at));
    if (number !== null) {
      this.at += number[0].length;
      return number[0];
    }
    let joined = '';
    let found = false;
    for (let prefix = this.prefix(); prefix !== null; prefix = this.prefix()) {
      joined += this.string(prefix);
      found = true;
      this.space();
    }
    if (!found) throw this.error('expected a quoted string');
    return joined;
  }

  /** Steps over the optional u or r before an opening quote; null when no string starts here. */
  private prefix(): { readonly raw: boolean } | null {
    const match = /^([urUR]?)(?=['"])/.exec(this.text.slice(this.at, this.at + 2));
    if (match === null) return null;
    this.at += match[1].length;
    return { raw: match[1].toLowerCase() === 'r' };
  }

  private string({ raw }: { readonly raw: boolean }): string {
    const quote = this.peek();
    this.at++;
    let value = '';
    for (; this.peek() !== quote; ) {
      if (this.at >= this.text.length) throw this.error(`expected the closing ${quote}`);
      if (this.peek() === '\\' && raw) {
        value += this.text.slice(this.at, this.at + 2);
        this.at += 2;
      } else {
        value += this.peek() === '\\' ? this.escape() : this.text[this.at++];
      }
    }
    this.at++;
    return value;
  }

  private escape(): string {
    const letter = this.text.charAt(this.at + 1);
    const digits = HEX_ESCAPES.get(letter);
    if (digits !== undefined) {
      const hex = this.text.slice(this.at + 2, this.at + 2 + digits);
      const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Infinity;
      if (code > 0x10ffff) throw this.error(`\\${letter} needs ${digits} hexadecimal digits of a Unicode character`);
      this.at += 2 + digits;
      return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
    }
    this.at += 2;
    // Python keeps the backslash of an escape that it does not know.
    return SIMPLE_ESCAPES.get(letter) ?? `\\${letter}`;
  }
}

/** Throws ListSyntaxError. Numbers become strings as written; a tuple counts as a list. */
export function parseStringList(text: string): string[] {
  return new ListReader(text).read();
}
