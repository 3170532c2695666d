/** The GPU process crashes, while a base is embedded and while a question is answered: the page says so, mends itself and goes on. */
import type { Browser } from '@playwright/test';
import { App } from './app.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = 'Which lake is in the north?';
/** Two batches of one short sentence each. */
const LAKES = ['title,text', ...Array.from({ length: 32 }, (_, i) => `Lake ${i},Lake ${i} is in the north.`)].join('\n');

async function crashGpu(browser: Browser): Promise<void> {
  const devtools = await browser.newBrowserCDPSession();
  // It may end before it can answer.
  await devtools.send('Browser.crashGpuProcess').catch(() => undefined);
  await devtools.detach().catch(() => undefined);
}

test('a GPU that crashes twice: embedding goes on at its last whole batch, and the question is answered', async ({ page, browser }) => {
  test.setTimeout(600_000);
  const slowly = { timeout: 240_000 };
  const app = new App(page);
  const news = page.getByTestId('library-news');
  const progress = page.getByTestId('import-progress');
  await app.open('#docs=1&length=8');
  await page.getByTestId('provider-select').selectOption({ label: 'WebGPU' });
  await expect(app.badge).toHaveText(/^WebGPU.*GPU checked$/, slowly);
  await app.sampleIsReady();

  await test.step('while it embeds: another engine on the GPU goes on', async () => {
    await app.choose({ name: 'lakes.csv', content: LAKES });
    await app.dialog.getByTestId('import-confirm').click();
    await expect(progress).toContainText(/Embedding passages.*50 %/s, slowly);
    await crashGpu(browser);
    await expect(app.alert).toContainText('the GPU stopped working for this page');
    await expect(app.badge).toHaveAttribute('data-status', 'starting');
    await expect(app.badge).toHaveText(/^WebGPU.*GPU checked$/, slowly);
    await expect(app.alert).toBeHidden();
    await expect(news).toContainText('The engine was started anew and runs on WebGPU now.');
    await expect(progress, 'nothing is embedded twice').toContainText(/Embedding passages.*50 %/s, slowly);
    await expect(app.passageCount).toHaveText('32 passages', slowly);
    await expect(app.baseName).toHaveText('lakes');
    await news.getByRole('button', { name: 'Dismiss this note' }).click();
  });

  await test.step('while it answers: at the second time WebAssembly goes on, and answers', async () => {
    await app.question.fill(QUESTION);
    await page.getByTestId('ask-button').click();
    await expect(app.answer).toHaveAttribute('data-status', 'running', slowly);
    await crashGpu(browser);
    await expect(news).toContainText('runs on WebAssembly now. It was not the first time', slowly);
    await expect(app.badge).toHaveText(/^WASM/);
    await expect(page.getByTestId('provider-select')).toHaveValue('wasm');
    await app.isAnswered(QUESTION);
    await expect(app.passageCount).toHaveText('32 passages');
    await expect(app.alert).toBeHidden();
  });
});
