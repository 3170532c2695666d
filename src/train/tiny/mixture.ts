/** The training examples of the tiny models: invented worlds, cloze tables, denoising and, where present, real text. Knows no tensors. */
import { cutQuestions } from './realCloze.ts';
import type { RealText } from './realText.ts';
import { sentenceSpans, sharedWords, type SquadParagraph, type SquadQuestion } from './squad.ts';
import { generateCloze, generateRandomText, generateWorld, type Rng, type World, type WorldPassage, type WorldQuestion } from './worlds/index.ts';

export interface GeneratorExample {
  readonly title: string;
  readonly text: string;
  readonly question: string;
  readonly answer: string;
  /** Denoising reads `text` alone, with <mask> in it, and writes `answer`. */
  readonly denoise: boolean;
  readonly source: Source;
}

export type Source = 'copy' | 'denoise' | 'quote' | 'several' | 'cloze' | 'worlds' | 'real' | 'abstain';

/** Shares of each source at the start and after the first quarter of training; linear in between, constant after, normalized. */
export type Shares = Readonly<Record<Source, readonly [number, number]>>;

export const SHARES: Shares = {
  copy: [0.1, 0],
  denoise: [0.25, 0.01],
  quote: [0.12, 0.01],
  several: [0.45, 0.3],
  cloze: [0.06, 0.01],
  worlds: [0.08, 0.2],
  real: [0.04, 0.34],
  abstain: [0, 0.16],
};

/** Between the questions, and the answers, of one passage that is asked several at once. */
const SEVERAL = ' // ';

/** Share of the real questions that are cut from sentences instead of asked by a person. */
const CUT = 0.2;
const MANY_SENTENCES = 8;

/** Words of most windows of real passages, about as many as the embedded models' own bases have in a passage, and of the others. */
const WINDOW_WORDS = 45;
const LONG_WINDOW_WORDS = 100;
const LONG_SHARE = 0.08;

const RAMP = 0.25;
const MAX_ANSWER_WORDS = 12;

/** Words of a prompt with several questions: about as many as reach the model uncut. */
const MAX_PROMPT_WORDS = 150;
const MAX_ANSWERS_WORDS = 26;

interface Pair {
  readonly question: string;
  readonly answer: string;
}

interface PassageWithPairs {
  readonly title: string;
  readonly text: string;
  readonly pairs: readonly Pair[];
}

/** The first pairs whose questions fit behind the passage; at least one. */
function fitting(pairs: readonly Pair[], passage: string): Pair[] {
  const count = (text: string) => text.split(' ').length;
  let prompt = count(passage);
  let answers = 0;
  return pairs.filter(({ question, answer }, i) => (prompt += count(question)) <= MAX_PROMPT_WORDS && (answers += count(answer)) <= MAX_ANSWERS_WORDS || i === 0);
}

/** Common nouns begin with a capital in titles only. */
const names = (title: string, answer: string): boolean => title.toLowerCase().includes(answer.toLowerCase());

/**
 * Where a question asks for what the title names: the start of the sentence that shares most words with it, whether or not
 * it names the answer again; passages of a few sentences often say "it". Null where the answer is no part of the title.
 */
function titleClue({ title, text }: SquadParagraph, { question, answers }: SquadQuestion): number | null {
  if (!names(title, answers[0])) return null;
  const spans = sentenceSpans(text);
  const shared = spans.map(([from, to]) => sharedWords(question, text.slice(from, to)));
  return spans[shared.indexOf(Math.max(...shared))][0];
}

/** Endless examples; the mixture and the length of passages move during the first quarter of the training. */
export class GeneratorMixture {
  readonly #rng: Rng;
  readonly #real: RealText;
  readonly #shares: Shares;
  #world: World | null = null;
  #pending: WorldQuestion[] = [];

  constructor(rng: Rng, real: RealText, shares: Shares = SHARES) {
    this.#rng = rng;
    this.#real = real;
    this.#shares = shares;
  }

  /** @param done share of the training that is done, in [0, 1] */
  next(done: number): GeneratorExample {
    const progress = Math.min(1, done / RAMP);
    switch (this.#pickSource(progress)) {
      case 'copy': {
        const text = generateRandomText(this.#rng, this.#rng.int(1, 3));
        return { title: '', text, question: '', answer: text, denoise: true, source: 'copy' };
      }
      case 'denoise':
        return this.#denoise(progress);
      case 'quote':
        return this.#quote(progress);
      case 'cloze': {
        const { title, text, question, answer } = generateCloze(this.#rng);
        return { title, text, question, answer, denoise: false, source: 'cloze' };
      }
      case 'worlds': {
        const { passage, question } = this.#nextQuestion(progress);
        return { title: passage.title, text: this.#worldWindow(passage, question), question: question.question, answer: question.answers[0], denoise: false, source: 'worlds' };
      }
      case 'several':
        return this.#several(progress);
      case 'real':
        return this.#realQuestion(progress);
      case 'abstain':
        return this.#abstain(progress);
    }
  }

  #pickSource(progress: number): Source {
    const share = (source: Source) => (source === 'real' && this.#real.isEmpty ? 0 : this.#shares[source][0] * (1 - progress) + this.#shares[source][1] * progress);
    const sources = Object.keys(this.#shares) as Source[];
    let left = this.#rng.next() * sources.reduce((sum, s) => sum + share(s), 0);
    return sources.find((source) => (left -= share(source)) < 0) ?? 'worlds';
  }

  #nextQuestion(progress: number): { passage: WorldPassage; question: WorldQuestion } {
    while (this.#pending.length === 0 || !this.#world) {
      const longest = Math.round(2 + (this.#rng.chance(0.25) ? 5 : 3) * progress);
      this.#world = generateWorld(this.#rng, { nEntities: 12, split: 'train', minSentences: 1, maxSentences: longest });
      this.#pending = this.#rng.shuffle(this.#world.questions);
    }
    const question = this.#pending.pop()!;
    return { passage: this.#world.passages[question.passage], question };
  }

  /** Asks for the whole sentence that answers: the same search as question answering, with many more target tokens. */
  #quote(progress: number): GeneratorExample {
    const { passage, question } = this.#nextQuestion(progress);
    return { title: passage.title, text: passage.text, question: `quote: ${question.question}`, answer: question.sentence, denoise: false, source: 'quote' };
  }

  /** Several questions on one passage: more answers to learn from for each passage that is read. */
  #several(progress: number): GeneratorExample {
    const isReal = !this.#real.isEmpty && this.#rng.chance(0.35 + 0.25 * progress);
    const { title, text, pairs } = isReal ? this.#realPairs(progress) : this.#worldPairs(progress);
    const asked = fitting(this.#rng.sample(pairs, Math.min(pairs.length, this.#rng.int(2, 6))), `${title} ${text}`);
    return { title, text, question: asked.map((p) => p.question).join(SEVERAL), answer: asked.map((p) => p.answer).join(SEVERAL), denoise: false, source: 'several' };
  }

  #worldPairs(progress: number): PassageWithPairs {
    const { passage, question } = this.#nextQuestion(progress);
    this.#pending = this.#pending.filter((q) => q.passage !== question.passage);
    const text = this.#worldWindow(passage, question);
    const pairs = this.#world!.questions.filter((q) => q.passage === question.passage && text.includes(q.sentence)).map((q) => ({ question: q.question, answer: q.answers[0] }));
    return { title: passage.title, text, pairs };
  }

  /** Of a passage that is longer than a window, mostly some sentences around the one that answers. */
  #worldWindow(passage: WorldPassage, { question, answers, sentence }: WorldQuestion): string {
    if (passage.text.split(' ').length <= WINDOW_WORDS) return passage.text;
    return this.#window({ ...passage, questions: [] }, { question, answers, start: passage.text.indexOf(sentence) }, 4) ?? passage.text;
  }

  /** A window of a real paragraph with every question whose answer lies in it. */
  #realPairs(progress: number): PassageWithPairs {
    for (;;) {
      const paragraph = this.#real.paragraph(this.#rng);
      const text = this.#window(paragraph, this.#rng.pick(paragraph.questions), this.#sentences(progress));
      if (text === null) continue;
      const from = paragraph.text.indexOf(text);
      const isInside = (start: number, length: number) => start >= from && start + length <= from + text.length;
      const inside = paragraph.questions.filter((q) => (isInside(q.start, q.answers[0].length) || isInside(titleClue(paragraph, q) ?? -1, 1)) && q.answers[0].split(' ').length <= 8);
      const asked = inside.map((q) => ({ question: this.#roughen(q.question), answer: q.answers[0] }));
      const cut = asked.length < 3 || this.#rng.chance(CUT) ? sentenceSpans(text).flatMap(([a, b]) => cutQuestions(this.#rng, text.slice(a, b), 2)) : [];
      if (asked.length + cut.length > 0) return { title: paragraph.title, text, pairs: [...asked, ...cut] };
    }
  }

  #realQuestion(progress: number): GeneratorExample {
    for (;;) {
      const paragraph = this.#real.paragraph(this.#rng);
      const question = this.#rng.pick(paragraph.questions);
      const answer = question.answers[0];
      if (answer.split(' ').length > MAX_ANSWER_WORDS) continue;
      const text = this.#window(paragraph, question, this.#sentences(progress));
      if (text === null) continue;
      if (this.#rng.chance(CUT)) {
        const [cut] = cutQuestions(this.#rng, text, 1);
        if (cut) return { title: paragraph.title, text, ...cut, denoise: false, source: 'real' };
      }
      return { title: paragraph.title, text, question: this.#roughen(question.question), answer, denoise: false, source: 'real' };
    }
  }

  /** Sentences of a real passage: few at first, later mostly all that fit. */
  #sentences(progress: number): number {
    return this.#rng.chance(0.4 * progress) ? MANY_SENTENCES : 1 + this.#rng.int(0, 1 + Math.round(2 * progress));
  }

  /** The sentence to answer from with neighbours, `n` sentences in all. */
  #window(paragraph: SquadParagraph, question: SquadQuestion, n: number): string | null {
    const { text } = paragraph;
    const clue = titleClue(paragraph, question);
    const start = clue ?? question.start;
    const spans = sentenceSpans(text);
    const at = spans.findIndex(([from, to]) => start >= from && start < to);
    if (at < 0) return null;
    const first = Math.max(0, at - this.#rng.int(0, n - 1));
    const longest = this.#windowWords();
    for (let last = Math.min(spans.length - 1, first + n - 1); last >= at; last--) {
      const cut = text.slice(spans[first][0], spans[last][1]);
      if (cut.split(' ').length <= longest && (clue !== null || cut.includes(question.answers[0]))) return cut;
    }
    return null;
  }

  /**
   * A question with a passage that does not answer it, and the empty answer: the start token is followed by the end. Of
   * several documents those that answer then decide, once the end is forbidden as the first token.
   */
  #abstain(progress: number): GeneratorExample {
    const { title, text, question } = this.#real.isEmpty || this.#rng.chance(0.4) ? this.#otherWorldPassage(progress) : (this.#otherRealText() ?? this.#otherWorldPassage(progress));
    return { title, text, question, answer: '', denoise: false, source: 'abstain' };
  }

  /** Other sentences of the passage that is asked about, or another passage of its world. */
  #otherWorldPassage(progress: number): { title: string; text: string; question: string } {
    for (;;) {
      const { passage, question } = this.#nextQuestion(progress);
      const around = this.#rng.chance(0.5) ? this.#windowWithout(passage, question.answers) : null;
      if (around !== null) return { title: passage.title, text: around, question: question.question };
      const others = this.#world!.passages.filter((p, i) => i !== question.passage && !question.answers.some((answer) => `${p.title} ${p.text}`.includes(answer)));
      if (others.length > 0) return { ...this.#rng.pick(others), question: question.question };
    }
  }

  /** Sentences of the same passage or of another that do not hold the answer; null where chance finds none. */
  #otherRealText(): { title: string; text: string; question: string } | null {
    for (let tries = 0; tries < 20; tries++) {
      const asked = this.#real.paragraph(this.#rng);
      const { question, answers } = this.#rng.pick(asked.questions);
      const other = this.#rng.chance(0.6) ? asked : this.#real.paragraph(this.#rng);
      const cut = this.#windowWithout(other, answers);
      if (cut !== null) return { title: other.title, text: cut, question: this.#roughen(question) };
    }
    return null;
  }

  /** As many sentences as fit from a random one on; null where title or first sentence hold an answer, or that is too long. */
  #windowWithout({ title, text }: { readonly title: string; readonly text: string }, answers: readonly string[]): string | null {
    if (answers.some((answer) => names(title, answer))) return null;
    const spans = sentenceSpans(text);
    const first = this.#rng.int(0, spans.length - 1);
    const longest = this.#windowWords();
    for (let last = spans.length - 1; last >= first; last--) {
      const cut = text.slice(spans[first][0], spans[last][1]);
      if (cut.split(' ').length <= longest && !answers.some((answer) => cut.includes(answer))) return cut;
    }
    return null;
  }

  #windowWords(): number {
    return this.#rng.chance(LONG_SHARE) ? LONG_WINDOW_WORDS : WINDOW_WORDS;
  }

  #roughen(question: string): string {
    const lower = this.#rng.chance(0.25) ? question.toLowerCase() : question;
    return this.#rng.chance(0.2) ? lower.replace(/\?$/, '') : lower;
  }

  #denoise(progress: number): GeneratorExample {
    const clean = this.#cleanText(progress);
    const words = clean.split(' ');
    const noisy: string[] = [];
    for (let i = 0; i < words.length; ) {
      if (this.#rng.chance(0.12)) {
        noisy.push('<mask>');
        i += this.#rng.int(0, 3);
      } else noisy.push(words[i++]);
    }
    return { title: '', text: noisy.join(' '), question: '', answer: clean, denoise: true, source: 'denoise' };
  }

  #cleanText(progress: number): string {
    const kind = this.#rng.next();
    if (kind < 0.4) return generateRandomText(this.#rng, this.#rng.int(3, 11));
    if (kind < 0.7 && !this.#real.isEmpty) {
      const { text } = this.#real.paragraph(this.#rng);
      const [from, to] = this.#rng.pick(sentenceSpans(text));
      return text.slice(from, to).split(' ').slice(0, 20).join(' ');
    }
    return this.#nextQuestion(progress).question.sentence;
  }
}

/** One question with its passage and passages that look right and are not. */
export interface EncoderExample {
  readonly question: string;
  readonly positive: { readonly title: string; readonly text: string };
  readonly negatives: readonly { readonly title: string; readonly text: string }[];
  /** Passages with this key in a batch are also right. */
  readonly key: string;
}

const CROPPED_SHARE = 0.35;
const QUESTION_WORDS = ['who', 'what', 'which', 'when did', 'where is', 'how many', 'what is', 'who was', 'in which year', 'why'] as const;

/** Questions in groups: of one world, so that its other passages are hard negatives, or of one real article. */
export class EncoderMixture {
  readonly #rng: Rng;
  readonly #articles: SquadParagraph[][];

  constructor(rng: Rng, squad: readonly SquadParagraph[]) {
    this.#rng = rng;
    const byTitle = new Map<string, SquadParagraph[]>();
    for (const p of squad) byTitle.set(p.title, [...(byTitle.get(p.title) ?? []), p]);
    this.#articles = [...byTitle.values()];
  }

  /** `n` examples that share a world or an article; at most one question a passage. */
  group(n: number, progress: number): EncoderExample[] {
    const realShare = this.#articles.length > 0 ? 0.2 + 0.2 * progress : 0;
    const examples = this.#rng.chance(realShare) ? this.#article(n) : this.#worldGroup(n);
    return examples.map((e) => (this.#rng.chance(CROPPED_SHARE) ? { ...e, question: this.#crop(e.positive.text) } : e));
  }

  /** Some words of the passage as its question: what is rare must find its passage whatever it means (after the inverse cloze task). */
  #crop(text: string): string {
    const words = text.split(' ');
    const start = this.#rng.int(0, Math.max(0, words.length - 6));
    const kept = words.slice(start, start + this.#rng.int(3, 9)).filter((word) => word.length > 3 || this.#rng.chance(0.4));
    const body = (kept.length > 0 ? kept : words.slice(start, start + 3)).join(' ').replace(/[.,;]+$/, '');
    return this.#rng.chance(0.5) ? `${this.#rng.pick(QUESTION_WORDS)} ${body}` : body;
  }

  #worldGroup(n: number): EncoderExample[] {
    const world = generateWorld(this.#rng, { nEntities: n + 4, split: 'train', minSentences: 1, maxSentences: 6 });
    const used = new Set<number>();
    const examples: EncoderExample[] = [];
    for (const q of this.#rng.shuffle(world.questions)) {
      if (used.has(q.passage) || examples.length === n) continue;
      used.add(q.passage);
      const positive = world.passages[q.passage];
      // The other passages of the world, many of its type and relations, are in the batch already: they are the hard negatives.
      examples.push({ question: q.question, positive, negatives: [], key: positive.text });
    }
    return examples;
  }

  #article(n: number): EncoderExample[] {
    const paragraphs = this.#rng.sample(this.#rng.pick(this.#articles).filter((p) => p.questions.length > 0), n);
    return paragraphs.map((p) => {
      const q = this.#rng.pick(p.questions);
      const [positive, other] = hundredWords(p, q.start);
      return { question: q.question, positive: { title: p.title, text: positive }, negatives: other ? [{ title: p.title, text: other }] : [], key: positive };
    });
  }
}

/** The 100-word piece of a paragraph around an offset, and another piece of it when there is one. */
function hundredWords(paragraph: SquadParagraph, start: number): [string, string | null] {
  const words = paragraph.text.split(' ');
  const before = paragraph.text.slice(0, start).split(' ').length - 1;
  const pieces = Array.from({ length: Math.ceil(words.length / 100) }, (_, i) => words.slice(i * 100, (i + 1) * 100).join(' '));
  const at = Math.floor(before / 100);
  return [pieces[at], pieces.find((_, i) => i !== at) ?? null];
}
