/** The whole way on WebGPU, in one page load: a software adapter is slow, so the base is tiny and the answers are short. */
import { App, sum } from './app.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = 'Which rock cools from lava?';
const ROCKS = {
  name: 'rocks.csv',
  content: 'title,text\nBasalt,Basalt is a dark rock that cools from lava.\nChalk,Chalk is a soft white rock.\nSlate,Slate splits into flat sheets.\n',
};

test('asks, explains and differentiates on WebGPU, and agrees with WASM', async ({ page }) => {
  test.setTimeout(480_000);
  const slowly = { timeout: 240_000 };
  const app = new App(page);

  await test.step('a software adapter is not used unasked', async () => {
    await app.open('#docs=3&length=3');
    await expect(app.badge).toHaveText(/^WASM.*not probed$/);
    await app.badge.click();
    await expect(page.getByRole('dialog', { name: 'What runs' })).toContainText('a software one');
    await page.keyboard.press('Escape');
  });

  await app.choose(ROCKS);
  await app.import(3);
  await app.ask(QUESTION);
  const onWasm = await app.savedRun();

  await test.step('WebGPU by choice: probed against WASM, and the imported base is opened again', async () => {
    await page.getByTestId('provider-select').selectOption({ label: 'WebGPU' });
    await expect(app.badge).toHaveText(/^WebGPU.*GPU checked$/, slowly);
    await expect(app.passageCount).toHaveText('3 passages', slowly);
    await expect(page.getByTestId('import-progress')).toBeHidden(slowly);
    await expect(app.baseName).toHaveText('rocks');
    await app.badge.click();
    const details = page.getByRole('dialog', { name: 'What runs' });
    await expect(details).toContainText('WebGPU and WASM agree on the golden question');
    await expect(details).toContainText('a software adapter: correct but slow');
    await page.keyboard.press('Escape');
  });

  await test.step('the answer has the same documents with nearly the same scores', async () => {
    await page.getByTestId('ask-button').click();
    await expect(app.answer).toHaveAttribute('data-status', 'done', slowly);
    const onGpu = await app.savedRun();
    const largest = Math.max(...onWasm.documents.map(({ score }) => Math.abs(score)));
    for (const { id, score } of onGpu.documents) {
      const other = onWasm.documents.find((document) => document.id === id);
      expect(Math.abs(score - other!.score) / largest, 'both sides are quantized, each in its way').toBeLessThan(0.1);
    }
    expect(sum(onGpu.documents.map(({ prior }) => prior))).toBeCloseTo(1, 5);
    expect(onGpu.tokens.length).toBeLessThanOrEqual(3);
    for (const { responsibilities } of onGpu.tokens) expect(sum(responsibilities)).toBeCloseTo(1, 4);
    await expect(page.getByTestId('heatmap-table').locator('tbody tr')).toHaveCount(onGpu.tokens.length);
  });

  await test.step('the Voy index finds what the exact one finds', async () => {
    /** A short answer may be over before anyone looks, so what the page went through is written down. */
    const documentsAfterAsking = async (): Promise<string[]> => {
      const seen = await app.watchAnswer();
      await page.getByTestId('ask-button').click();
      await expect.poll(async () => (await seen.jsonValue()).map(({ status }) => status), slowly).toContain('running');
      await expect(app.answer).toHaveAttribute('data-status', 'done', slowly);
      return app.titles();
    };
    await app.setNumber('max-length', 2);
    await page.getByTestId('index-select').selectOption('exact');
    const exact = await documentsAfterAsking();
    await page.getByTestId('index-select').selectOption('voy');
    expect(await documentsAfterAsking()).toEqual(exact);
  });

  await test.step('the gradient agrees with the closed form', async () => {
    await page.getByTestId('reference-input').fill('Basalt');
    await page.getByTestId('score-button').click();
    await expect(page.getByTestId('closed-form-check')).toHaveAttribute('data-agrees', 'true', slowly);
    const { score } = await app.savedRun();
    expect(score!.loss).toBeGreaterThan(0);
    expect(score!.queryGradNorm).toBeGreaterThan(0);
    expect(score!.closedFormError).toBeLessThan(1e-3);
  });

  await test.step('RAG-Sequence', async () => {
    await page.getByTestId('mode-sequence').click();
    await app.setNumber('ndocs', 1);
    await page.getByTestId('ask-button').click();
    await expect(page.getByTestId('candidates').locator('tbody tr')).not.toHaveCount(0, slowly);
    await expect(app.answer).toHaveAttribute('data-status', 'done', slowly);
  });
});
