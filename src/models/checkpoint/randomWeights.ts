/** Seeded random weights of sane scale, one tensor at a time; a tensor depends on seed and name alone. Knows no model and no file. */

/** Standard deviation of BERT's and BART's own initial matrices (`initializer_range`, `init_std`). */
const MATRIX_STD = 0.02;

/** Unit layer norms, zero biases, normal(0, 0.02) matrices and tables: activations keep the scale that post-norm gives them. */
export function randomWeight(name: string, dims: readonly number[], seed: number): Float32Array {
  const values = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
  if (name.endsWith('bias')) return values;
  if (/layer_?norm(_embedding)?\.weight$/i.test(name)) return values.fill(1);
  fillNormal(values, uniform(seed, name), MATRIX_STD);
  return values;
}

/** Fills with normal(0, std), two at a time (Box and Muller 1958). @param next numbers in [0, 1) */
export function fillNormal(values: Float32Array, next: () => number, std = 1): void {
  for (let i = 0; i < values.length; i += 2) {
    const radius = std * Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    values[i] = radius * Math.cos(angle);
    // Beyond the end of an array of odd length this writes nothing.
    values[i + 1] = radius * Math.sin(angle);
  }
}

/** Numbers in [0, 1) that depend on seed and label alone (xorshift128, Marsaglia 2003). */
export function uniform(seed: number, label: string): () => number {
  // FNV-1a over the label; the rounds below spread it over the whole state.
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
  let x = hash;
  let y = seed | 0;
  let z = Math.imul(hash, 0x9e3779b1);
  let w = 0x6c078965;
  const next = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return (w >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 32; i++) next();
  return next;
}
