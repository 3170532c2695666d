/** Storage that runs out, or that the browser withholds: said in time and in words, and nothing is lost. */
import type { Page } from '@playwright/test';
import { App } from './app.ts';
import { expect, test } from './fixtures.ts';
import { importTable, lakes, more, openLibrary, row } from './library.ts';

const QUESTION = 'Where is Lake 3?';

/** Room that the browser leaves beyond what is used now; its own estimate does not tell. */
async function leaveRoom(page: Page, bytes: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const { usage } = await devtools.send('Storage.getUsageAndQuota', { origin });
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + bytes });
}

/** What the server answers; route.fetch would go through the guard's proxy. */
async function served(url: string): Promise<{ headers: Record<string, string>; body: string }> {
  const response = await fetch(url);
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !/^(content-(length|encoding)|transfer-encoding)$/.test(name)));
  return { headers, body: await response.text() };
}

test('a full disk: the embedding halts, the base before answers, and room that is made lets it go on', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=2&length=3');
  await importTable(app, 'old.csv', lakes(400), 400);

  await test.step('what does not fit is told, with what can be freed', async () => {
    // The table fits, and some of its vectors.
    await leaveRoom(page, 120_000);
    await app.choose({ name: 'new.csv', content: lakes(400, 1000) });
    await app.dialog.getByTestId('import-confirm').click();
    await expect(app.alert).toContainText('"new" is not all embedded yet; what is done is kept: the browser’s storage for this page is full');
    await expect(app.alert).toContainText(/To make room: .*export and delete "old" \(0\.\d MB\)/);
    await expect(page.getByTestId('import-progress')).toBeHidden();
  });

  await test.step('the base before stays usable', async () => {
    await expect(app.baseName).toHaveText('old');
    await app.ask(QUESTION);
  });

  await test.step('it can be deleted though nothing fits, and then the other goes on', async () => {
    await leaveRoom(page, 0);
    await openLibrary(page);
    await expect(row(page, 'new')).toContainText(/[1-9]\d* % embedded/);
    await more(page, 'old', 'Delete');
    await expect(page.getByTestId('library-deleted-row')).toContainText('old');
    await page.getByTestId('library-empty').click();
    await expect(page.getByTestId('library-deleted-row')).toBeHidden();
    await row(page, 'new').getByTestId('library-resume').click();
    await expect(app.baseName).toHaveText('new');
    await expect(app.passageCount).toHaveText('400 passages');
  });

  await page.reload();
  await expect(app.baseName).toHaveText('new');
  await app.ask('Where is Lake 1003?');
});

test('a browser that withholds storage: said at once, and the page works in memory', async ({ page }) => {
  const refusal = 'navigator.storage.getDirectory = () => Promise.reject(new DOMException("refused", "SecurityError"));\n';
  await page.addInitScript(refusal);
  // Init scripts do not reach workers, and those are what stores.
  await page.route(/\/assets\/(engine|keeper)\.worker-[^/]*\.js$/, async (route) => {
    const { headers, body } = await served(route.request().url());
    await route.fulfill({ headers, body: refusal + body });
  });
  const app = new App(page);
  await app.open('#docs=2&length=3');
  await expect(page.getByTestId('library-access-note')).toContainText('lets the page store nothing');
  await importTable(app, 'lakes.csv', lakes(4), 4);
  await app.ask(QUESTION);

  await test.step('two bases side by side, in memory', async () => {
    await openLibrary(page);
    await expect(row(page, 'lakes')).toHaveAttribute('data-in-use', 'true');
    await row(page, 'Sample: wonders').getByTestId('library-open').click();
    await app.sampleIsReady();
  });

  await test.step('models cannot be kept, and that is said where they would be', async () => {
    await page.getByTestId('model-button').click();
    await expect(page.getByTestId('model-panel')).toContainText('the browser refuses to store files for this page');
    await page.keyboard.press('Escape');
  });

  await page.reload();
  await app.sampleIsReady();
  await expect(app.baseName, 'as it was said').toHaveText('Sample: wonders');
});
