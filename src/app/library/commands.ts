/** What the page can ask of the library, carried out on a session. Knows no worker. */
import { readSources } from '../importing.ts';
import type { CallOptions, KnowledgeBaseInfo } from '../protocol.ts';
import type { Session } from '../session.ts';
import { readBundle, writeBundle } from './bundle.ts';
import { passagesCsv } from './exportCsv.ts';
import { UserError } from '../../errors.ts';
import { usablePassages } from './shelf.ts';
import type { ExportedFile, LibraryArgs, LibraryResult, LibraryVerb } from './types.ts';

type Handlers = { readonly [V in LibraryVerb]: (session: Session, args: LibraryArgs<V>, options?: CallOptions) => Promise<LibraryResult<V>> };

const nothing = async (done: Promise<unknown>): Promise<null> => {
  await done;
  return null;
};

const handlers: Handlers = {
  list: ({ library }) => library.list(),
  openLast: async (session, _args, options) => {
    const opened = await session.library.openLast(options);
    return opened && session.use(opened);
  },
  open: async (session, [id], options) => session.use(await session.library.open(id, options)),
  resume: async (session, [id], options) => session.use(await session.library.finish(id, options)),
  refresh: async (session, [id, type], options) => session.use(await session.library.refresh(id, type, options)),
  append: async (session, [id, sources], options) => session.use(await session.library.append(id, await readSources(sources, session.passageTokens, options), options)),
  rename: ({ library }, [id, name]) => nothing(library.rename(id, name)),
  duplicate: ({ library }, [id], options) => nothing(library.duplicate(id, options)),
  keep: ({ library }, [id], options) => nothing(library.keep(id, options)),
  remove: ({ library }, [id]) => nothing(library.remove(id)),
  restore: ({ library }, [id]) => nothing(library.restore(id)),
  empty: ({ library }, [id]) => nothing(library.empty(id)),
  pause: async ({ library }, [paused]) => {
    library.pause(paused);
    return null;
  },
  prefer: ({ library }, [type]) => nothing(library.prefer(type)),
  exportCsv: (session, [id]) => exportCsv(session, id),
  exportBundle: (session, [id], options) => exportBundle(session, id, options),
  openBundle: (session, [file], options) => openBundle(session, file, options),
  rankEffect: ({ library }, [id], options) => library.rankEffect(id, options),
};

export function runLibraryCommand<V extends LibraryVerb>(session: Session, verb: V, args: LibraryArgs<V>, options?: CallOptions): Promise<LibraryResult<V>> {
  return handlers[verb](session, args, options);
}

async function exportCsv({ library }: Session, id: string): Promise<ExportedFile> {
  const { standing, passages } = await library.contents(id);
  const { blob, neutralised } = passagesCsv(passages);
  const note = neutralised === 0 ? '' : `${neutralised} ${neutralised === 1 ? 'cell' : 'cells'} would run as formulas in a spreadsheet and got an apostrophe in front.`;
  return { name: standing.base.meta.name, blob, note };
}

async function exportBundle({ library }: Session, id: string, options?: CallOptions): Promise<ExportedFile> {
  const { standing, passages, rejected } = await library.contents(id);
  const { base, vectors } = standing;
  if (!vectors || usablePassages(vectors) < base.nPassages) throw new UserError('bad-input', `"${base.meta.name}" has not all its vectors yet`, 'Resume its embedding first.');
  const { rows, missing } = await vectors.loadRows();
  if (missing.length > 0) throw new UserError('storage', `"${base.meta.name}": the browser's storage has lost some of its vectors`, 'Embed it anew first.');
  const { name, createdAt, embedSeconds } = base.meta;
  const blob = await writeBundle({ name, createdAt, embedSeconds, files: base.files, passages, rejected, header: vectors.header, rows }, options);
  return { name, blob, note: 'Passages and vectors leave with it: give it only to those who may read the table.' };
}

/** Opens what the bundle holds; where its encoder is not this model's, it waits in the library to be embedded anew. */
async function openBundle(session: Session, { name: fileName, bytes }: { readonly name: string; readonly bytes: ArrayBuffer | Blob }, options?: CallOptions): Promise<KnowledgeBaseInfo> {
  const { library } = session;
  const { header, rows, ...base } = await readBundle(bytes instanceof Blob ? bytes : new Blob([bytes]), fileName, options);
  const id = await library.adopt(base, base, header, rows, options);
  return session.use(await library.open(id, options));
}
