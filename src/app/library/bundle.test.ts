/** Bundles from anybody: what is not sound is refused with the reason, and nothing else happens. */
import { zipSync, type Zippable } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { encodeVectors } from '../../storage/journal/vectorCodec.ts';
import { readBundle, writeBundle, type BundledBase } from './bundle.ts';
import { sha256 } from './fingerprint.ts';
import { npyData, npyHeader } from './npy.ts';
import { openZip } from '../../models/checkpoint/zip.ts';
import { blobSource } from '../../models/checkpoint/source.ts';

const BASE: BundledBase = {
  name: 'Ünïted "base"',
  createdAt: 5,
  embedSeconds: 1.5,
  files: [{ name: 'a.csv', nRows: 3, accepted: 2, nRejected: 1, nPassages: 2, encoding: 'UTF-8', warnings: ['odd'] }],
  passages: [{ id: 0, title: '<img src=x onerror=alert(1)>', text: 'one', row: 2, key: '=k', metadata: [['__proto__', 'polluted']] }, { id: 1, title: '', text: 'two', row: 3 }],
  rejected: [{ row: 4, reason: 'blank row', file: 'a.csv' }],
  header: { encoder: { model: 'f'.repeat(32), numerics: 'q8 wasm', name: 'tiny' }, type: 'int8', dim: 3 },
  rows: encodeVectors('int8', Float32Array.of(1, -2, 3, 0.5, 0, -0.25), 3),
};

/** The files of a sound bundle. */
async function files(base: BundledBase = BASE): Promise<Map<string, Uint8Array>> {
  const blob = await writeBundle(base);
  const entries = await openZip(blobSource(blob), 'sound');
  const found = new Map<string, Uint8Array>();
  for (const [name, entry] of entries) found.set(name, await entry.read(0, entry.size));
  return found;
}

type Manifest = Record<string, unknown> & { contents: Record<string, { bytes: number; sha256: string }>; files: Record<string, unknown>[]; vectors: Record<string, unknown> };

/** A bundle in which something was changed, with checksums that agree with the change. */
async function changed(change: (found: Map<string, Uint8Array>, manifest: Manifest) => void, level: 0 | 6 = 0): Promise<Blob> {
  const found = await files();
  const manifest = JSON.parse(new TextDecoder().decode(found.get('bundle.json'))) as Manifest;
  const before = new Map(found);
  change(found, manifest);
  for (const [name, bytes] of found) if (bytes !== before.get(name) && manifest.contents[name]) manifest.contents[name] = { bytes: bytes.length, sha256: await sha256(bytes) };
  if (found.get('bundle.json') === before.get('bundle.json')) found.set('bundle.json', text(JSON.stringify(manifest)));
  return new Blob([zipSync(Object.fromEntries(found) as Zippable, { level }) as Uint8Array<ArrayBuffer>]);
}

const text = (value: string) => new TextEncoder().encode(value);

describe('a bundle', () => {
  it('comes back as it was', async () => {
    expect(await readBundle(await writeBundle(BASE), 'b.zip')).toEqual(BASE);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('has arrays that NumPy reads', () => {
    const header = npyHeader('<f4', [2, 3]);
    expect(header.length % 64).toBe(0);
    expect(new TextDecoder('latin1').decode(header.subarray(10)).trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
    expect(npyData(Uint8Array.from([...npyHeader('|i1', [2]), 7, 8]), '|i1', [2])).toEqual(Uint8Array.of(7, 8));
  });

  it.each<[string, Parameters<typeof changed>[0], string]>([
    ['without its description', (found) => found.delete('bundle.json'), 'there is no bundle.json in it'],
    ['of something else', (_found, manifest) => (manifest['format'] = 'x'), 'does not say that this is a knowledge base'],
    ['of a later version', (_found, manifest) => (manifest['version'] = 2), 'made by another version of ragscope (format 2'],
    ['whose description is no JSON', (found) => found.set('bundle.json', text('{')), 'bundle.json: not JSON'],
    ['with a file too many', (found) => found.set('../evil.js', text('x')), 'it holds "../evil.js", which does not belong into a bundle'],
    ['without vectors', (found) => found.delete('vectors.npy'), 'vectors.npy is missing'],
    ['with fewer passages than said', (found) => found.set('passages.jsonl', text('{"title":"","text":"one","row":2}\n')), 'passages.jsonl has 1 lines, bundle.json says 2'],
    ['with a passage that is none', (found) => found.set('passages.jsonl', text('{"title":"","text":"one","row":2}\n[]\n')), 'passages.jsonl, line 2: the line is no object'],
    ['with a passage without text', (found) => found.set('passages.jsonl', text('{"title":"","text":"","row":2}\n{"title":"","text":"b","row":3}\n')), 'line 1: text is empty'],
    ['with text in a number’s place', (found) => found.set('passages.jsonl', text('{"title":"","text":"a","row":"2"}\n{"title":"","text":"b","row":3}\n')), 'line 1: row is no count'],
    ['that is not UTF-8', (found) => found.set('passages.jsonl', Uint8Array.of(0x22, 0xff, 0x22, 0x0a)), 'line 1: not UTF-8 text'],
    ['with rows that do not add up', (_found, manifest) => (manifest.files[0]['accepted'] = 3), 'that does not add up'],
    ['with vectors of another shape', (_found, manifest) => (manifest.vectors['dim'] = 4), 'vectors.npy: it holds |i1 of shape (2, 3), not |i1 of shape (2, 4)'],
    ['with dimensions beyond reason', (_found, manifest) => (manifest.vectors['dim'] = 1e9), 'dim is no count from 0 to 65536'],
    ['with an unknown type', (_found, manifest) => (manifest.vectors['type'] = 'fp8'), 'the type of its vectors is not one of fp32, fp16, int8'],
    ['with no fingerprint', (_found, manifest) => ((manifest.vectors['encoder'] as Record<string, unknown>)['model'] = '<b>'), 'the fingerprint of the encoder is none'],
    ['with scales that are not finite', (found) => found.set('scales.npy', Uint8Array.from([...npyHeader('<f4', [2]), 0, 0, 0x80, 0x7f, 0, 0, 0, 0])), 'values that are not finite'],
    ['with an array that is too short', (found) => found.set('vectors.npy', npyHeader('|i1', [2, 3])), 'it holds 0 bytes of numbers, not 6'],
  ])('%s is refused', async (_what, change, why) => {
    await expect(readBundle(await changed(change), 'b.zip')).rejects.toMatchObject({ name: 'UserError', message: expect.stringContaining(why) });
  });

  it('that is compressed is refused: what is stored cannot swell', async () => {
    await expect(readBundle(await changed(() => {}, 6), 'b.zip')).rejects.toMatchObject({ message: expect.stringContaining('is compressed') });
  });

  it('whose bytes were changed is refused by its checksum', async () => {
    const found = await files();
    const passages = found.get('passages.jsonl')!.slice();
    passages[passages.length - 5] ^= 1;
    found.set('passages.jsonl', passages);
    const blob = new Blob([zipSync(Object.fromEntries(found) as Zippable, { level: 0 }) as Uint8Array<ArrayBuffer>]);
    await expect(readBundle(blob, 'b.zip')).rejects.toMatchObject({ message: 'b.zip: the checksum of passages.jsonl is not the one in bundle.json' });
  });

  it('of any bytes, or damaged anywhere, is read as it was or refused in words', async () => {
    const sound = new Uint8Array(await (await writeBundle(BASE)).arrayBuffer());
    const attempt = async (bytes: Uint8Array<ArrayBuffer>) => {
      try {
        return (await readBundle(new Blob([bytes]), 'b.zip')).rows.length;
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        return null;
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(sound.length), async (at, change, length) => {
        const damaged = sound.slice();
        damaged[at] ^= change;
        await attempt(damaged);
        expect(await attempt(sound.slice(0, Math.min(length, sound.length - 1)))).toBeNull();
      }),
      { numRuns: 80 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await attempt(bytes as Uint8Array<ArrayBuffer>)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });
});
