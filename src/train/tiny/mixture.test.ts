/** What the models are trained on: repeatable, answerable from the passage, in the shares that the recipe names. */
import { describe, expect, it } from 'vitest';
import { EncoderMixture, GeneratorMixture, SHARES, type GeneratorExample, type Source } from './mixture.ts';
import { RealText } from './realText.ts';
import { sentenceSpans, type SquadParagraph } from './squad.ts';
import { createRng } from './worlds/index.ts';

/** Paragraphs as SQuAD has them, some without questions, one too long for a window. */
const SQUAD: SquadParagraph[] = ['Amber', 'Basalt', 'Copper', 'Diamond'].flatMap((title, i) => {
  const sentences = Array.from({ length: 4 }, (_, s) => `Object ${i}${s} of ${title} was found in ${1900 + 10 * i + s} near the village of ${title}ton number ${s}.`);
  const text = sentences.join(' ');
  const question = (s: number) => {
    const answer = String(1900 + 10 * i + s);
    return { question: `When was object ${i}${s} of ${title} found?`, answers: [answer], start: text.indexOf(answer) };
  };
  const long = `${'word '.repeat(120)}end.`;
  return [
    { title, text, questions: [0, 1, 2, 3].map(question) },
    { title, text: `Nobody asks about ${title} here.`, questions: [] },
    { title, text: long, questions: [{ question: 'What is at the end?', answers: ['end'], start: long.indexOf('end') }] },
  ];
});

const draw = (n: number, seed: number, squad: readonly SquadParagraph[], progress: number): GeneratorExample[] => {
  const mixture = new GeneratorMixture(createRng(seed), new RealText(squad));
  return Array.from({ length: n }, () => mixture.next(progress));
};

function countBySource(examples: readonly GeneratorExample[]): Record<Source, number> {
  const counts: Record<Source, number> = { copy: 0, denoise: 0, quote: 0, several: 0, cloze: 0, worlds: 0, real: 0, abstain: 0 };
  for (const { source } of examples) counts[source]++;
  return counts;
}

describe('GeneratorMixture', () => {
  it('depends on its seed alone', () => {
    expect(draw(60, 5, SQUAD, 0.5)).toEqual(draw(60, 5, SQUAD, 0.5));
    expect(draw(60, 5, SQUAD, 0.5)).not.toEqual(draw(60, 6, SQUAD, 0.5));
  });

  it.each([0, 0.5, 1])('asks what its passage answers, at progress %s', (progress) => {
    for (const { source, title, text, question, answer, denoise } of draw(400, 2, SQUAD, progress)) {
      if (source === 'abstain') continue;
      expect(answer.trim()).not.toBe('');
      expect(denoise).toBe(source === 'denoise' || source === 'copy');
      if (denoise) continue;
      expect(question.trim()).not.toBe('');
      const answers = source === 'several' ? answer.split(' // ') : [answer];
      if (source === 'several') expect(question.split(' // ').length).toBe(answers.length);
      for (const one of answers) expect({ source, question, text, found: `${title} ${text}`.includes(one) }).toMatchObject({ found: true });
    }
  });

  it('asks for the title from sentences that do not name it', () => {
    const text = 'Kelso is a river of the north. It passes the old towns of Amber and Basalt on its way.';
    const asked = { question: 'What passes the towns of Amber and Basalt?', answers: ['Kelso'], start: 0 };
    const examples = draw(300, 8, [{ title: 'Kelso', text, questions: [asked] }], 0).filter((e) => e.source === 'real' && e.answer === 'Kelso');
    expect(examples.some((e) => e.text === 'It passes the old towns of Amber and Basalt on its way.')).toBe(true);
    expect(examples.every((e) => e.text.includes('Basalt'))).toBe(true);
  });

  it('abstains where the passage does not answer', () => {
    const examples = draw(2000, 7, SQUAD, 1).filter((e) => e.source === 'abstain');
    expect(examples.length).toBeGreaterThan(100);
    let asksOfObjects = 0;
    for (const { answer, text, question } of examples) {
      expect(answer).toBe('');
      const [object] = question.match(/object \d\d/i) ?? [];
      if (!object) continue;
      asksOfObjects++;
      expect(text.toLowerCase()).not.toContain(object.toLowerCase());
    }
    expect(asksOfObjects).toBeGreaterThan(50);
  });

  it.each([0, 1])('keeps roughly to the shares, at progress %s', (progress) => {
    const n = 2000;
    const counts = countBySource(draw(n, 3, SQUAD, progress));
    const end = progress === 1 ? 1 : 0;
    const sum = Object.values(SHARES).reduce((total, share) => total + share[end], 0);
    for (const [source, share] of Object.entries(SHARES)) {
      const expected = share[end] / sum;
      // Four standard deviations of a binomial draw.
      expect(Math.abs(counts[source as Source] / n - expected)).toBeLessThanOrEqual(4 * Math.sqrt((expected * (1 - expected)) / n));
    }
  });

  it('works without real text', () => {
    const examples = draw(300, 4, [], 0.1);
    const counts = countBySource(examples);
    expect(counts.real).toBe(0);
    for (const source of ['denoise', 'quote', 'several', 'cloze', 'worlds'] as const) expect(counts[source]).toBeGreaterThan(0);
  });

  it('masks words in denoising, and writes the clean text', () => {
    const noised = draw(400, 6, SQUAD, 0).filter((e) => e.denoise);
    expect(noised.filter((e) => e.text.includes('<mask>')).length).toBeGreaterThan(noised.length / 3);
    for (const { text, answer } of noised) {
      expect(answer).not.toContain('<mask>');
      // What is left stands in the clean text, in order.
      let at = 0;
      for (const part of text.split('<mask>').map((p) => p.trim())) {
        const found = answer.indexOf(part, at);
        expect(found).toBeGreaterThanOrEqual(at);
        at = found + part.length;
      }
    }
  });

  it('cuts real passages at sentences, to at most 100 words', () => {
    const real = draw(1500, 7, SQUAD, 1).filter((e) => e.source === 'real');
    expect(real.length).toBeGreaterThan(100);
    for (const { text, answer } of real) {
      expect(text.split(' ').length).toBeLessThanOrEqual(100);
      expect(text).toMatch(/^Object .*\.$/);
      expect(text).toContain(answer);
    }
    expect(new Set(real.map((e) => sentenceSpans(e.text).length)).size).toBeGreaterThan(1);
  });
});

describe('EncoderMixture', () => {
  it('depends on its seed alone, with real text and without', () => {
    for (const squad of [SQUAD, []]) {
      const groups = (seed: number) => {
        const mixture = new EncoderMixture(createRng(seed), squad);
        return [mixture.group(4, 0.5), mixture.group(4, 1)];
      };
      expect(groups(1)).toEqual(groups(1));
      expect(groups(1)).not.toEqual(groups(2));
    }
  });

  it('asks at most one question a passage, and never takes the right passage for a wrong one', () => {
    const mixture = new EncoderMixture(createRng(8), SQUAD);
    let real = 0;
    for (let i = 0; i < 30; i++) {
      const group = mixture.group(6, 1);
      expect(group.length).toBeGreaterThan(0);
      expect(group.length).toBeLessThanOrEqual(6);
      expect(new Set(group.map((e) => e.positive.text)).size).toBe(group.length);
      for (const { positive, negatives, key } of group) {
        expect(key).toBe(positive.text);
        for (const negative of negatives) expect(negative.text).not.toBe(positive.text);
        expect(positive.text.split(' ').length).toBeLessThanOrEqual(100);
        if (SQUAD.some((p) => p.title === positive.title)) real++;
      }
    }
    expect(real).toBeGreaterThan(0);
  });

  it('takes of a long paragraph the hundred words that hold the answer', () => {
    const long = SQUAD.filter((p) => p.text.split(' ').length > 100).slice(0, 1);
    const mixture = new EncoderMixture(createRng(9), long);
    const found = Array.from({ length: 40 }, () => mixture.group(1, 1)).flat().filter((e) => e.question === 'What is at the end?');
    expect(found.length).toBeGreaterThan(0);
    for (const { positive, negatives } of found) {
      expect(positive.text.endsWith('end.')).toBe(true);
      expect(negatives.length).toBe(1);
      expect(negatives[0].text).not.toContain('end');
    }
  });
});
