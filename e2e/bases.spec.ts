/** What a base carries: id and metadata of its rows, rows that are appended, and vectors that another encoder made. */
import { createHash } from 'node:crypto';
import { strToU8, unzipSync, zipSync, strFromU8 } from 'fflate';
import { App } from './app.ts';
import { expect, test } from './fixtures.ts';
import { closeLibrary, exportBundle, importTable, lakes, more, openLibrary, row } from './library.ts';

const ATTACK = '<img src=x onerror="window.__pwned=1">';
const HEAD = 'number,title,text,source,remark';
const ROCKS = [HEAD, `R-1,Basalt,Basalt is a dark rock that cools from lava.,${`"${ATTACK.replaceAll('"', '""')}"`},=1+1`, `R-2,Chalk,Chalk is a soft white rock made of tiny shells.,field book,${'a long remark '.repeat(20)}`].join('\n');
const MORE_ROCKS = [HEAD, ...Array.from({ length: 46 }, (_, i) => `M-${i},Stone ${i},Stone ${i} is a grey stone.,,`), 'R-3,Slate,Slate splits into thin flat sheets for roofs.,quarry,'].join('\n');

/** Chooses id and metadata where the dialog shows the columns. */
async function mapFacts(app: App): Promise<void> {
  await app.dialog.getByLabel('Role of column number').selectOption('Id');
  for (const column of ['source', 'remark']) await app.dialog.getByLabel(`Role of column ${column}`).selectOption('Metadata');
}

test('id and metadata stay with a passage: on its card, after a reload, in a bundle; appended rows are embedded alone', async ({ page }) => {
  const app = new App(page);
  const card = (title: string) => app.documents.filter({ has: page.getByRole('heading', { name: title, exact: true }) }).getByTestId('document-facts');
  const expectFacts = async (): Promise<void> => {
    await app.ask('Which rock cools from lava, and which is made of shells?');
    await expect(card('Basalt')).toHaveText(`idR-1source${ATTACK}remark=1+1`);
    await expect(card('Chalk').locator('summary')).toHaveText('id R-2, 2 metadata fields');
    await card('Chalk').locator('summary').click();
    await expect(card('Chalk').getByRole('definition')).toHaveText(['R-2', 'field book', /^(a long remark ?){20}$/]);
    expect(await page.locator('main img').count()).toBe(0);
  };
  await app.open('#docs=2&length=2');
  await app.choose({ name: 'rocks.csv', content: ROCKS });
  await mapFacts(app);
  await app.import(2);
  await test.step('on the cards', expectFacts);
  await test.step('in the saved run', async () => {
    const saved = JSON.stringify(await app.savedRun());
    expect(saved).toContain('"key":"R-1"');
    expect(saved).toContain('["remark","=1+1"]');
  });
  await page.reload();
  await expect(app.baseName).toHaveText('rocks');
  await test.step('after a reload', expectFacts);

  await test.step('from a bundle', async () => {
    await openLibrary(page);
    const bundle = await exportBundle(page, 'rocks');
    await more(page, 'rocks', 'Delete');
    await expect(row(page, 'rocks')).toBeHidden();
    await page.getByTestId('bundle-input').setInputFiles({ name: 'rocks.zip', mimeType: 'application/zip', buffer: bundle });
    await expect(row(page, 'rocks')).toHaveAttribute('data-in-use', 'true');
    await closeLibrary(page);
    await expectFacts();
  });

  await test.step('appended rows are embedded alone, found, and there after a reload', async () => {
    // Every share that is shown while passages are embedded.
    const shares = await page.evaluateHandle(() => {
      const seen: number[] = [];
      new MutationObserver(() => {
        const line = document.querySelector('[data-testid="import-progress"]');
        const share = /Embedding passages.*?(\d+) %/s.exec(line?.textContent ?? '');
        if (share) seen.push(Number(share[1]));
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
      return seen;
    });
    await openLibrary(page);
    const chooser = page.waitForEvent('filechooser');
    await more(page, 'rocks', 'Append rows…');
    await (await chooser).setFiles({ name: 'more.csv', mimeType: 'text/csv', buffer: Buffer.from(MORE_ROCKS) });
    await mapFacts(app);
    await app.import(49);
    const seen = await shares.jsonValue();
    expect(seen.length).toBeGreaterThan(0);
    expect(Math.min(...seen), '2 of 49 were there').toBe(4);
    await page.reload();
    await expect(app.passageCount).toHaveText('49 passages');
    await app.ask('What splits into thin flat sheets for roofs?');
    await expect(card('Slate')).toHaveText('idR-3sourcequarry');
  });
});

/** The same base, as if another encoder had made its vectors: each is negated. */
function byAnotherEncoder(bundle: Uint8Array): Buffer {
  const files = unzipSync(bundle);
  const vectors = files['vectors.npy'].slice();
  const start = 10 + new DataView(vectors.buffer).getUint16(8, true);
  for (let sign = start + 3; sign < vectors.length; sign += 4) vectors[sign] ^= 0x80;
  const manifest = JSON.parse(strFromU8(files['bundle.json'])) as { name: string; vectors: { encoder: { model: string } }; contents: Record<string, { sha256: string }> };
  manifest.name = 'older';
  manifest.vectors.encoder.model = 'b'.repeat(32);
  manifest.contents['vectors.npy'].sha256 = createHash('sha256').update(vectors).digest('hex');
  return Buffer.from(zipSync({ ...files, 'bundle.json': strToU8(JSON.stringify(manifest)), 'vectors.npy': vectors }, { level: 0 }));
}

test('vectors of another encoder are marked stale, and one button makes them anew', async ({ page }) => {
  const app = new App(page);
  const question = 'Where is Lake 3?';
  const scores = async (): Promise<number[]> => {
    await app.ask(question);
    const { documents } = await app.savedRun();
    return documents.toSorted((a, b) => a.id - b.id).map(({ score }) => score);
  };
  await app.open('#docs=4&length=2&index=exact');
  await importTable(app, 'lakes.csv', lakes(4), 4);
  const fresh = await scores();
  await openLibrary(page);
  const bundle = byAnotherEncoder(await exportBundle(page, 'lakes'));
  await page.getByTestId('bundle-input').setInputFiles({ name: 'older.zip', mimeType: 'application/zip', buffer: bundle });
  await expect(row(page, 'older')).toHaveAttribute('data-in-use', 'true');
  await expect(row(page, 'older')).toContainText('stale vectors');
  await closeLibrary(page);
  await expect(page.getByTestId('stale-note')).toContainText('another encoder’s');
  const stale = await scores();
  stale.forEach((score, i) => expect(score).toBeCloseTo(-fresh[i], 4));

  await page.getByTestId('stale-refresh').click();
  await expect(page.getByTestId('stale-note')).toBeHidden();
  await expect(page.getByTestId('import-progress')).toBeHidden();
  const refreshed = await scores();
  refreshed.forEach((score, i) => expect(score).toBeCloseTo(fresh[i], 4));
  await openLibrary(page);
  await expect(row(page, 'older')).not.toContainText('stale');
});
