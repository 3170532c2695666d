/** Knowledge bases outlive the page: reloads, a killed engine, a second tab, deletion and undo, bundles, and a swap under one question. */
import { AxeBuilder } from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { App, SAMPLE_QUESTION } from './app.ts';
import { expect, test } from './fixtures.ts';
import { importTable, more, openLibrary, row } from './library.ts';

test.use({ tolerated: [/the engine was made to fail/] });

const FACTS = 'title,text\nBasalt,Basalt is a dark rock that cools from lava.\nChalk,Chalk is a soft white rock made of tiny shells.\n=1+1,"A cell that a spreadsheet would run, and its title too."\n';
const LAKES = ['title,text', ...Array.from({ length: 600 }, (_, i) => `Lake ${i},Lake ${i} is a lake of ${i * 3} metres in land number ${i % 17}; its shores are long and its name is old.`)].join('\n');

/** The engine's own worker; it has others for threads. */
async function killEngine(page: Page): Promise<void> {
  const engine = page.workers().filter((worker) => worker.url().includes('engine.worker')).at(-1);
  if (!engine) throw new Error('no engine worker is running');
  await engine.evaluate(() => void setTimeout(() => { throw new Error('the engine was made to fail'); })).catch(() => undefined);
}

/** Every stage that progress shows from now on, also across reloads. */
async function watchStages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seenStages: seen });
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll('.progress-stage')) if (textContent !== null && seen.at(-1) !== textContent) seen.push(textContent);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

const stages = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { seenStages: string[] }).seenStages);

test('a base is there after a reload without being embedded again; it is renamed, deleted, brought back, exported and opened elsewhere', async ({ page, browser }, info) => {
  await watchStages(page);
  const app = new App(page);
  await app.open('#docs=2&length=3');

  await test.step('import, then reload', async () => {
    await importTable(app, 'facts.csv', FACTS, 3);
    await app.ask('Which rock cools from lava?');
    await page.reload();
    await expect(app.baseName).toHaveText('facts');
    await expect(app.passageCount).toHaveText('3 passages');
    expect(await stages(page), 'nothing was embedded').not.toContain('Embedding passages');
  });

  await test.step('rename', async () => {
    await openLibrary(page);
    await more(page, 'facts', 'Rename…');
    await page.getByTestId('library-name-input').fill('rocks <b>');
    await page.keyboard.press('Enter');
    await expect(row(page, 'rocks <b>')).toBeVisible();
  });

  await test.step('the sample is asked the same question, and both answers stand side by side', async () => {
    await page.keyboard.press('Escape');
    await app.ask(SAMPLE_QUESTION);
    await openLibrary(page);
    await row(page, 'Sample: wonders').getByTestId('library-compare').click();
    await app.isAnswered(SAMPLE_QUESTION);
    const sides = page.getByTestId('compare-side');
    await expect(sides).toHaveCount(2);
    await expect(sides.first()).toContainText('rocks <b>');
    await expect(sides.last()).toContainText('Sample: wonders');
    await expect(sides.last().getByRole('listitem')).toHaveCount(2);
  });

  await test.step('ranks under fewer bits are measured', async () => {
    await openLibrary(page);
    const sample = row(page, 'Sample: wonders');
    await sample.getByTestId('library-vectors').locator('summary').click();
    await sample.getByTestId('measure-ranks').click();
    await expect(sample.getByTestId('rank-effects').getByRole('row')).toHaveCount(4);
    await expect(sample.getByTestId('rank-effects').getByRole('row', { name: /fp32/ })).toContainText('100');
    expect((await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()).violations).toEqual([]);
  });

  await test.step('delete, undo', async () => {
    await more(page, 'rocks <b>', 'Delete');
    await expect(row(page, 'rocks <b>')).toBeHidden();
    await expect(page.getByTestId('library-deleted-row')).toContainText('rocks <b>');
    await page.keyboard.press('Escape');
    await page.getByTestId('undo-delete').click();
    await openLibrary(page);
    await expect(row(page, 'rocks <b>')).toBeVisible();
  });

  await test.step('export as CSV: formulas are neutralised, and that is said', async () => {
    const download = page.waitForEvent('download');
    await more(page, 'rocks <b>', 'Export passages as CSV');
    const csv = await readFile(await (await download).path(), 'utf8');
    expect(csv).toContain(`"'=1+1"`);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('library-news')).toContainText('1 cell would run as formulas in a spreadsheet and got an apostrophe in front');
  });

  await test.step('export as bundle, open it in a browser that knows nothing of it', async () => {
    await openLibrary(page);
    const download = page.waitForEvent('download');
    await more(page, 'rocks <b>', 'Export as bundle, with vectors');
    const path = info.outputPath('rocks.zip');
    await (await download).saveAs(path);
    const elsewhere = await browser.newContext({ baseURL: info.project.use.baseURL });
    const other = await elsewhere.newPage();
    await watchStages(other);
    const there = new App(other);
    await there.open('#docs=2&length=3');
    const before = (await stages(other)).length;
    await openLibrary(other);
    await other.getByTestId('bundle-input').setInputFiles({ name: 'broken.zip', mimeType: 'application/zip', buffer: (await readFile(path)).subarray(0, 900) });
    await expect(other.getByTestId('library-panel').getByTestId('alert')).toContainText('broken.zip: ');
    await other.getByTestId('bundle-input').setInputFiles(path);
    await expect(row(other, 'rocks <b>')).toHaveAttribute('data-in-use', 'true');
    await other.keyboard.press('Escape');
    await expect(there.baseName).toHaveText('rocks <b>');
    await there.ask('Which rock cools from lava?');
    expect((await stages(other)).slice(before), 'its vectors came along').not.toContain('Embedding passages');
    await elsewhere.close();
  });
});

test('a killed engine and a closed tab go on where they were; a second tab reads only', async ({ page, context }) => {
  const app = new App(page);
  await app.open('#docs=2&length=3');
  const progress = page.getByTestId('import-progress');

  await test.step('pause and go on', async () => {
    await app.choose({ name: 'lakes.csv', content: LAKES });
    await app.dialog.getByTestId('import-confirm').click();
    await expect(progress).toContainText(/passages\/s.*[1-9]\d* %/);
    await page.getByTestId('import-pause').click();
    await expect(progress).toContainText('paused');
  });

  await test.step('the engine dies: the next start goes on by itself', async () => {
    await killEngine(page);
    await expect(app.alert).toContainText('the engine stopped unexpectedly');
    await app.alert.getByRole('button', { name: 'Restart the engine' }).click();
    await expect(app.badge).toHaveAttribute('data-status', 'ready');
    await expect(progress).toContainText(/[1-9]\d* %/);
  });

  await test.step('the tab is closed: the next one goes on by itself', async () => {
    await page.reload();
    await expect(app.badge).toHaveAttribute('data-status', 'ready');
    await expect(app.passageCount).toHaveText('600 passages', { timeout: 180_000 });
    await expect(app.baseName).toHaveText('lakes');
    await app.ask('How deep is Lake 3?');
  });

  await test.step('a second tab reads what is kept, and says that it writes nothing', async () => {
    const second = await context.newPage();
    const reader = new App(second);
    await second.goto('/#docs=2&length=3');
    await expect(reader.baseName).toHaveText('lakes');
    await expect(second.getByTestId('library-access-note')).toContainText('this one reads only');
    await importTable(reader, 'facts.csv', FACTS, 3);
    await openLibrary(second);
    await expect(row(second, 'facts')).toContainText('in memory only');
    await second.getByRole('button', { name: 'More for lakes', exact: true }).click();
    await expect(second.getByRole('menuitem', { name: 'Delete' })).toHaveAttribute('aria-disabled', 'true');
    await second.keyboard.press('Escape');
    await second.keyboard.press('Escape');
    await page.close();
    await expect(second.getByTestId('library-access-note'), 'the first tab is gone').toBeHidden();
    await openLibrary(second);
    await more(second, 'facts', 'Keep in this browser');
    await expect(row(second, 'facts')).not.toContainText('in memory only');
  });
});
