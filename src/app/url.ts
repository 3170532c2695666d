/** The settings of the page and their form in the URL hash, validated and clamped. Knows no store and no view. */
import { DEFAULT_HUB, hubBase } from '../models/checkpoint/download/address.ts';
import { DEFAULT_DECODING, DEFAULT_MAX_LENGTH, type DecodingSettings } from '../rag/decoding.ts';
import { PRECISIONS, type Precision } from '../rag/settings.ts';
import { decodingOf, normalizeDecoding, putDecoding } from './decodingUrl.ts';
import type { IndexChoice, Provider, RagMode } from './protocol.ts';

export type ThemeChoice = 'auto' | 'light' | 'dark';
export type ProviderChoice = Provider | 'auto';

export interface Settings {
  readonly mode: RagMode;
  readonly nDocs: number;
  /** Longest answer in tokens, without the start token. */
  readonly maxLength: number;
  readonly index: IndexChoice;
  readonly decoding: DecodingSettings;
  readonly question: string;
  /** Reference answer of the gradient panel. */
  readonly answer: string;
  readonly provider: ProviderChoice;
  /** Of the weights; what cannot run on the provider gives way to q8. */
  readonly precision: Precision;
  readonly theme: ThemeChoice;
  /** A model that is stored in this browser; '' is the embedded one. */
  readonly model: string;
  /** Address of the model hub, or of a mirror. */
  readonly hub: string;
}

export const DEFAULT_SETTINGS: Settings = {
  mode: 'token',
  nDocs: 5,
  maxLength: DEFAULT_MAX_LENGTH,
  index: 'auto',
  decoding: DEFAULT_DECODING,
  question: '',
  answer: '',
  provider: 'auto',
  precision: 'q8',
  theme: 'auto',
  model: '',
  hub: DEFAULT_HUB,
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
export const INDEXES: readonly IndexChoice[] = ['auto', 'exact', 'hybrid', 'bm25', 'int8', 'ivf', 'voy'];
const PROVIDERS: readonly ProviderChoice[] = ['auto', 'webgpu', 'wasm'];
const THEMES: readonly ThemeChoice[] = ['auto', 'light', 'dark'];
/** The name of a model's folder in the store. */
const MODEL_ID = /^[\w.+@-]{0,180}$/;

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
  const maxLength = integer(settings.maxLength, LIMITS.maxLength, DEFAULT_SETTINGS.maxLength);
  return {
    ...settings,
    nDocs: integer(settings.nDocs, LIMITS.nDocs, DEFAULT_SETTINGS.nDocs),
    maxLength,
    decoding: normalizeDecoding(settings.decoding, maxLength),
    question: cleanLine(settings.question, LIMITS.questionLength),
    answer: cleanLine(settings.answer, LIMITS.answerLength),
    model: MODEL_ID.test(settings.model) ? settings.model : DEFAULT_SETTINGS.model,
    hub: hubBase(settings.hub) ?? DEFAULT_SETTINGS.hub,
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
  putDecoding(params, settings.decoding);
  put('answer', settings.answer, DEFAULT_SETTINGS.answer);
  put('provider', settings.provider, DEFAULT_SETTINGS.provider);
  put('precision', settings.precision, DEFAULT_SETTINGS.precision);
  put('theme', settings.theme, DEFAULT_SETTINGS.theme);
  put('model', settings.model, DEFAULT_SETTINGS.model);
  put('hub', settings.hub, DEFAULT_SETTINGS.hub);
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
    decoding: decodingOf(params),
    question: params.get('q') ?? '',
    answer: params.get('answer') ?? '',
    provider: oneOf(PROVIDERS, params.get('provider')) ?? DEFAULT_SETTINGS.provider,
    precision: oneOf(PRECISIONS, params.get('precision')) ?? DEFAULT_SETTINGS.precision,
    theme: oneOf(THEMES, params.get('theme')) ?? DEFAULT_SETTINGS.theme,
    model: params.get('model') ?? '',
    hub: params.get('hub') ?? '',
  });
}
