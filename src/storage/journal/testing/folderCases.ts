/** What every folder of the journal must do, as pairs of what it gave and what was expected. For tests only. */
import type { Folder } from '../files.ts';
import { LogReader, LogWriter } from '../log.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const errorOf = (work: Promise<unknown>) => work.then(() => 'no error', (error: unknown) => (error as Error).message.replace(/^.*(being written).*$/, '$1'));

async function segmentsOf(folder: Folder, name: string): Promise<string[]> {
  const log = await LogReader.open(folder, name);
  return Promise.all(log.segments.map(async (segment) => `${segment.kind}:${[...(await log.read(segment))].join()}`));
}

export const FOLDER_CASES: Readonly<Record<string, (folder: Folder) => Promise<readonly [got: unknown, expected: unknown]>>> = {
  'files are written at any offset, cut, and read as they were': async (folder) => {
    const file = await folder.write('a');
    file.write(0, bytes(1, 2, 3, 4));
    file.write(2, bytes(9));
    file.truncate(3);
    file.flush();
    file.close();
    const snapshot = (await folder.read('a'))!;
    return [[snapshot.size, [...(await snapshot.read(1, 2))]], [3, [2, 9]]];
  },
  'what is not there reads as null, and its removal is no error': async (folder) => {
    await folder.remove('none');
    return [await folder.read('none'), null];
  },
  'folders and files are listed, and removed with all that they hold': async (folder) => {
    const below = await folder.folder('b');
    (await below.write('x')).close();
    (await folder.write('y')).close();
    const before = [await folder.folders(), await folder.files(), await below.files()];
    await folder.remove('b');
    return [[...before, await folder.folders()], [['b'], ['y'], ['x'], []]];
  },
  'a file has one writer': async (folder) => {
    const file = await folder.write('one');
    const second = await errorOf(folder.write('one'));
    file.close();
    (await folder.write('one')).close();
    return [second, 'being written'];
  },
  'a log is read while it is written, and goes on after it was closed': async (folder) => {
    const writer = await LogWriter.open(folder, 'log');
    writer.append(1, bytes(1, 1));
    const during = await segmentsOf(folder, 'log');
    writer.append(2, bytes());
    writer.close();
    const again = await LogWriter.open(folder, 'log');
    again.append(3, bytes(3));
    again.close();
    return [[during, await segmentsOf(folder, 'log')], [['1:1,1'], ['1:1,1', '2:', '3:3']]];
  },
  'a snapshot can still be read after more was written behind it': async (folder) => {
    const file = await folder.write('grows');
    file.write(0, bytes(1, 2));
    file.flush();
    const snapshot = (await folder.read('grows'))!;
    file.write(2, bytes(3));
    file.flush();
    const seen = [...(await snapshot.read(0, 2))];
    file.close();
    return [[snapshot.size, seen], [2, [1, 2]]];
  },
};
