/** Tests of the invented worlds: determinism, true answers, separate splits, variety of language. */
import { describe, expect, it } from 'vitest';
import { ENTITY_TYPES, createRng, generateCloze, generateRandomText, generateWorld, isHeldOut } from './index.ts';
import type { Split, World } from './index.ts';
import { compoundName, inventName, splitWord } from './names.ts';
import { LISTS } from './lists.ts';
import { NAME_PATTERNS } from './namePatterns.ts';
import { moreQuestions, statementsFrom } from './paraphrase.ts';
import { phonologyCount } from './phonology.ts';
import { compileTables } from './dsl.ts';
import { plainValue } from './values.ts';
import { ADJECTIVES, NOUNS, VERBS } from './words.ts';

const worlds = (seed: number, n: number, split: Split, heldOutTemplates = false): World[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => generateWorld(rng, { nEntities: 16, split, heldOutTemplates, minSentences: 1, maxSentences: 7 }));
};

describe('invented worlds', () => {
  it('are the same for the same seed and differ between seeds', () => {
    expect(worlds(5, 3, 'train')).toEqual(worlds(5, 3, 'train'));
    expect(worlds(5, 1, 'train')).not.toEqual(worlds(6, 1, 'train'));
    expect(generateCloze(createRng(9))).toEqual(generateCloze(createRng(9)));
    expect(generateRandomText(createRng(9), 40)).toBe(generateRandomText(createRng(9), 40));
  });

  it('answer every question by an exact substring of the supporting sentence or of the passage', () => {
    for (const world of [...worlds(1, 40, 'train'), ...worlds(2, 40, 'heldOut', true)]) {
      for (const q of world.questions) {
        const { text } = world.passages[q.passage];
        expect(q.answers.length).toBeGreaterThan(0);
        for (const answer of q.answers) {
          expect(text).toContain(answer);
          expect(answer.split(' ').length, answer).toBeLessThanOrEqual(6);
          expect(answer.trim()).toBe(answer);
          expect(answer).not.toBe('');
        }
        expect(text).toContain(q.sentence);
      }
    }
  });

  it('leave no placeholder, no broken spacing and no over-long passage', () => {
    for (const world of [...worlds(3, 60, 'train'), ...worlds(4, 30, 'heldOut', true)]) {
      for (const passage of world.passages) {
        expect(passage.text).not.toMatch(/[{}[\]|\uE000\uE001]|undefined|NaN|a\(n\)| {2}| ,|\.\.|^\s|\s$/);
        expect(passage.text.split(' ').length).toBeLessThanOrEqual(100);
        expect(passage.title).not.toBe('');
        expect(passage.text).toMatch(/[.!?"”]$/);
      }
      for (const q of world.questions) expect(q.question).not.toMatch(/[{}[\]|\uE000\uE001]|undefined|NaN|a\(n\)| {2}/);
    }
  });

  it('ask at least three questions a passage, and name in each what tells its passage apart', () => {
    let nQuestions = 0;
    let nPassages = 0;
    let nIdentified = 0;
    for (const world of worlds(7, 40, 'train')) {
      nPassages += world.passages.length;
      nQuestions += world.questions.length;
      for (const q of world.questions) {
        const passage = world.passages[q.passage];
        const own = new Set(`${passage.title} ${passage.text}`.toLowerCase().match(/[\p{L}\d]+/gu));
        const asked = q.question.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
        // A word of the question that few other passages of the world hold.
        const others = world.passages.filter((p) => p !== passage).map((p) => new Set(`${p.title} ${p.text}`.toLowerCase().match(/[\p{L}\d]+/gu)));
        if (asked.some((word) => own.has(word) && others.filter((o) => o.has(word)).length <= 4)) nIdentified++;
      }
    }
    expect(nQuestions / nPassages).toBeGreaterThan(3);
    expect(nIdentified / nQuestions).toBeGreaterThan(0.97);
  });

  it('keep the names of the splits apart', () => {
    const namesOf = (split: Split): Set<string> => {
      const rng = createRng(11);
      const names = new Set<string>();
      for (const kind of NAME_PATTERNS.keys()) {
        if (kind === 'sea' || kind === 'continent') continue;
        for (let i = 0; i < 60; i++) names.add(inventName(rng, kind, split, () => false).name);
      }
      return names;
    };
    const train = namesOf('train');
    const heldOut = namesOf('heldOut');
    expect(Array.from(heldOut).filter((name) => train.has(name))).toEqual([]);
    expect(Array.from(train).some(isHeldOut)).toBe(false);
    expect(Array.from(heldOut).every(isHeldOut)).toBe(true);
    const rng = createRng(12);
    for (let i = 0; i < 300; i++) {
      expect(isHeldOut(splitWord(rng, 'train'))).toBe(false);
      expect(isHeldOut(splitWord(rng, 'heldOut'))).toBe(true);
    }
  });

  it('hold about one phrasing in five out, and leave every relation something to train on', () => {
    let nAll = 0;
    let nHeldOut = 0;
    for (const type of ENTITY_TYPES) {
      for (const relation of type.relations) {
        const says = [...relation.statements, ...relation.nounStatements];
        const asks = [...relation.questions, ...relation.nounQuestions];
        expect(says.length === 0 || says.some((t) => !t.heldOut), `${type.key}.${relation.key} statements`).toBe(true);
        expect(asks.some((t) => !t.heldOut), `${type.key}.${relation.key} questions`).toBe(true);
        for (const t of [...says, ...asks, ...relation.inverseQuestions]) {
          nAll++;
          if (t.heldOut) nHeldOut++;
        }
      }
    }
    expect(nHeldOut / nAll).toBeGreaterThan(0.15);
    expect(nHeldOut / nAll).toBeLessThan(0.25);
  });

  it('know their value kinds, lists and name kinds', () => {
    const rng = createRng(1);
    for (const type of ENTITY_TYPES) {
      expect(NAME_PATTERNS.has(type.nameKind), `${type.key}: ${type.nameKind}`).toBe(true);
      for (const relation of type.relations) {
        if (relation.kind.name === 'ref') expect(NAME_PATTERNS.has(relation.kind.args[0]), `${type.key}.${relation.key}`).toBe(true);
        else for (let i = 0; i < 5; i++) expect(plainValue(rng, 'train', relation.kind, 1850).text, `${type.key}.${relation.key}`).toMatch(/^\S(.*\S)?$/);
        for (const t of [...relation.statements, ...relation.predicates, ...relation.participles]) expect(t.text, `${type.key}.${relation.key}`).toContain('{v:');
        for (const t of [...relation.questions, ...relation.nounQuestions]) expect(t.text, `${type.key}.${relation.key}`).toMatch(/\{[eson]\}/);
        for (const t of relation.inverseQuestions) expect(t.text, `${type.key}.${relation.key}`).toContain('{v:');
      }
    }
  });

  it('are broad', () => {
    const relations = ENTITY_TYPES.flatMap((type) => type.relations);
    const texts = new Set(relations.flatMap((r) => [...r.statements, ...r.nounStatements].map((t) => t.text)));
    const asks = new Set(relations.flatMap((r) => [...r.questions, ...r.nounQuestions, ...r.inverseQuestions].map((t) => t.text)));
    console.log(`${ENTITY_TYPES.length} types, ${relations.length} relations (${new Set(relations.flatMap((r) => r.statements.map((t) => t.text))).size} written statements), ${texts.size} statements, ${asks.size} questions, ${LISTS.size} lists, ${NAME_PATTERNS.size} name kinds, ${phonologyCount} phonologies, ${NOUNS.length + ADJECTIVES.length + VERBS.length} words`);
    expect(ENTITY_TYPES.length).toBeGreaterThanOrEqual(MIN_TYPES);
    expect(relations.length).toBeGreaterThanOrEqual(MIN_RELATIONS);
    expect(phonologyCount).toBeGreaterThanOrEqual(25);
    expect(NOUNS.length + ADJECTIVES.length + VERBS.length).toBeGreaterThanOrEqual(1400);
    expect(compoundName(createRng(1))).toMatch(/^[A-Z][a-z]+$/);
  });

  it('say a written phrase in other words', () => {
    expect(statementsFrom(['was written by {v:author}'], true)).toContain('{v:author} wrote {n}.');
    expect(statementsFrom(['was founded in {v:year}'], false)).toContain('In {v:year}, {e} was founded.');
    expect(moreQuestions(['How high is {e}?'])).toContain('What is the height of {n}?');
  });

  it('refuse a table that they cannot read', () => {
    expect(() => compileTables(['## inn | inn | hotel\n! {e} is a(n) {t} in {town}.'])).toThrow('inn has no relation town');
    expect(() => compileTables(['## inn | inn | hotel\nnonsense'])).toThrow('unreadable table line "nonsense"');
  });

  it('tie every cloze answer to its text', () => {
    const rng = createRng(13);
    for (let i = 0; i < 2000; i++) {
      const cloze = generateCloze(rng);
      expect(cloze.text).toContain(cloze.answer);
      expect(`${cloze.title}${cloze.text}${cloze.question}`).not.toMatch(/[{}]/);
    }
    expect(generateRandomText(rng, 25).split(' ').length).toBeGreaterThanOrEqual(25);
  });

  it('come fast enough to train on', () => {
    // Processor time, not the clock: the machine may be busy with other work.
    const start = process.cpuUsage();
    const n = worlds(21, 60, 'train').reduce((sum, world) => sum + world.questions.length, 0);
    expect(n / (process.cpuUsage(start).user / 1e6)).toBeGreaterThan(2000);
  });
});

const MIN_TYPES = 100;
const MIN_RELATIONS = 1000;
