/** When the engine dies: the user is told, and the next step brings it back. */
import { App, SAMPLE_QUESTION } from './app.ts';
import { expect, test } from './fixtures.ts';

test.use({ tolerated: [/the engine was made to fail/] });

/** Throws outside any call, as an out-of-memory trap or a fault in a library's callback would. */
async function killEngine({ page }: App): Promise<void> {
  // The engine starts workers of its own for threads, and one that died may still be listed: the youngest engine is meant.
  const engine = page.workers().filter((worker) => worker.url().includes('engine.worker')).at(-1);
  if (!engine) throw new Error('no engine worker is running');
  // The worker may be gone before it can answer; what counts is what the page shows next.
  await engine.evaluate(() => void setTimeout(() => { throw new Error('the engine was made to fail'); })).catch(() => undefined);
}

test('an engine that dies is reported, and the next question starts another', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=2&length=64&mode=token');

  await test.step('while it idles', async () => {
    await killEngine(app);
    await expect(app.alert).toContainText('the engine stopped unexpectedly');
    await expect(app.badge).toHaveAttribute('data-status', 'failed');
    await app.ask(SAMPLE_QUESTION);
    await expect(app.alert).toBeHidden();
    await expect(app.badge).toHaveAttribute('data-status', 'ready');
    await expect(app.documents).toHaveCount(2);
  });

  await test.step('while it embeds a table', async () => {
    const rows = Array.from({ length: 400 }, (_, row) => `Row ${row},${'a row of words that is long enough to keep it busy '.repeat(8)}`);
    await app.choose({ name: 'busy.csv', content: ['title,text', ...rows].join('\n') });
    await app.dialog.getByTestId('import-confirm').click();
    await expect(page.getByTestId('import-progress')).toContainText('Embedding passages');
    await killEngine(app);
    await expect(app.alert).toContainText('the engine stopped unexpectedly');
    await expect(page.getByTestId('import-progress')).toBeHidden();
    await app.alert.getByRole('button', { name: 'Restart the engine' }).click();
    await app.sampleIsReady();
    await expect(app.alert).toBeHidden();
    await app.ask(SAMPLE_QUESTION);
  });
});
