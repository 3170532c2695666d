/** The library of knowledge bases as its user finds it. Knows no particular journey. */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { App } from './app.ts';
import { expect } from './fixtures.ts';

export async function importTable(app: App, name: string, content: string, nPassages: number): Promise<void> {
  await app.choose({ name, content });
  await app.import(nPassages);
}

export async function openLibrary(page: Page): Promise<void> {
  await page.getByTestId('library-button').click();
  await expect(page.getByTestId('library-panel')).toBeVisible();
}

export async function closeLibrary(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('library-panel')).toBeHidden();
}

/** An item of a base's menu; the library is open. */
export async function more(page: Page, base: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${base}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

export const row = (page: Page, name: string): Locator => page.getByTestId('library-row').filter({ has: page.getByText(name, { exact: true }) });

/** Short rows, embedded fast. */
export const lakes = (count: number, from = 0): string => ['title,text', ...Array.from({ length: count }, (_, i) => `Lake ${from + i},Lake ${from + i} is in the north; it is number ${from + i}.`)].join('\n');

/** The bundle of a base; the library is open. */
export async function exportBundle(page: Page, base: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await more(page, base, 'Export as bundle, with vectors');
  return readFile(await (await download).path());
}
