/** Settings in the page's address, and the badge that tells what runs. */
import { App, SAMPLE_QUESTION } from './app.ts';
import { expect, test } from './fixtures.ts';

test('settings travel in a copied link', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const app = new App(page);
  const expectSettings = async (): Promise<void> => {
    await expect(page.getByTestId('mode-sequence')).toHaveAttribute('aria-checked', 'true');
    await expect(page.getByTestId('ndocs')).toHaveValue('2');
    await expect(page.getByTestId('max-length')).toHaveValue('3');
    await expect(page.getByTestId('index-select')).toHaveValue('voy');
    await expect(page.getByTestId('provider-select')).toHaveValue('wasm');
    await expect(page.getByTestId('reference-input')).toHaveValue('50 % & more #1');
    await expect(app.question).toHaveValue(SAMPLE_QUESTION);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  };

  await app.open();
  await page.getByTestId('provider-select').selectOption('wasm');
  await expect(app.badge).toHaveAttribute('data-status', 'starting');
  await app.sampleIsReady();
  await page.getByTestId('theme-switch').click();
  await page.getByTestId('mode-sequence').click();
  await app.setNumber('ndocs', 2);
  await app.setNumber('max-length', 3);
  await page.getByTestId('index-select').selectOption('voy');
  await app.ask(SAMPLE_QUESTION);
  await page.getByTestId('reference-input').fill('50 % & more #1');
  await expectSettings();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Link copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await expect(page, 'the address follows').toHaveURL(link);

  // Only another document in between makes the browser load the page anew.
  await page.goto('about:blank');
  await page.goto(link);
  await app.isAnswered(SAMPLE_QUESTION);
  await expectSettings();
  await expect(app.documents).toHaveCount(2);
});

test('hostile and broken addresses are cut down to settings', async ({ page }) => {
  const app = new App(page);
  const attack = '<img src=x onerror=window.__pwned=1>';
  const hash = new URLSearchParams({ mode: 'evil', docs: '1e9', length: '-5', index: '__proto__', provider: 'webgpu;wasm', theme: attack, toString: '1', answer: attack });
  await app.open(`#${hash}&q=${encodeURIComponent(attack)}%00%0A&__proto__[nDocs]=9&%E0%A4%A&docs=3`);
  await app.isAnswered(attack);
  await expect(page.getByTestId('mode-token')).toHaveAttribute('aria-checked', 'true');
  await expect(page.getByTestId('ndocs')).toHaveValue('5');
  await expect(page.getByTestId('max-length')).toHaveValue('2');
  await expect(page.getByTestId('index-select')).toHaveValue('auto');
  await expect(page.getByTestId('provider-select')).toHaveValue('auto');
  await expect(page.locator('html')).toHaveAttribute('data-theme', /^(light|dark)$/);
  await expect(page.getByTestId('reference-input')).toHaveValue(attack);
  expect(await page.locator('main img').count()).toBe(0);

  await test.step('an address changed by hand is followed without a reload', async () => {
    await page.evaluate(() => { location.hash = '#docs=999&mode=sequence'; });
    await expect(page.getByTestId('ndocs')).toHaveValue('10');
    await expect(page.getByTestId('mode-sequence')).toHaveAttribute('aria-checked', 'true');
    await expect(app.documents, 'the answer stays until it is asked again').toHaveCount(5);
  });
});

test('the badge tells what runs, and why', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await expect(app.badge).toHaveText(/^WASM \(\d+ threads?\)\s*\S+\s*[\d.]+ MB\s*no WebGPU here$/);
  const threads = await page.evaluate(() => Math.min(8, navigator.hardwareConcurrency));
  await expect(app.badge).toContainText(`(${threads} thread`);

  await app.badge.click();
  const details = page.getByRole('dialog', { name: 'What runs' });
  await expect(details).toContainText('this browser offers no WebGPU adapter');
  await expect(details).toContainText(/[\d,]+ parameters, \S+, [\d.]+ MB; vectors of \d+ dimensions/);
  await expect(details.locator('.model-card')).toHaveText(/\w{3}/);
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await expect(app.badge).toBeFocused();

  await test.step('WebAssembly by choice', async () => {
    await page.getByTestId('provider-select').selectOption({ label: 'WebAssembly' });
    await expect(app.badge).toHaveText(/^WASM.*not probed$/);
    await app.sampleIsReady();
  });

  await test.step('WebGPU where there is none', async () => {
    await page.getByTestId('provider-select').selectOption({ label: 'WebGPU' });
    await expect(app.badge).toHaveText(/^WASM.*no WebGPU here$/);
    await app.sampleIsReady();
    await app.setNumber('max-length', 2);
    await app.ask(SAMPLE_QUESTION);
  });
});
