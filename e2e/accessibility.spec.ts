/** The page for everyone: no rule of WCAG 2 A or AA broken, on a phone's width, and by keyboard alone. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { App } from './app.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = 'Who painted The Starry Night?';
const TABLE = { name: 'rocks.csv', content: 'title,text\nBasalt,Basalt is a dark rock.\nEmpty,\n' };

test.use({ contextOptions: { reducedMotion: 'reduce' } });

async function expectAccessible(page: Page, view: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} – ${failureSummary}`));
    expect(found, `${view}, ${colorScheme}`).toEqual([]);
  }
}

async function expectNoSidewaysScroll(page: Page, view: string): Promise<void> {
  const widths = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, seen: document.documentElement.clientWidth }));
  expect(widths.wide, `${view}: width of the content`).toBeLessThanOrEqual(widths.seen);
}

test('no rule is broken in any view, in light and dark', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=3&length=4&mode=sequence');
  await expectAccessible(page, 'start');

  await app.badge.click();
  await expect(page.getByRole('dialog', { name: 'What runs' })).toBeVisible();
  await expectAccessible(page, 'badge');
  await page.keyboard.press('Escape');

  await app.ask(QUESTION);
  await page.getByTestId('reference-input').fill('Van Gogh');
  await page.getByTestId('score-button').click();
  await expect(page.getByTestId('closed-form-check')).toBeVisible();
  await app.tokens.first().hover();
  await expectAccessible(page, 'answer and gradient');

  await app.choose(TABLE);
  await expect(app.dialog).toBeVisible();
  await expectAccessible(page, 'import');
  await app.import(1);
  await page.getByText('1 row rejected').click();
  await app.choose({ name: 'empty.csv', content: '' });
  await expect(app.alert).toBeVisible();
  await expectAccessible(page, 'rejected rows and an error');
});

test('fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const app = new App(page);
  await app.open('#docs=10&length=24');
  await expectNoSidewaysScroll(page, 'start');
  await app.ask(QUESTION);
  await page.getByTestId('reference-input').fill('Van Gogh');
  await page.getByTestId('score-button').click();
  await expect(page.getByTestId('closed-form-check')).toBeVisible();
  await expectNoSidewaysScroll(page, 'answer');
  await page.getByRole('button', { name: 'Show as table' }).click();
  await expectNoSidewaysScroll(page, 'heatmap as a table');
  await page.getByTestId('mode-sequence').click();
  await app.setNumber('ndocs', 2);
  await app.ask(QUESTION);
  await expectNoSidewaysScroll(page, 'candidates');
  await app.choose({ name: `${'long-name-'.repeat(20)}.csv`, content: `title,text\n${'T'.repeat(200)},${'unbroken'.repeat(100)}\n` });
  await expect(app.dialog).toBeVisible();
  await expectNoSidewaysScroll(page, 'import');
  await expect(app.dialog.getByTestId('import-confirm')).toBeInViewport();
  await app.import(1);
  await app.ask('unbroken');
  await expectNoSidewaysScroll(page, 'a long word');
});

test('by keyboard alone: ask, walk the tokens, read one', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=3&length=6');
  const tabTo = async (wanted: ReturnType<Page['locator']>): Promise<void> => {
    for (let presses = 0; presses < 60; presses++) {
      if (await wanted.evaluate((element) => element.contains(document.activeElement))) return;
      await page.keyboard.press('Tab');
    }
    await expect(wanted, 'reached with the Tab key').toBeFocused();
  };

  await tabTo(app.question);
  await page.keyboard.type(QUESTION);
  await page.keyboard.press('Enter');
  await app.isAnswered(QUESTION);
  await tabTo(page.getByRole('listbox', { name: 'Tokens of the answer' }));
  await expect(app.tokens.first()).toBeFocused();
  await expect(page.getByRole('region', { name: 'Token 1' })).toBeVisible();
  await page.keyboard.press('End');
  const last = (await app.tokens.count()) - 1;
  await expect(app.tokens.nth(last)).toBeFocused();
  await expect(app.tokens.nth(last)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('region', { name: `Token ${last + 1}` })).toBeVisible();

  const heatmap = page.getByRole('application', { name: /^Heatmap of 3 documents/ });
  await tabTo(heatmap);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.readout')).toHaveText(/×.+: .*%$/);
  await expect(app.documents.nth(1)).toHaveAttribute('data-focused', 'true');
});
