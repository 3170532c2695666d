/** Decoding as its user steers it: beams and their tree, samples and their seed, RAG-Sequence thorough and fast, a link to all of it. */
import { App, SAMPLE_QUESTION, sum } from './app.ts';
import { expect, test } from './fixtures.ts';

interface SavedDecoding {
  readonly answer: string;
  readonly logProb: number;
  readonly chosen: number;
  readonly tokens: readonly { readonly text: string }[];
  readonly sequences: readonly { readonly text: string; readonly logProb: number; readonly score: number | null }[];
  readonly candidates: readonly { readonly logProb: number; readonly fastLogProb: number; readonly docLogProbs: readonly number[] }[];
  readonly mass: { readonly thorough: number; readonly missedByFast: number } | null;
}

const saved = async (app: App): Promise<SavedDecoding> => (await app.savedRun()) as unknown as SavedDecoding;

test('four beams, their tree and their second best', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=3&length=6');
  await expect(page.getByTestId('decoding-summary')).toHaveText('greedy · words of a passage');
  await page.getByText('Decoding', { exact: true }).click();
  await page.getByTestId('strategy-beam').click();
  await expect(page.getByTestId('decode-numBeams')).toHaveValue('4');
  await expect(page).toHaveURL(/decode=beam/);
  await app.ask(SAMPLE_QUESTION);

  const run = await saved(app);
  const rows = page.getByTestId('sequence-row');
  const tree = page.getByTestId('beam-tree');
  const shownTokens = async (): Promise<string> => (await app.tokens.locator('.token-text').allTextContents()).join('|');

  await test.step('all four are returned, by their penalised score', async () => {
    await expect(rows).toHaveCount(4);
    const scores = run.sequences.map(({ score }) => score!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(run.sequences[0].text).toBe(run.answer);
  });

  await test.step('the tree leads to the best along as many tokens as it has', async () => {
    const path = tree.locator('[data-testid="tree-node"][data-path="true"]');
    await expect(path).toHaveCount(run.tokens.length);
    await expect(tree.locator('[data-testid="tree-node"][data-fate="returned"]')).toHaveCount(4);
    await path.first().locator('.tree-hit').hover();
    await expect(tree.getByRole('list', { name: 'Share of each document in this token' }).getByRole('listitem')).toHaveCount(3);
  });

  await test.step('cut beams can be hidden, and arrow keys walk the tree', async () => {
    const nodes = tree.getByTestId('tree-node');
    const all = await nodes.count();
    await tree.getByRole('button', { name: 'Show cut beams' }).click();
    expect(await nodes.count()).toBeLessThan(all);
    await tree.getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    await expect(tree.locator('[data-focused="true"]')).toHaveAttribute('data-path', 'true');
    await expect(tree.getByText(/as the first token: kept/)).toBeVisible();
  });

  await test.step('the table twin has a row for each hypothesis, by keyboard', async () => {
    await tree.getByRole('button', { name: 'Show cut beams' }).click();
    const nodes = await tree.getByTestId('tree-node').count();
    await tree.getByRole('button', { name: 'Show as table' }).click();
    const table = page.getByTestId('beam-table').locator('tbody tr');
    await expect(table).toHaveCount(nodes);
    await table.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(table.nth(1)).toBeFocused();
    await tree.getByRole('button', { name: 'Show as table' }).click();
  });

  await test.step('the second sequence shows its own tokens, heatmap and path', async () => {
    const first = await shownTokens();
    await rows.nth(1).getByRole('radio').check();
    await expect(app.answer).toHaveAttribute('data-text', run.sequences[1].text);
    expect(await shownTokens()).not.toBe(first);
    const second = await saved(app);
    expect(second).toMatchObject({ chosen: 1, answer: run.sequences[1].text, logProb: run.sequences[1].logProb });
    await expect(page.getByTestId('heatmap-table').locator('tbody tr')).toHaveCount(second.tokens.length);
    await expect(tree.locator('[data-testid="tree-node"][data-path="true"]')).toHaveCount(second.tokens.length);
    await rows.nth(0).getByRole('radio').check();
    expect(await shownTokens()).toBe(first);
  });
});

test('words of a passage, or free', async ({ page }) => {
  const app = new App(page);
  await app.open('#extractive=on');
  await expect(page.getByTestId('decoding-summary')).toHaveText('greedy · words of a passage');
  await app.ask(SAMPLE_QUESTION);
  const { answer, documents } = await app.savedRun();
  expect(documents.some(({ title, text }) => title.includes(answer) || text.includes(answer))).toBe(true);

  await page.getByText('Decoding', { exact: true }).click();
  await page.getByTestId('decode-extractive').selectOption('off');
  await expect(page).toHaveURL(/extractive=off/);
  await page.getByRole('button', { name: 'Ask again' }).click();
  await app.isAnswered(SAMPLE_QUESTION);
  await expect(page.getByTestId('rejected-answers')).toHaveCount(0);
});

test('a seed draws the same answer from a link', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=2&length=5&decode=sample&temperature=1.5&seed=7&sequences=2');
  await expect(page.getByTestId('decoding-summary')).toHaveText('sampling · temperature 1.5 · top-p 0.9 · seed 7');
  await app.ask(SAMPLE_QUESTION);
  await expect(page.getByTestId('seed-shown')).toHaveText('seed 7');
  const texts = async (): Promise<string[]> => (await saved(app)).sequences.map(({ text }) => text);
  const drawn = await texts();
  expect(drawn).toHaveLength(2);
  const link = page.url();

  await page.getByTestId('sample-again').click();
  await expect(page.getByTestId('seed-shown')).toHaveText('seed 8');
  await expect(page).toHaveURL(/seed=8/);
  await app.isAnswered(SAMPLE_QUESTION);

  // Only another document in between makes the browser load the page anew.
  await page.goto('about:blank');
  await page.goto(link);
  await app.isAnswered(SAMPLE_QUESTION);
  await expect(page.getByTestId('seed-shown')).toHaveText('seed 7');
  expect(await texts()).toEqual(drawn);
});

test('RAG-Sequence, thorough and fast', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=2&length=4&mode=sequence');
  await page.getByText('Decoding', { exact: true }).click();
  await app.ask(SAMPLE_QUESTION);
  const thorough = await saved(app);
  expect(thorough.mass!.thorough).toBeCloseTo(sum(thorough.candidates.map(({ logProb }) => Math.exp(logProb))), 5);
  expect(thorough.mass!.missedByFast).toBeGreaterThanOrEqual(0);
  for (const { logProb, fastLogProb } of thorough.candidates) expect(fastLogProb).toBeLessThanOrEqual(logProb + 1e-6);
  await expect(page.getByTestId('missed-mass')).toContainText('Fast decoding would count');
  await expect(page.getByTestId('beam-tree')).toContainText('searched alone');

  await page.getByTestId('decode-fast').click();
  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect(page.getByText('only thorough decoding can tell')).toBeVisible();
  const fast = await saved(app);
  expect(fast.mass).toBeNull();
  expect(fast.candidates).toHaveLength(thorough.candidates.length);

  await page.getByTestId('decode-reset').click();
  await expect(page).not.toHaveURL(/rescore/);
});
