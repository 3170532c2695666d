/** Previews and verdicts of imports, with a tokenizer of one token a word. */
import { describe, expect, it } from 'vitest';
import { REJECTED_LISTED, previewFile, readSources, rejectedCsv, tableQuestions, type PassageTokens } from './importing.ts';
import { nameOf, plannedSources, withChoices } from './importTask.ts';
import type { FileBytes, ImportSource, Progress } from './protocol.ts';

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
/** [CLS] title [SEP] text [SEP], one token a word. */
const TOKENS: PassageTokens = {
  limit: 10,
  split: null,
  count: (text) => words(text).length,
  encode: (title, text, cut) => {
    const [first, second] = [words(title).length, words(text).length];
    const kept = cut ? Math.min(second, 10 - first - 3) : second;
    const ids = new Array<number>(first + kept + 3).fill(1);
    return { ids, typeIds: ids.map((_, i) => (i < first + 2 ? 0 : 1)), truncated: kept < second };
  },
};
const file = (name: string, content: string | Uint8Array): FileBytes => ({ name, bytes: new Blob([content as BlobPart]) });
const preview = (content: string, choices = {}) => previewFile(file('x.csv', content), choices, TOKENS);

describe('previewFile', () => {
  it('proposes a plan and says what it gives', async () => {
    const seen = await preview(`id,question,answer,year\n7,Why?,${'w '.repeat(12)},1999\n8,How?,So.,2000\n9,What?,,2001\n`);
    expect(seen).toMatchObject({
      format: 'table',
      columns: ['id', 'question', 'answer', 'year'],
      mapping: { title: 1, text: 2, id: 0, hasHeader: true },
      plan: { encoding: 'utf-8', delimiter: ',', split: { unit: 'words', size: 100, overlap: 0 } },
      check: { nRows: 3, accepted: 2, nRejected: 1, nPassages: 2, complete: true, nRowsEstimate: 3, rejected: [{ row: 4, reason: 'the text column is empty' }] },
    });
    // Ten positions, three of them special, one for the title: of twelve words six are read.
    expect(seen.check.passages).toMatchObject([{ row: 2, title: 'Why?', key: '7', nTokens: 16, readChars: 11 }, { row: 3, nTokens: 5, readChars: 3 }]);
    expect(seen.check.tokens).toMatchObject({ n: 2, limit: 10, longest: 16, median: 16, nCut: 1, tokensCut: 6 });
    expect(seen.check.tokens.bars.reduce((sum, bar) => sum + bar, 0)).toBe(2);
  });

  it('follows every choice', async () => {
    const text = 'Eins;der erste Text hier\nZwei;der zweite Text dort\n';
    const found = await preview(text);
    expect(found.plan.mapping).toEqual({ title: 0, text: 1, hasHeader: false });
    const header = await preview(text, { mapping: { title: 0, text: 1, hasHeader: true } });
    expect(header).toMatchObject({ columns: ['Eins', 'der erste Text hier'], check: { nRows: 1 } });
    const bar = await preview(text, { delimiter: '|', mapping: { title: 0, text: 1, hasHeader: false } });
    expect(bar, 'a mapping for other columns is not kept').toMatchObject({ columns: ['Column 1'], plan: { mapping: { title: null, text: 0 }, delimiter: '|' } });
    const tokens = await preview(`text\n${'w '.repeat(40)}\n`, { split: { unit: 'tokens', size: 16, overlap: 4 } });
    expect(tokens.check.passages.map((passage) => words(passage.text).length)).toEqual([16, 16, 16]);
  });

  it('splits as the model asks, unless another way is chosen', async () => {
    const content = 'text\nOne two three. Four five six. Seven eight.\n';
    const split = { unit: 'sentences', size: 6, overlap: 0 } as const;
    const texts = async (choices = {}) => (await previewFile(file('x.csv', content), choices, { ...TOKENS, split })).check.passages.map((p) => p.text);
    expect(await texts()).toEqual(['One two three. Four five six.', 'Seven eight.']);
    expect(await texts({ split: { unit: 'words', size: 100, overlap: 0 } })).toHaveLength(1);
  });

  it('sends the page no more of a cell than it shows', async () => {
    const { rows, check } = await preview(`title,text\nA,${'word '.repeat(50_000)}\n`);
    expect(rows[0][1]).toHaveLength(500);
    expect(check).toMatchObject({ nRows: 1, nPassages: 500 });
  });

  it('lets a file through whose first row is longer than a preview', async () => {
    const { check } = await preview(`title,text\nA,${'word '.repeat(1_000_000)}\n`);
    expect(check).toMatchObject({ complete: false, nPassages: 0, warnings: [expect.stringContaining('longer than a preview')] });
  });

  it('hears a cancel within one cell', async () => {
    const controller = new AbortController();
    const source: ImportSource = { file: file('x.csv', `title,text\nA,"${'some ""words"" here '.repeat(400_000)}"\n`), plan: { mapping: { title: 0, text: 1, hasHeader: true } } };
    const reading = readSources([source], TOKENS, { signal: controller.signal });
    setTimeout(() => controller.abort(), 1);
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('asks when nothing can be proposed, and still shows what the likeliest choice gives', async () => {
    const seen = await preview('left,right\nshort,longer than\nabc,some words\n');
    expect(seen).toMatchObject({ mapping: null, plan: { mapping: { title: null, text: 1, hasHeader: false } }, check: { nPassages: 3 } });
  });

  it('shows a header without rows, where the header can be switched off', async () => {
    const seen = await preview('title,text\n');
    expect(seen.check).toMatchObject({ nRows: 0, nPassages: 0, warnings: [expect.stringContaining('has a header but no rows')] });
    expect(seen.check.tokens).toMatchObject({ n: 0, bars: [0, 0] });
  });

  it('reads the beginning of a large file and estimates the rest', async () => {
    const nRows = 400_000;
    const { check } = await preview(`title,text\n${'A,a few words here\n'.repeat(nRows)}`);
    expect(check.complete).toBe(false);
    expect(check.nRows).toBeLessThan(nRows);
    expect(Math.abs(check.nRowsEstimate / nRows - 1)).toBeLessThan(0.02);
  });

  it('offers the questions of SQuAD', async () => {
    const squad = JSON.stringify({ data: [{ title: 'T', paragraphs: [{ context: 'c d', qas: [{ question: 'q?', answers: [{ text: 'c' }] }] }] }] });
    expect(await previewFile(file('dev.json', squad), {}, TOKENS)).toMatchObject({ format: 'squad', nQuestions: 1, plan: { mapping: { title: 0, text: 1 } } });
    expect(await tableQuestions(file('dev.json', squad))).toBe('q?\t["c"]\n');
  });

  it('says of a file that vanished that it cannot be read', async () => {
    const gone = { name: 'gone.csv', bytes: Object.assign(new Blob(['a']), { arrayBuffer: () => Promise.reject(new DOMException('x', 'NotReadableError')) }) };
    await expect(previewFile(gone, {}, TOKENS)).rejects.toMatchObject({ name: 'UserError', message: '"gone.csv" cannot be read' });
  });
});

describe('readSources', () => {
  const source = (name: string, text: string): ImportSource => ({ file: file(name, text), plan: { mapping: { title: 0, text: 1, hasHeader: true } } });

  it('makes one base of several files, with a verdict for each and progress over all', async () => {
    const seen: Progress[] = [];
    const read = await readSources([source('a.csv', 'title,text\nA,a\nB,\n'), source('b.csv', 'title;text\nC;c\n')], TOKENS, { onProgress: (progress) => seen.push(progress) });
    expect(read.passages.map(({ id, title, row }) => [id, title, row])).toEqual([[0, 'A', 2], [1, 'C', 2]]);
    expect(read.files.map(({ name, nRows, accepted, nRejected, nPassages }) => [name, nRows, accepted, nRejected, nPassages])).toEqual([['a.csv', 2, 1, 1, 1], ['b.csv', 1, 1, 0, 1]]);
    expect(read).toMatchObject({ nRows: 3, accepted: 2, rejected: [{ file: 'a.csv', row: 3 }], encoding: 'UTF-8' });
    expect(seen.at(-1)).toMatchObject({ stage: 'Reading the table', done: 33, total: 33 });
    expect(REJECTED_LISTED).toBeGreaterThan(0);
  });

  it('refuses files of which no row can be used', async () => {
    await expect(readSources([source('a.csv', 'title,text\nA,\n')], TOKENS)).rejects.toMatchObject({ kind: 'bad-file', message: 'a.csv: none of its 1 rows gives a passage (the text column is empty)' });
  });
});

describe('rejectedCsv', () => {
  it('has every row, disarms what a spreadsheet would run, and names files where there are several', async () => {
    const csv = await rejectedCsv([{ row: 3, reason: 'a "b"', excerpt: '=1+1 | x', file: '@a.csv' }]).text();
    expect(csv).toBe('"file","row","reason","beginning of the row"\r\n"\'@a.csv",3,"a ""b""","\'=1+1 | x"\r\n');
    expect(await rejectedCsv([]).text()).toBe('"row","reason","beginning of the row"\r\n');
  });
});

describe('an import task', () => {
  it('names a base after its files', () => {
    expect(nameOf(['birds.csv'])).toBe('birds');
    expect(nameOf(['wiki-01.jsonl', 'wiki-02.jsonl'])).toBe('wiki');
    expect(nameOf(['a.csv', 'b.csv', 'c.csv'])).toBe('a and 2 more');
    expect(nameOf([])).toBe('Base');
  });

  it('drops a mapping with the columns that it was made for', () => {
    const mapping = { title: null, text: 0, hasHeader: true };
    expect(withChoices({ mapping, encoding: 'big5' }, { delimiter: ';' })).toEqual({ mapping: undefined, encoding: 'big5', delimiter: ';' });
    expect(withChoices({ mapping }, { split: { unit: 'words', size: 9, overlap: 0 } }).mapping).toBe(mapping);
  });

  it('reads refused files not at all, and finds anew what was not chosen', async () => {
    const source = { name: 'x.csv', read: async () => new Blob() };
    const seen = await preview('title,text\nA,a\n');
    expect(plannedSources([{ source, choices: { delimiter: ';' }, preview: seen, refused: null }, { source, choices: {}, preview: null, refused: { what: '', hint: '' } }])).toEqual([
      { source, plan: { mapping: seen.plan.mapping, split: seen.plan.split, encoding: undefined, delimiter: ';' } },
    ]);
  });
});
