/** Judges columns by their names and contents: which record is a header, which column is title, which is text. Knows no file. */
import type { ColumnMapping } from './types.ts';

/** Names of the passage column, the most telling first; folded as `foldName` does. */
const TEXT_NAMES = [
  'text', 'passage', 'context', 'content', 'contents', 'body', 'document', 'article', 'paragraph', 'abstract',
  'description', 'chunk', 'summary', 'details', 'plot', 'transcript', 'bio', 'biography', 'review', 'lyrics',
  'texto', 'texte', 'testo', 'tekst', 'inhalt', 'contenu', 'contenido', 'contenuto', 'conteudo', 'inhoud', 'beschreibung',
  'descripcion', 'descrizione', 'descricao', 'beschrijving', 'absatz', 'cuerpo', 'corps', 'resumen', 'resume', 'zusammenfassung',
  'текст', 'содержание', 'описание', '正文', '内容', '文本', '本文', 'テキスト', '説明', '내용', '본문', '텍스트', 'النص', 'טקסט', 'metin', 'icerik',
  'message', 'comment', 'comments', 'notes', 'note',
];

const TITLE_NAMES = [
  'title', 'heading', 'headline', 'subject', 'topic', 'name', 'term', 'entity', 'label', 'page',
  'titulo', 'titre', 'titel', 'titolo', 'tytul', 'baslik', 'uberschrift', 'nombre', 'nom', 'nome', 'naam', 'thema', 'betreff', 'asunto', 'sujet',
  'заголовок', 'название', '标题', '標題', '题目', 'タイトル', '題名', '件名', '제목', 'عنوان', 'כותרת',
  'key', 'id', 'identifier', 'code', 'slug', 'url',
];

const QUESTION_NAMES = ['question', 'questions', 'query', 'faq', 'q', 'prompt', 'pregunta', 'frage', 'pergunta', 'domanda', 'вопрос', '问题', '質問', '질문'];
const ANSWER_NAMES = ['answer', 'answers', 'response', 'reply', 'a', 'respuesta', 'antwort', 'reponse', 'resposta', 'risposta', 'ответ', '答案', '回答', '답변'];

const ID_NAMES = ['id', 'identifier', 'uuid', 'guid', 'docid', 'doc id', 'pid', 'passage id', 'document id', 'key', 'isbn', 'doi'];

/** Column names that hold neither, yet tell that a record is a header. */
const OTHER_NAMES = ['author', 'date', 'year', 'category', 'type', 'tags', 'tag', 'source', 'language', 'lang', 'link', 'index', 'idx', 'section', 'version', 'number', 'price', 'age'];

const KNOWN_NAMES = new Set([...TEXT_NAMES, ...TITLE_NAMES, ...QUESTION_NAMES, ...ANSWER_NAMES, ...OTHER_NAMES]);

/** Lower case and without accents, the same in every locale (a Turkish TİTLE too); camelCase and snake_case become words. */
export function foldName(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

export interface ColumnStatistics {
  /** Mean length in characters and in words over the cells that are not blank. */
  readonly meanChars: number;
  readonly meanWords: number;
  /** Shares in [0, 1]: cells that are not blank; of those, numbers or dates; of those, different ones. */
  readonly filled: number;
  readonly numeric: number;
  readonly distinct: number;
}

/** A column is judged by its cells' beginnings, and a table by its first columns: either may be of any size. */
const CELL_CHARS = 4000;
const COLUMNS_JUDGED = 1000;

const NUMERIC = /^[\s\p{Sc}+\-–(]*[\d][\d\s.,:/\-–%)]*(e[+-]?\d+)?\p{Sc}?$/iu;

export function columnStatistics(rows: readonly (readonly string[])[], column: number): ColumnStatistics {
  const cells = rows.map((row) => (row[column] ?? '').slice(0, CELL_CHARS).trim());
  const filled = cells.filter((cell) => cell !== '');
  const n = Math.max(1, filled.length);
  const total = (measure: (cell: string) => number): number => filled.reduce((sum, cell) => sum + measure(cell), 0);
  return {
    meanChars: total((cell) => cell.length) / n,
    meanWords: total((cell) => cell.split(/\s+/).length) / n,
    filled: filled.length / Math.max(1, cells.length),
    numeric: total((cell) => (NUMERIC.test(cell) ? 1 : 0)) / n,
    distinct: new Set(filled).size / n,
  };
}

/** True when the first record reads as column names: by a known name, or by being unlike what stands below it. */
export function looksLikeHeader(first: readonly string[], body: readonly (readonly string[])[]): boolean {
  const names = first.slice(0, COLUMNS_JUDGED).map((cell) => cell.trim());
  if (!names.some((name) => name !== '') || names.some((name) => name.length > 60 || NUMERIC.test(name))) return false;
  const known = names.filter((name) => KNOWN_NAMES.has(foldName(name))).length;
  if (known > 0 && names.every((name) => name.split(/\s+/).length <= 6)) return true;
  const namelike = names.every((name) => /^[\p{L}_][\p{L}\p{M}\p{N}_ .:/()#-]*$/u.test(name) && name.split(/\s+/).length <= 4);
  if (!namelike || new Set(names).size < names.length || body.length === 0) return false;
  return names.some((name, column) => {
    const { numeric, meanChars, meanWords } = columnStatistics(body, column);
    return numeric >= 0.8 || (meanWords >= 8 && meanChars >= 4 * name.length);
  });
}

/** Names for display, one a column, none empty and none twice. */
export function columnNames(header: readonly string[] | null, nColumns: number): string[] {
  const seen = new Set<string>();
  const copies = new Map<string, number>();
  return Array.from({ length: Math.max(nColumns, header?.length ?? 0) }, (_, i) => {
    const base = header?.[i]?.trim() || `Column ${i + 1}`;
    let name = base;
    // Counted on from the last copy: thousands of columns may have one name.
    for (let copy = copies.get(base) ?? 2; seen.has(name); copy++) {
      name = `${base} (${copy})`;
      copies.set(base, copy + 1);
    }
    seen.add(name);
    return name;
  });
}

/** The noun of a compound name: its last word (`shortDescription`), or the one before a language code (`text_en`). */
function headNoun(folded: string): string {
  const words = folded.split(' ');
  return (words.length > 1 && /^([a-z]{2}|\d+)$/.test(words[words.length - 1]) ? words[words.length - 2] : words[words.length - 1]) ?? '';
}

/** The column whose name stands first in `names`, or −1; a whole name beats a head noun. `usable` judges its contents. */
function findByName(columns: readonly string[], names: readonly string[], usable: (column: number) => boolean): number {
  const folded = columns.map(foldName);
  for (const matches of [
    (name: string, wanted: string) => name === wanted,
    (name: string, wanted: string) => wanted.length > 2 && headNoun(name) === wanted,
  ]) {
    for (const wanted of names) {
      const column = folded.findIndex((name, i) => matches(name, wanted) && usable(i));
      if (column >= 0) return column;
    }
  }
  return -1;
}

/**
 * Proposes title, text and id, or null when that would be a guess and the page must ask.
 * @param allColumns names as displayed; with `hasHeader` false they mean nothing and only contents count
 * @param rows records below the header
 */
export function proposeMapping(allColumns: readonly string[], rows: readonly (readonly string[])[], hasHeader = true): ColumnMapping | null {
  const columns = allColumns.slice(0, COLUMNS_JUDGED).map((name) => name.slice(0, CELL_CHARS));
  if (columns.length === 0) return null;
  if (columns.length === 1 && columnStatistics(rows, 0).numeric < 0.5) return { title: null, text: 0, hasHeader };
  const statistics = columns.map((_, i) => columnStatistics(rows, i));
  const isProse = (i: number): boolean => rows.length === 0 || (statistics[i].filled > 0 && statistics[i].numeric < 0.5);
  const names = hasHeader ? columns : columns.map(() => '');
  let text = findByName(names, TEXT_NAMES.slice(0, TEXT_NAMES.indexOf('message')), isProse);
  const question = findByName(names, QUESTION_NAMES, isProse);
  const answer = findByName(names, ANSWER_NAMES, isProse);
  const withId = (mapping: ColumnMapping): ColumnMapping => {
    const id = findByName(names, ID_NAMES, (i) => i !== mapping.text && i !== mapping.title && (rows.length === 0 || statistics[i].distinct > 0.9));
    return id >= 0 ? { ...mapping, id } : mapping;
  };
  if (text < 0 && question >= 0 && answer >= 0) return withId({ title: question, text: answer, hasHeader });
  if (text < 0) text = findByName(names, TEXT_NAMES, isProse);
  if (text < 0) text = textByContents(statistics, hasHeader);
  if (text < 0) return null;
  const byName = findByName(names, TITLE_NAMES, (i) => i !== text);
  const otherRole = names.map((name) => findByName([name], [...TEXT_NAMES, ...QUESTION_NAMES, ...ANSWER_NAMES], () => true) >= 0);
  return withId({ title: byName >= 0 ? byName : titleByContents(statistics, text, otherRole), text, hasHeader });
}

/** The one column of clearly longest prose, or −1. */
function textByContents(statistics: readonly ColumnStatistics[], hasHeader: boolean): number {
  const prose = statistics.map(({ numeric, meanChars, filled }) => (numeric < 0.5 && filled > 0 ? meanChars : 0));
  const longest = prose.indexOf(Math.max(...prose));
  if (prose[longest] === 0) return -1;
  // The reference's own layout: (title, text) without a header, however short the texts.
  if (!hasHeader && statistics.length === 2 && prose[0] > 0 && prose[1] > prose[0] && statistics[1].meanWords >= 2) return 1;
  const second = Math.max(0, ...prose.filter((_, i) => i !== longest));
  return statistics[longest].meanWords >= 4 && prose[longest] >= 2 * second ? longest : -1;
}

/** The other column of a two-column table, or the first short, mostly different, not numeric one; null for none. */
function titleByContents(statistics: readonly ColumnStatistics[], text: number, otherRole: readonly boolean[]): number | null {
  const candidate = statistics.findIndex(
    ({ numeric, filled, distinct, meanChars, meanWords }, i) =>
      i !== text && !otherRole[i] && numeric < 0.5 && filled >= 0.5 && meanChars <= 120 && meanWords <= 15 && (statistics.length === 2 || distinct >= 0.5),
  );
  return candidate >= 0 ? candidate : null;
}
