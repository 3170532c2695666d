/** The settings of the page and their form in the URL hash, validated and clamped. Knows no store and no view. */
import type { IndexName, Provider, RagMode } from './protocol.ts';

export type ThemeChoice = 'auto' | 'light' | 'dark';
export type ProviderChoice = Provider | 'auto';

export interface Settings {
  readonly mode: RagMode;
  readonly nDocs: number;
  /** Longest answer in tokens, without the start token. */
  readonly maxLength: number;
  readonly index: IndexName;
  readonly question: string;
  /** Reference answer of the gradient panel. */
  readonly answer: string;
  readonly provider: ProviderChoice;
  readonly theme: ThemeChoice;
}

export const DEFAULT_SETTINGS: Settings = {
  mode: 'token',
  nDocs: 5,
  maxLength: 24,
  index: 'exact',
  question: '',
  answer: '',
  provider: 'auto',
  theme: 'auto',
};

/** Inclusive bounds; text lengths in UTF-16 units. */
export const LIMITS = {
  nDocs: [1, 10],
  /** The last token is the end of the answer, so an answer of one token would be none. */
  maxLength: [2, 64],
  questionLength: 2000,
  answerLength: 1000,
} as const;

const MODES: readonly RagMode[] = ['token', 'sequence'];
const INDEXES: readonly IndexName[] = ['exact', 'voy'];
const PROVIDERS: readonly ProviderChoice[] = ['auto', 'webgpu', 'wasm'];
const THEMES: readonly ThemeChoice[] = ['auto', 'light', 'dark'];

const oneOf = <T extends string>(values: readonly T[], wanted: string | null): T | undefined =>
  values.find((value) => value === wanted);

function clampInteger(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, Math.round(value)));
}

/** Accepts plain decimal integers only: '0x5', '1e9', ' 5' and '' are not settings that this page ever wrote. */
function integerOf(text: string | null, bounds: readonly [number, number]): number | undefined {
  return text !== null && /^-?\d{1,9}$/.test(text) ? clampInteger(Number(text), bounds) : undefined;
}

/** One line without control characters or lone surrogates (which encodeURIComponent refuses), cut to `limit`. */
export function cleanLine(text: string, limit: number): string {
  return text
    .slice(0, limit)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\uFFFD');
}

/** Brings settings from anywhere within bounds; the store calls it on every change. */
export function normalizeSettings(settings: Settings): Settings {
  const integer = (value: number, bounds: readonly [number, number], fallback: number): number =>
    Number.isFinite(value) ? clampInteger(value, bounds) : fallback;
  return {
    ...settings,
    nDocs: integer(settings.nDocs, LIMITS.nDocs, DEFAULT_SETTINGS.nDocs),
    maxLength: integer(settings.maxLength, LIMITS.maxLength, DEFAULT_SETTINGS.maxLength),
    question: cleanLine(settings.question, LIMITS.questionLength),
    answer: cleanLine(settings.answer, LIMITS.answerLength),
  };
}

/**
 * Settings as a URL hash ('' when all are defaults). The hash, not the query: browsers never send it to a server,
 * so a question in a shared link stays with those who share it.
 */
export function encodeSettings(settings: Settings): string {
  const params = new URLSearchParams();
  const put = (key: string, value: string, fallback: string): void => {
    if (value !== fallback) params.set(key, value);
  };
  put('q', settings.question, DEFAULT_SETTINGS.question);
  put('mode', settings.mode, DEFAULT_SETTINGS.mode);
  put('docs', String(settings.nDocs), String(DEFAULT_SETTINGS.nDocs));
  put('length', String(settings.maxLength), String(DEFAULT_SETTINGS.maxLength));
  put('index', settings.index, DEFAULT_SETTINGS.index);
  put('answer', settings.answer, DEFAULT_SETTINGS.answer);
  put('provider', settings.provider, DEFAULT_SETTINGS.provider);
  put('theme', settings.theme, DEFAULT_SETTINGS.theme);
  const text = params.toString();
  return text === '' ? '' : `#${text}`;
}

/** Settings from a URL hash: unknown keys and unreadable values are ignored, numbers clamped, text cut. Never throws. */
export function decodeSettings(hash: string): Settings {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  return normalizeSettings({
    mode: oneOf(MODES, params.get('mode')) ?? DEFAULT_SETTINGS.mode,
    nDocs: integerOf(params.get('docs'), LIMITS.nDocs) ?? DEFAULT_SETTINGS.nDocs,
    maxLength: integerOf(params.get('length'), LIMITS.maxLength) ?? DEFAULT_SETTINGS.maxLength,
    index: oneOf(INDEXES, params.get('index')) ?? DEFAULT_SETTINGS.index,
    question: params.get('q') ?? '',
    answer: params.get('answer') ?? '',
    provider: oneOf(PROVIDERS, params.get('provider')) ?? DEFAULT_SETTINGS.provider,
    theme: oneOf(THEMES, params.get('theme')) ?? DEFAULT_SETTINGS.theme,
  });
}
