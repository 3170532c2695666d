/** The decoding settings' part of the URL hash, validated and clamped. Knows no other setting. */
import { DEFAULT_DECODING, type DecodingSettings, type Extractive, type SequenceDecoding, type Strategy } from '../rag/decoding.ts';

type Bounds = readonly [low: number, high: number];

/** Inclusive bounds. */
export const DECODING_LIMITS = {
  numBeams: [1, 8],
  lengthPenalty: [-2, 5],
  /** At most one less than the longest answer. */
  minLength: [0, 63],
  noRepeatNgramSize: [0, 10],
  temperature: [0.05, 5],
  topP: [0.05, 1],
  seed: [0, 2 ** 32 - 1],
  numReturnSequences: [1, 8],
} as const satisfies Partial<Record<keyof DecodingSettings, Bounds>>;

type NumberKey = keyof typeof DECODING_LIMITS;

/** Settings that are no whole numbers keep this many decimals, so that an address says what runs. */
const DECIMALS: Partial<Record<NumberKey, number>> = { lengthPenalty: 2, temperature: 2, topP: 2 };

export const STRATEGIES: readonly Strategy[] = ['greedy', 'beam', 'sample'];
export const SEQUENCE_DECODINGS: readonly SequenceDecoding[] = ['thorough', 'fast'];
export const EXTRACTIVE: readonly Extractive[] = ['auto', 'on', 'off'];
const EARLY_STOPPING = { false: false, true: true, never: 'never' } as const;

/** Keys of the hash; short, since they are read in addresses. */
const KEYS = {
  numBeams: 'beams',
  lengthPenalty: 'penalty',
  minLength: 'min',
  noRepeatNgramSize: 'norepeat',
  temperature: 'temperature',
  topP: 'topp',
  seed: 'seed',
  numReturnSequences: 'sequences',
} as const satisfies Record<NumberKey, string>;

const NUMBER_KEYS = Object.keys(KEYS) as NumberKey[];

/** Within bounds and at its number of decimals; what is no number becomes the default. */
export function clampDecoding(key: NumberKey, value: number): number {
  const [low, high] = DECODING_LIMITS[key];
  const scale = 10 ** (DECIMALS[key] ?? 0);
  // Adding zero leaves no negative one, which an address cannot say.
  return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.round(value * scale) / scale)) + 0 : DEFAULT_DECODING[key];
}

/** @param maxLength longest answer in tokens: a shortest one must leave room for its end */
export function normalizeDecoding(decoding: DecodingSettings, maxLength: number): DecodingSettings {
  const numbers = Object.fromEntries(NUMBER_KEYS.map((key) => [key, clampDecoding(key, decoding[key])])) as Record<NumberKey, number>;
  const mostSequences = decoding.strategy === 'beam' ? numbers.numBeams : numbers.numReturnSequences;
  return { ...decoding, ...numbers, minLength: Math.min(numbers.minLength, maxLength - 1), numReturnSequences: Math.min(numbers.numReturnSequences, mostSequences) };
}

/** Writes what differs from the defaults. */
export function putDecoding(params: URLSearchParams, decoding: DecodingSettings): void {
  const put = (key: string, value: string, fallback: string): void => {
    if (value !== fallback) params.set(key, value);
  };
  put('decode', decoding.strategy, DEFAULT_DECODING.strategy);
  put('early', String(decoding.earlyStopping), String(DEFAULT_DECODING.earlyStopping));
  put('rescore', decoding.sequenceDecoding, DEFAULT_DECODING.sequenceDecoding);
  put('extractive', decoding.extractive, DEFAULT_DECODING.extractive);
  for (const key of NUMBER_KEYS) put(KEYS[key], String(decoding[key]), String(DEFAULT_DECODING[key]));
}

/** Unknown and unreadable values become defaults; the caller normalizes. Never throws. */
export function decodingOf(params: URLSearchParams): DecodingSettings {
  const early = params.get('early') ?? '';
  const numbers = Object.fromEntries(NUMBER_KEYS.map((key) => [key, decimalOf(params.get(KEYS[key])) ?? DEFAULT_DECODING[key]])) as Record<NumberKey, number>;
  return {
    ...numbers,
    strategy: STRATEGIES.find((s) => s === params.get('decode')) ?? DEFAULT_DECODING.strategy,
    earlyStopping: Object.hasOwn(EARLY_STOPPING, early) ? EARLY_STOPPING[early as keyof typeof EARLY_STOPPING] : DEFAULT_DECODING.earlyStopping,
    sequenceDecoding: SEQUENCE_DECODINGS.find((s) => s === params.get('rescore')) ?? DEFAULT_DECODING.sequenceDecoding,
    extractive: EXTRACTIVE.find((s) => s === params.get('extractive')) ?? DEFAULT_DECODING.extractive,
  };
}

/** Plain decimals only: '0x5', '1e9', ' 5' and '' are not settings that this page ever wrote. */
function decimalOf(text: string | null): number | undefined {
  return text !== null && /^-?\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}
