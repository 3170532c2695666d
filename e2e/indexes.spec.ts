/** Choosing how passages are found: hybrid scores, BM25's missing gradient, and the comparison on the open base. */
import { App, SAMPLE_QUESTION } from './app.ts';
import { expect, test } from './fixtures.ts';

test('hybrid shows both parts, words alone have no gradient, and the indexes can be compared', async ({ page }) => {
  const app = new App(page);
  await app.open('#index=hybrid&docs=3');

  await test.step('a hybrid score is a sum of two parts', async () => {
    await app.ask(SAMPLE_QUESTION);
    await expect(page.getByTestId('score-parts')).toHaveCount(3);
    await expect(page.getByTestId('score-parts').first()).toHaveText(/^vectors −?\d+\.\d\d \+ words \d+\.\d\d$/);
    await page.getByTestId('reference-input').fill('Mary Shelley');
    await page.getByTestId('score-button').click();
    await expect(page.getByTestId('closed-form-check')).toHaveAttribute('data-agrees', 'true');
    expect((await app.savedRun()).score!.queryGradNorm).toBeGreaterThan(0);
  });

  await test.step('a retriever of words alone teaches the question encoder nothing', async () => {
    await page.getByTestId('index-select').selectOption('bm25');
    await app.ask('the river');
    await page.getByTestId('score-button').click();
    await expect(page.getByTestId('closed-form-check')).toHaveAttribute('data-agrees', 'true');
    expect((await app.savedRun()).score!.queryGradNorm).toBe(0);
  });

  await test.step('the comparison finds with every vector index what the exact one finds, and one of them can be taken', async () => {
    await page.getByTestId('index-panel').locator('summary').click();
    await page.getByTestId('index-compare').click();
    const rows = page.getByTestId('index-row');
    await expect(rows).toHaveCount(6);
    await expect(rows.nth(0)).toContainText('reference');
    await expect(rows.nth(1)).toContainText('100 %');
    await page.getByRole('button', { name: 'Use Int8 scan, re-scored' }).click();
    await expect(page.getByTestId('index-select')).toHaveValue('int8');
    await app.ask(SAMPLE_QUESTION);
    await expect(app.documents).toHaveCount(3);
  });
});
