/** The decoding flags of `ask`: the same settings and bounds as on the page, but what is out of bounds is refused. */
import { oneOf, UserError } from '../errors.ts';
import { DECODING_LIMITS, EXTRACTIVE, SEQUENCE_DECODINGS, STRATEGIES, clampDecoding } from '../app/decodingUrl.ts';
import { DEFAULT_DECODING, type DecodingSettings } from '../rag/decoding.ts';

export const DECODING_USAGE =
  '[--strategy greedy|beam|sample] [--beams 4] [--length-penalty 1] [--early-stopping false|true|never] [--min-length 0] [--no-repeat-ngram 0] [--temperature 1] [--top-p 0.9] [--seed 1] [--sequences 4] [--sequence-decoding thorough|fast] [--extractive auto|on|off]';

/** Flags and the numbers that they set. */
const NUMBERS = {
  beams: 'numBeams',
  'length-penalty': 'lengthPenalty',
  'min-length': 'minLength',
  'no-repeat-ngram': 'noRepeatNgramSize',
  temperature: 'temperature',
  'top-p': 'topP',
  seed: 'seed',
  sequences: 'numReturnSequences',
} as const satisfies Record<string, keyof typeof DECODING_LIMITS>;

type NumberFlag = keyof typeof NUMBERS;
const NUMBER_FLAGS = Object.keys(NUMBERS) as NumberFlag[];

const option = { type: 'string' } as const;

/** For `parseArgs`. */
export const DECODING_OPTIONS = {
  strategy: option,
  'early-stopping': option,
  'sequence-decoding': option,
  extractive: option,
  beams: option,
  'length-penalty': option,
  'min-length': option,
  'no-repeat-ngram': option,
  temperature: option,
  'top-p': option,
  seed: option,
  sequences: option,
} as const;

type Flags = { readonly [F in keyof typeof DECODING_OPTIONS]?: string };

/** @param maxLength longest answer in tokens, without the start token */
export function decodingFromFlags(flags: Flags, maxLength: number): DecodingSettings {
  const numbers = Object.fromEntries(NUMBER_FLAGS.flatMap((flag) => (flags[flag] === undefined ? [] : [[NUMBERS[flag], numberOf(flag, flags[flag])]])));
  const early = oneOf(flags['early-stopping'] ?? 'false', ['false', 'true', 'never'], '--early-stopping');
  const decoding: DecodingSettings = {
    ...DEFAULT_DECODING,
    ...numbers,
    strategy: oneOf(flags.strategy ?? DEFAULT_DECODING.strategy, STRATEGIES, '--strategy'),
    sequenceDecoding: oneOf(flags['sequence-decoding'] ?? DEFAULT_DECODING.sequenceDecoding, SEQUENCE_DECODINGS, '--sequence-decoding'),
    extractive: oneOf(flags.extractive ?? DEFAULT_DECODING.extractive, EXTRACTIVE, '--extractive'),
    earlyStopping: early === 'never' ? early : early === 'true',
  };
  if (decoding.minLength >= maxLength) throw new UserError('bad-input', `--min-length is ${decoding.minLength}, and --max-length ${maxLength}`, 'The shortest answer must be shorter than the longest.');
  if (decoding.strategy !== 'beam' || flags.sequences === undefined || decoding.numReturnSequences <= decoding.numBeams) return decoding;
  throw new UserError('bad-input', `--sequences is ${decoding.numReturnSequences}, and --beams ${decoding.numBeams}`, 'A search returns at most as many sequences as it has beams.');
}

function numberOf(flag: NumberFlag, text: string): number {
  const key = NUMBERS[flag];
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (clampDecoding(key, value) === value) return value;
  const [low, high] = DECODING_LIMITS[key];
  const whole = Number.isInteger(clampDecoding(key, low + 0.25));
  throw new UserError('bad-input', `--${flag} is ${text}`, `It must be a ${whole ? 'whole number' : 'number of at most two decimals'} from ${low} to ${high}.`);
}
