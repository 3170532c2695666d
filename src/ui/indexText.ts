/** Names of the indexes and what to say beside their figures. Text only. */
import type { IndexChoice, IndexName } from '../app/protocol.ts';

export const INDEX_NAMES: Readonly<Record<IndexName, string>> = {
  exact: 'Exact scan',
  hybrid: 'Hybrid: vectors + words',
  bm25: 'Words only (BM25)',
  int8: 'Int8 scan, re-scored',
  ivf: 'Inverted file (approximate)',
  voy: 'Voy (k-d tree)',
};

/** Indexes that rank by something else are no worse for finding other passages. */
export function indexNote(name: IndexName): string {
  return name === 'hybrid' || name === 'bm25' ? 'ranks by words too' : '';
}

/** The first choice names what the model asks for, so that nobody wonders what runs. */
export function indexOptions(preferred: IndexName): readonly { readonly value: IndexChoice; readonly label: string }[] {
  const all = (Object.keys(INDEX_NAMES) as IndexName[]).map((value) => ({ value, label: INDEX_NAMES[value] }));
  return [{ value: 'auto', label: `As the model asks: ${INDEX_NAMES[preferred].replace(/:.*/, '').toLowerCase()}` }, ...all];
}
