import { describe, expect, it } from 'vitest';
import { licenceInCard } from './licence.ts';

describe('licenceInCard', () => {
  it.each([
    ['---\nlicense: mit\n---\n', 'mit'],
    ['---\r\nlanguage: en\r\nlicense: "cc-by-sa-4.0" # share\r\n---\r\n', 'cc-by-sa-4.0'],
    ['license: mit', 'not stated'],
    ['---\ntags:\n- x\n---\nlicense: mit', 'not stated'],
    ['---\nlicense:\n- mit\n---\n', 'not stated'],
    ['', 'not stated'],
  ])('%j', (card, licence) => expect(licenceInCard(card)).toBe(licence));
});
