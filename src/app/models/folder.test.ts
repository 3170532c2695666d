import { describe, expect, it } from 'vitest';
import { droppedFolder, folderSource, pickedFolder, type DroppedItem } from './folder.ts';

function relative(path: string, content = 'x'): File {
  return Object.defineProperty(new File([content], path.split('/').at(-1)!), 'webkitRelativePath', { value: path });
}

const file = (name: string, content = name): DroppedItem => ({ kind: 'file', name, getFile: async () => new File([content], name) });
const directory = (name: string, ...entries: DroppedItem[]): DroppedItem => ({
  kind: 'directory',
  name,
  async *getEntries() {
    yield* entries;
  },
});

const paths = ({ files }: { files: readonly { path: string }[] }): string[] => files.map(({ path }) => path).toSorted();

describe('a picked folder', () => {
  it('is named after itself, with paths below it', () => {
    const picked = pickedFolder([relative('my rag/config.json'), relative('my rag/ctx_encoder/config.json')]);
    expect([picked.name, paths(picked)]).toEqual(['my rag', ['config.json', 'ctx_encoder/config.json']]);
  });

  it('may be files alone', () => {
    const alone = Object.defineProperty(new File([], 'config.json'), 'webkitRelativePath', { value: '' });
    expect(paths(pickedFolder([alone]))).toEqual(['config.json']);
  });
});

describe('a dropped folder', () => {
  it('is walked, and counted from the topmost config.json', async () => {
    const dropped = await droppedFolder([directory('download', file('notes.txt'), directory('rag', file('config.json'), directory('ctx_encoder', file('config.json'))))]);
    expect([dropped.name, paths(dropped)]).toEqual(['download', ['config.json', 'ctx_encoder/config.json']]);
  });

  it('may be several files', async () => {
    const dropped = await droppedFolder([file('config.json'), file('model.safetensors')]);
    expect([dropped.name, paths(dropped)]).toEqual(['dropped files', ['config.json', 'model.safetensors']]);
  });

  it('is read by ranges', async () => {
    const source = folderSource(await droppedFolder([directory('rag', file('config.json', '{"a":1}'))]));
    expect([source.name, await source.readText('config.json')]).toEqual(['rag', '{"a":1}']);
    const opened = await source.open('config.json');
    expect(new TextDecoder().decode(await opened.read(1, 3))).toBe('"a"');
    await expect(source.open('x')).rejects.toThrow('there is no file x');
  });

  it('is refused when it is no checkpoint but a disk', async () => {
    const many = directory('home', ...Array.from({ length: 2_001 }, (_, i) => file(`f${i}`)));
    await expect(droppedFolder([many])).rejects.toMatchObject({ kind: 'bad-input' });
  });
});
