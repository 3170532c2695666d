/** Another precision of the weights: by choice, from a link, and where it cannot run. */
import { App, SAMPLE_PASSAGES, SAMPLE_QUESTION } from './app.ts';
import { expect, test } from './fixtures.ts';

test('another precision keeps the question, the base and its vectors, and says what they are', async ({ page }) => {
  const app = new App(page);
  const precision = page.getByTestId('precision-select');
  const vectors = page.getByTestId('vectors-note');
  await app.open('#docs=3&length=4');
  await expect(app.badge).toContainText('q8');
  await expect(vectors).toBeHidden();
  await expect(precision.locator('option'), 'without shader-f16 nothing of 16 bits is offered').toHaveText(['q8', 'q4', 'fp32']);
  await app.ask(SAMPLE_QUESTION);

  await test.step('the engine starts anew, and the question is asked again', async () => {
    await precision.selectOption('fp32');
    await expect(app.badge).toHaveAttribute('data-status', 'starting');
    await app.isAnswered(SAMPLE_QUESTION);
    await expect(app.badge).toContainText('fp32');
    await expect(app.passageCount).toHaveText(SAMPLE_PASSAGES);
    await expect(page).toHaveURL(/[#&]precision=fp32(&|$)/);
  });

  await test.step('the vectors stay, until they are embedded in the new precision', async () => {
    await expect(vectors).toContainText(/computed in q8; questions are now embedded in fp32/);
    await page.getByTestId('vectors-embed').click();
    await expect(vectors).toBeHidden();
    await expect(page.getByTestId('import-progress')).toBeHidden();
    await expect(app.passageCount).toHaveText(SAMPLE_PASSAGES);
    await app.ask(SAMPLE_QUESTION);
  });

  await test.step('the note can be sent away', async () => {
    await precision.selectOption('q4');
    await app.isAnswered(SAMPLE_QUESTION);
    await expect(vectors).toContainText(/computed in fp32; questions are now embedded in q4/);
    await vectors.getByRole('button', { name: 'Dismiss this note' }).click();
    await expect(vectors).toBeHidden();
  });
});

test('a precision that cannot run here gives way to q8, and the page says why', async ({ page }) => {
  const app = new App(page);
  await app.open('#precision=fp16');
  await expect(page.getByTestId('precision-select')).toHaveValue('fp16');
  await expect(app.badge).toContainText('q8');
  await expect(page.getByTestId('precision-note')).toContainText('fp16 was asked for, but float16 arithmetic needs WebGPU');
  await app.badge.click();
  await expect(page.getByRole('dialog', { name: 'What runs' })).toContainText('q8: fp16 was asked for');
  await page.keyboard.press('Escape');
  await page.getByTestId('precision-select').selectOption('q8');
  await app.sampleIsReady();
  await expect(page.getByTestId('precision-note')).toBeHidden();
  await expect(page).not.toHaveURL(/precision/);

  await test.step('an address changed by hand is followed', async () => {
    await page.evaluate(() => { location.hash = '#precision=q4'; });
    await expect(app.badge).toContainText('q4');
    await app.sampleIsReady();
  });
});
