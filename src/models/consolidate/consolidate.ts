/** Puts a RAG model together from a question encoder, a context encoder and a generator, as the reference's consolidation script does. Computes nothing. */
import { UserError } from '../../errors.ts';
import { openCheckpoint } from '../checkpoint/checkpoint.ts';
import { embeddingDim, parseBartConfig, parseRagConfig, type BartConfig, type BertConfig, type RagConfig } from '../checkpoint/config.ts';
import { licenceInCard } from '../checkpoint/licence.ts';
import type { FileSource } from '../checkpoint/source.ts';
import { resolveBart, type ModelWeights } from '../checkpoint/weights.ts';
import { loadTokenizer } from '../tokenizer/load.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { field, modelType, openEncoder, type Encoder, type Pooling } from './encoder.ts';

/** One folder a part. A whole `rag` folder may stand for its question encoder and its generator. */
export interface RagParts {
  readonly questionEncoder?: FileSource;
  /** Where one encoder is named, it embeds questions and passages alike. */
  readonly contextEncoder?: FileSource;
  readonly generator: FileSource;
  /** Overrides what the encoders' folders say. */
  readonly pooling?: Pooling;
}

export interface Consolidated {
  readonly name: string;
  readonly config: RagConfig;
  readonly contextEncoder: BertConfig;
  readonly questionWeights: ModelWeights;
  /** Null: the question encoder embeds passages, too. */
  readonly contextWeights: ModelWeights | null;
  readonly generatorWeights: ModelWeights;
  readonly questionTokenizer: TokenizerOfPart;
  readonly generatorTokenizer: TokenizerOfPart;
  /** config.json of the whole RAG folder that a part came from, for what only ragscope reads; null where there is none. */
  readonly ragFile: unknown;
  readonly licence: string;
  /** The parts' model cards, Markdown. */
  readonly card: string;
}

export interface TokenizerOfPart {
  readonly tokenizer: Tokenizer;
  readonly source: FileSource;
  readonly folder: string;
}

/** @throws UserError where the parts do not fit each other, or one is of an architecture that does not run here */
export async function consolidate({ questionEncoder, contextEncoder, generator, pooling }: RagParts): Promise<Consolidated> {
  const asking = questionEncoder ?? contextEncoder;
  if (!asking) throw new UserError('bad-input', 'no encoder is named', 'Name a question encoder, a context encoder, or both.');
  const question = await openEncoder(asking, questionEncoder ? 'question_encoder' : 'ctx_encoder', pooling);
  const context = questionEncoder && contextEncoder ? await openEncoder(contextEncoder, 'ctx_encoder', pooling) : null;
  if (context) checkPair(question, context);
  const { settings, config: bart, weights, tokenizerFolder, ragFile } = await openGenerator(generator);
  const questionTokenizer = await tokenizerOf(asking, question.tokenizerFolder, question.config.vocabSize);
  const generatorTokenizer = await tokenizerOf(generator, tokenizerFolder, bart.vocabSize, 'byte-level-bpe');
  const sources = new Map<FileSource, string>([[asking, 'Question encoder'], ...(context && contextEncoder ? [[contextEncoder, 'Context encoder'] as const] : []), [generator, 'Generator']]);
  const cards = await cardsOf(sources);
  return {
    name: [...sources.keys()].map((source) => source.name).join(' + '),
    config: { ...settings, retrievalVectorSize: embeddingDim(question.config), questionEncoder: question.config, generator: bart },
    contextEncoder: (context ?? question).config,
    questionWeights: question.weights,
    contextWeights: context?.weights ?? null,
    generatorWeights: weights,
    questionTokenizer,
    generatorTokenizer,
    ragFile,
    licence: cards.licence,
    card: cards.text,
  };
}

function checkPair(question: Encoder, context: Encoder): void {
  const [q, c] = [embeddingDim(question.config), embeddingDim(context.config)];
  if (q !== c)
    throw new UserError('bad-file', `the question encoder ${question.name} gives vectors of ${q} dimensions, the context encoder ${context.name} of ${c}`, 'Use the two encoders of one DPR pair.');
  if (question.config.vocabSize !== context.config.vocabSize)
    throw new UserError(
      'bad-file',
      `the question encoder ${question.name} has a vocabulary of ${question.config.vocabSize}, the context encoder ${context.name} of ${context.config.vocabSize}`,
      'Both towers read one tokenizer; use the two encoders of one pair.',
    );
}

interface OpenedGenerator {
  /** RagConfig without its models: a `rag` folder's own, else the defaults. */
  readonly settings: Omit<RagConfig, 'questionEncoder' | 'generator'>;
  readonly config: BartConfig;
  readonly weights: ModelWeights;
  readonly tokenizerFolder: string;
  readonly ragFile: unknown;
}

async function openGenerator(source: FileSource): Promise<OpenedGenerator> {
  const checkpoint = await openCheckpoint(source);
  const where = `${source.name}/config.json`;
  const rag = modelType(checkpoint.config) === 'rag';
  const config = parseBartConfig(rag ? field(checkpoint.config, 'generator') : checkpoint.config, where);
  return {
    settings: rag ? parseRagConfig(checkpoint.config, where) : DEFAULTS,
    config,
    weights: resolveBart(checkpoint, { config }),
    tokenizerFolder: rag ? 'generator_tokenizer' : '',
    ragFile: rag ? checkpoint.config : null,
  };
}

/** transformers' RagConfig. */
const DEFAULTS: OpenedGenerator['settings'] = {
  nDocs: 5,
  titleSep: ' / ',
  docSep: ' // ',
  maxCombinedLength: 300,
  retrievalVectorSize: 768,
  labelSmoothing: 0,
  reduceLoss: false,
  excludeBosScore: false,
  doDeduplication: true,
};

/** @param kind default: any */
async function tokenizerOf(source: FileSource, folder: string, modelVocabulary: number, kind?: Tokenizer['kind']): Promise<TokenizerOfPart> {
  const tokenizer = await loadTokenizer(source, folder);
  const where = folder === '' ? source.name : `${source.name}/${folder}`;
  if (kind && tokenizer.kind !== kind)
    throw new UserError('unsupported', `${where}: a ${tokenizer.kind} tokenizer where ${kind} was expected`, 'Generators read BART byte-level BPE.');
  if (tokenizer.vocabSize > modelVocabulary)
    throw new UserError('bad-file', `${where}: the tokenizer has ${tokenizer.vocabSize} ids, the model ${modelVocabulary}`, 'Use the tokenizer files that belong to this checkpoint.');
  return { tokenizer, source, folder };
}

async function cardsOf(parts: ReadonlyMap<FileSource, string>): Promise<{ licence: string; text: string }> {
  const licences: string[] = [];
  const texts: string[] = [];
  for (const [source, part] of parts) {
    const card = (await source.list()).includes('README.md') ? await source.readText('README.md') : '';
    const licence = licenceInCard(card);
    licences.push(`${part.toLowerCase()}: ${licence}`);
    texts.push(`## ${part}: ${source.name}\n\nLicence: ${licence}\n\n${card.replace(/^---\n[\s\S]*?\n---\n/, '')}`.trim());
  }
  const distinct = new Set(licences.map((l) => l.split(': ')[1]));
  return { licence: distinct.size === 1 ? [...distinct][0] : licences.join('; '), text: texts.join('\n\n') };
}
