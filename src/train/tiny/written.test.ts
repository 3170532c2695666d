/** The written passages as they ship, and what varying them must keep. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalizeAnswer } from '../../eval/normalize.ts';
import { RealText, splitWritten } from './realText.ts';
import { createRng } from './worlds/index.ts';
import { loadWritten, parseWritten, Variations } from './written.ts';

const BAIN = `= Alexander Bain
Alexander Bain built the first electric clock in 1841, in Lake Wick. Bain later sold 12,500 clocks, and Ada Bly bought 1841 of them in 1852.
@ per Alexander Bain; per Bain; loc Lake Wick; per Ada Bly
? Who made the first electric clock? | Alexander Bain
? when did bain build it | 1841
? How many clocks did Bain sell? | 12,500
? Where was it built? | Lake Wick
? Who bought clocks in 1852? | Ada Bly
`;

describe('parseWritten', () => {
  it('reads title, passage, names and pairs', () => {
    const [item] = parseWritten(BAIN, 'x.txt');
    expect(item.title).toBe('Alexander Bain');
    expect(item.names.map(({ kind }) => kind)).toEqual(['per', 'per', 'loc', 'per']);
    expect(item.pairs[1]).toEqual({ question: 'when did bain build it', answer: '1841' });
  });

  it.each([
    ['? Who? | Bain\n', 'line 1: a passage begins with'],
    ['= T\nSome text.\n? Who? | Bain\n', 'line 3: the answer "Bain" is not in the passage'],
    ['= T\nSome text.\nMore text.\n', 'line 3: a second passage'],
    ['= T\nSome text.\n@ who Bain\n', 'line 3: "who Bain" begins with none of'],
  ])('names the line of a fault: %j', (content, message) => {
    expect(() => parseWritten(content, 'x.txt')).toThrow(`x.txt, ${message}`);
  });
});

describe('Variations', () => {
  const [bain] = parseWritten(BAIN, 'x.txt');
  const [other] = parseWritten('= Q\nQuentin Zorn met Yara Xu in Ulm near Lake Omo.\n@ per Quentin Zorn; per Yara Xu; loc Ulm; loc Lake Omo\n? Who met Xu? | Quentin Zorn\n', 'y.txt');

  it('gives a passage back as it is where nothing is to be swapped', () => {
    const { text, title, questions } = new Variations([bain, other]).of(createRng(1), bain, false);
    expect([title, text]).toEqual([bain.title, bain.text]);
    expect(questions.map((q) => [q.question, q.answers[0]])).toEqual(bain.pairs.map((p) => [p.question, p.answer]));
    // The year of the clock, not the count of clocks in the second sentence.
    expect(questions[1].start).toBe(bain.text.indexOf('1841'));
  });

  it('swaps a name everywhere alike and leaves what tells its kind', () => {
    const variations = new Variations([bain, other]);
    const rng = createRng(2);
    for (let i = 0; i < 100; i++) {
      const { title, text, questions } = variations.of(rng, bain, true);
      const maker = questions[0].answers[0];
      expect(text.startsWith(`${maker} built`)).toBe(true);
      expect(title).toBe(maker);
      const surname = maker.split(' ').at(-1)!;
      expect(text).toContain(`${surname} later sold`);
      expect(questions[1].question).toBe(`when did ${surname.toLowerCase()} build it`);
      expect(questions[3].answers[0]).toMatch(/^Lake /);
      expect(questions[2].answers[0]).toMatch(/^[1-9]\d,\d{3}$/);
      for (const { answers, start } of questions) expect(text.slice(start, start + answers[0].length)).toBe(answers[0]);
    }
  });

  it('keeps the order of years', () => {
    const variations = new Variations([bain, other]);
    const rng = createRng(3);
    for (let i = 0; i < 50; i++) {
      const { text, questions } = variations.of(rng, bain, true);
      const built = Number(questions[1].answers[0]);
      expect(text).toContain(`in ${built + 11}.`);
      expect(questions[4].question).toBe(`Who bought clocks in ${built + 11}?`);
    }
  });
});

describe('the passages that ship', () => {
  const all = loadWritten();
  const titles = (file: string) => readFileSync(file, 'utf8').split('\n').slice(1).map((line) => /^"?((?:[^",]|"")*)/.exec(line)![1].trim().toLowerCase()).filter(Boolean);

  it('are many, and their answers stand in them in every variation', () => {
    expect(all.length).toBeGreaterThan(1500);
    const variations = new Variations(all);
    const rng = createRng(5);
    let varied = 0;
    for (const passage of all) {
      const { text, questions } = variations.of(rng, passage, true);
      if (text !== passage.text) varied++;
      for (const { answers, start } of questions) expect(text.slice(start, start + answers[0].length)).toBe(answers[0]);
    }
    expect(varied / all.length).toBeGreaterThan(0.9);
  });

  it('are about nothing that the evaluation asks about', () => {
    const tested = new Set(['public/samples/wonders.csv', 'eval/dev-base.csv', 'eval/worlds-base.csv', 'eval/phrasings-base.csv'].flatMap(titles));
    expect(tested.size).toBeGreaterThan(150);
    expect(all.map((p) => p.title.toLowerCase()).filter((title) => tested.has(title))).toEqual([]);
  });

  it('ask nothing that the evaluation asks', () => {
    const files = ['sample', 'dev', 'worlds', 'phrasings', 'no-answer'].map((stem) => `eval/${stem}-questions.tsv`);
    const tested = new Set(files.flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n')).map((line) => normalizeAnswer(line.split('\t')[0])));
    expect(tested.size).toBeGreaterThan(800);
    expect(all.flatMap((p) => p.pairs.map((pair) => pair.question)).filter((question) => tested.has(normalizeAnswer(question)))).toEqual([]);
  });

  it('are split once and for all', () => {
    const { train, heldOut } = splitWritten(all);
    expect(train.length + heldOut.length).toBe(all.length);
    expect(heldOut.length / all.length).toBeGreaterThan(0.02);
    expect(heldOut.length / all.length).toBeLessThan(0.09);
    const trained = new Set(train.map((p) => p.title));
    expect(heldOut.filter((p) => trained.has(p.title))).toEqual([]);
  });
});

describe('RealText', () => {
  it('gives paragraphs with questions, from whichever source there is', () => {
    const all = loadWritten().slice(0, 50);
    expect(new RealText([]).isEmpty).toBe(true);
    const asked = { title: 'S', text: 'A squad text.', questions: [{ question: 'What?', answers: ['squad'], start: 2 }] };
    const squadOnly = new RealText([{ title: 'E', text: 'Nobody asks.', questions: [] }, asked]);
    expect(squadOnly.paragraph(createRng(1))).toEqual(asked);
    const both = new RealText([asked], all);
    const rng = createRng(2);
    const drawn = Array.from({ length: 400 }, () => both.paragraph(rng));
    expect(drawn.every((p) => p.questions.length > 0)).toBe(true);
    const share = drawn.filter((p) => p === asked).length / drawn.length;
    expect(share).toBeGreaterThan(0.12);
    expect(share).toBeLessThan(0.45);
  });
});
