/** Numbers and tokens as the page writes them. Knows no view. */

/** A share in [0, 1] as a percentage, without line breaks. What is short of certain is not rounded up to 100 %. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const value = share * 100;
  if (value === 0) return '0\u00a0%';
  if (value < 0.1) return '<\u00a00.1\u00a0%';
  if (value > 99.9 && share < 1) return '>\u00a099.9\u00a0%';
  return value >= 99.95 ? '100\u00a0%' : `${value.toFixed(1)}\u00a0%`;
}

/** A signed number with a true minus sign. */
export function signed(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}

/** A number with a true minus sign and no plus. */
export function decimal(value: number, digits = 3): string {
  if (value === -Infinity) return '−∞';
  return signed(value, digits).replace(/^\+/, '');
}

/** Small or large magnitudes in scientific form, for errors and norms. */
export function scientific(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 0.001 && Math.abs(value) < 10_000) return decimal(value, Math.abs(value) >= 100 ? 1 : 4);
  const [mantissa, exponent] = value.toExponential(1).split('e');
  return `${mantissa.replace('-', '−')} × 10${superscript(Number(exponent))}`;
}

function superscript(exponent: number): string {
  return String(exponent).replace(/[-\d]/g, (digit) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'[digit === '-' ? 0 : Number(digit) + 1]);
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes in decimal units, as download sizes are told. */
export function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value >= 100 ? Math.round(value) : value.toFixed(value >= 10 ? 0 : 1)} MB`;
}

/** Bytes from a few to many gigabytes, in decimal units. */
export function fileSize(bytes: number): string {
  if (bytes < 1_000) return `${count(bytes)} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? megabytes(bytes) : `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 1)} GB`;
}

export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Time left, rounded so that it does not flicker. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '';
  if (seconds < 2) return 'almost done';
  if (seconds < 90) return `about ${Math.round(seconds)} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

/** True for tokens that steer decoding and are no text of the answer. */
export function isSpecialToken(text: string): boolean {
  return text === '' || /^<(\/?s|pad|mask|unk)>$/.test(text) || /^\[(CLS|SEP|PAD|UNK|MASK|EOS|BOS)\]$/.test(text);
}

/** One token as visible text: white space that a reader could not see is drawn. */
export function tokenLabel(text: string): string {
  if (text === '' || text === '</s>') return 'end';
  return text.trim() === '' ? text.replace(/\n/g, '⏎').replace(/[^⏎]/g, '␣') : text.trim();
}
