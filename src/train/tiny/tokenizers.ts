/** The two vocabularies of the embedded models, trained on the mixture's own text, and encoders fast enough for training. */
import { byteLevelBpeFiles, wordPieceFiles, type JsonObject, type TokenizerFiles } from '../../models/tokenizer/definitions.ts';
import { tokenizerFromDefinition } from '../../models/tokenizer/load.ts';
import { bertWords, GPT2_PATTERN } from '../../models/tokenizer/preTokenize.ts';
import type { Tokenizer } from '../../models/tokenizer/tokenizer.ts';
import { trainByteLevelBpe } from '../../models/tokenizer/trainBpe.ts';
import { trainWordPiece } from '../../models/tokenizer/trainWordPiece.ts';
import type { Recipe } from './recipe.ts';
import type { SquadParagraph } from './squad.ts';
import { createRng, generateCloze, generateWorld } from './worlds/index.ts';

export interface TinyTokenizerFiles {
  readonly generator: TokenizerFiles;
  readonly encoder: TokenizerFiles;
}

/** Sample text: worlds, tables and the real paragraphs, so that common English words become single pieces. */
function* corpus(seed: number, worlds: number, squad: readonly SquadParagraph[]): Generator<string> {
  const rng = createRng(seed);
  for (let i = 0; i < worlds; i++) {
    const world = generateWorld(rng, { nEntities: 12, split: 'train', minSentences: 1, maxSentences: 6 });
    for (const p of world.passages) yield `${p.title} / ${p.text}`;
    for (const q of world.questions) yield q.question;
    const cloze = generateCloze(rng);
    yield cloze.text;
  }
  for (let pass = 0; pass < 3; pass++)
    for (const p of squad) {
      yield p.text;
      for (const q of p.questions) yield q.question;
    }
}

export function trainTinyTokenizers({ generator, encoder, tokenizerWorlds }: Recipe, seed: number, squad: readonly SquadParagraph[]): TinyTokenizerFiles {
  const texts = [...corpus(seed, tokenizerWorlds, squad)];
  const bpe = trainByteLevelBpe(texts, generator.vocabSize);
  const wordPiece = trainWordPiece(texts, encoder.vocabSize);
  return {
    generator: byteLevelBpeFiles(bpe.vocab, bpe.merges, generator.maxPositions),
    encoder: wordPieceFiles(wordPiece, encoder.maxPositions),
  };
}

/** The same vocabulary with `add_prefix_space`, so that an answer is cut into the very pieces that it has inside a sentence. */
export function withPrefixSpace(files: TokenizerFiles): TokenizerFiles {
  const patched = (name: string) => `${JSON.stringify(JSON.parse(files[name], (key, value) => (key === 'add_prefix_space' ? true : value)))}\n`;
  return { ...files, 'tokenizer.json': patched('tokenizer.json'), 'tokenizer_config.json': patched('tokenizer_config.json') };
}

export function tokenizerFromFiles(files: TokenizerFiles): Tokenizer {
  const parse = (name: string) => JSON.parse(files[name]) as JsonObject;
  return tokenizerFromDefinition(parse('tokenizer.json'), parse('tokenizer_config.json'));
}

/**
 * Encodes without special tokens, word by word with a cache: both tokenizers split into words first, so the ids are the same
 * (for BPE as `withPrefixSpace`; hand in the vocabulary without it).
 */
export function cachedEncoder(tokenizer: Tokenizer): (text: string) => number[] {
  const cache = new Map<string, readonly number[]>();
  const withSpace = (text: string) => (text === '' || text.startsWith(' ') ? text : ` ${text}`);
  const words = tokenizer.kind === 'wordpiece' ? bertWords : (text: string) => withSpace(text).match(GPT2_PATTERN) ?? [];
  const ids = (word: string): readonly number[] => {
    let known = cache.get(word);
    if (!known) {
      if (cache.size > 200_000) cache.clear();
      cache.set(word, (known = tokenizer.encode(word, null, { addSpecialTokens: false }).ids));
    }
    return known;
  };
  return (text) => words(text).flatMap((word) => ids(word));
}
