/** Which scripts the page may start. */
import { describe, expect, it } from 'vitest';
import { noMarkup, ownScript } from './trustedTypes.ts';

const BASE = 'https://a.example/rag/assets/engine.js';

describe('ownScript', () => {
  it.each(['sw.js', '/rag/assets/worker.js', 'https://a.example/x.mjs'])('lets %s through', (url) => {
    expect(ownScript(url, BASE)).toBe(url);
  });

  it.each(['https://b.example/x.js', '//b.example/x.js', 'blob:https://a.example/1', 'data:text/javascript,1', 'ftp://a.example/x.js'])('refuses %s', (url) => {
    expect(() => ownScript(url, BASE)).toThrow('not a script of this page');
  });
});

describe('noMarkup', () => {
  it('lets an element be emptied, and nothing be written into it', () => {
    expect(noMarkup('')).toBe('');
    expect(() => noMarkup('<b>')).toThrow('become markup');
    expect(() => noMarkup(' ')).toThrow('become markup');
  });
});
