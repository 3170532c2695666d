/** Asking the sample base: passages, streamed tokens, heatmap, candidates, gradients, and not one request meanwhile. */
import { App, SAMPLE_QUESTION, shareOf, sum } from './app.ts';
import { expect, test } from './fixtures.ts';

const OTHER_QUESTION = 'Who painted The Starry Night?';

/** Shares that were rounded to a tenth of a percent sum to 1 within that much each. */
const roundedTo = (nShares: number): number => nShares * 0.001;

test('an example question, answered token by token, then asked again with other settings', async ({ page }) => {
  const app = new App(page);
  await app.open();

  await test.step('the answer of an example streams', async () => {
    const seen = await app.watchAnswer();
    await page.getByRole('group', { name: 'Example questions' }).getByRole('button', { name: SAMPLE_QUESTION }).click();
    await app.isAnswered(SAMPLE_QUESTION);
    await expect(app.question).toHaveValue(SAMPLE_QUESTION);
    const states = await seen.jsonValue();
    const written = states.filter(({ status }) => status === 'running').map(({ nTokens }) => nTokens);
    expect(written, 'no token at first').toContain(0);
    expect(Math.max(...written), 'tokens before the end').toBeGreaterThan(0);
    expect(written, 'tokens only ever join').toEqual(written.toSorted((a, b) => a - b));
  });

  const run = await app.savedRun();

  await test.step('every passage has a score and a prior, and the priors sum to one', async () => {
    await expect(app.documents).toHaveCount(5);
    const priors = await app.documents.locator('.trust-prior .number').allTextContents();
    expect(Math.abs(sum(priors.map(shareOf)) - 1)).toBeLessThanOrEqual(roundedTo(5));
    expect(sum(run.documents.map(({ prior }) => prior))).toBeCloseTo(1, 5);
    const scores = run.documents.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    for (const [rank, { score, prior, title }] of run.documents.entries()) {
      expect(Math.log(prior / run.documents[0].prior), 'prior = softmax of the scores').toBeCloseTo(score - scores[0], 3);
      await expect(app.documents.nth(rank).locator('.document-title')).toHaveText(title);
      await expect(app.documents.nth(rank).getByRole('math', { name: /^score −?\d/ })).toBeVisible();
    }
  });

  await test.step('votes and posteriors of every token sum to one, log-probabilities to the answer’s', async () => {
    for (const { responsibilities, posterior } of run.tokens) {
      expect(sum(responsibilities)).toBeCloseTo(1, 4);
      expect(sum(posterior)).toBeCloseTo(1, 4);
    }
    expect(run.logProb).toBeLessThan(0);
    expect(run.logProb).toBeCloseTo(sum(run.tokens.map(({ logProb }) => logProb)), 3);
  });

  await test.step('the heatmap and its table have a cell for each document and token', async () => {
    const heatmap = page.getByTestId('heatmap');
    const box = await heatmap.locator('canvas').boundingBox();
    expect(box?.width).toBeGreaterThan(0);
    const rows = page.getByTestId('heatmap-table').locator('tbody tr');
    await expect(rows).toHaveCount(run.tokens.length);
    await expect(rows.first().locator('td')).toHaveCount(5);
    for (const cells of await rows.all()) {
      const shares = (await cells.locator('td').allTextContents()).map(shareOf);
      expect(Math.abs(sum(shares) - 1)).toBeLessThanOrEqual(roundedTo(5));
    }
    await expect(rows.first()).not.toBeInViewport();
    await heatmap.getByRole('button', { name: 'Show as table' }).click();
    await expect(page.getByRole('region', { name: 'Heatmap as a table' })).toBeInViewport();
    await heatmap.getByRole('button', { name: 'Show as table' }).click();
    const painted = await heatmap.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    expect(painted, 'colours on the canvas').toBeGreaterThan(2);
  });

  await test.step('a token under the lens', async () => {
    await app.tokens.first().hover();
    const inspector = page.getByRole('region', { name: 'Token 1' });
    await expect(inspector.getByRole('listitem')).toHaveCount(5);
    await expect(inspector.getByRole('table', { name: 'Who voted for it' }).locator('tbody tr')).toHaveCount(5);
  });

  await test.step('three documents and four tokens, if told so', async () => {
    await app.setNumber('ndocs', 3);
    await app.setNumber('max-length', 4);
    await page.getByRole('button', { name: 'Ask again' }).click();
    await expect(app.documents).toHaveCount(3);
    await app.isAnswered(SAMPLE_QUESTION);
    expect(await app.tokens.count()).toBeLessThanOrEqual(4);
    expect((await app.savedRun()).documents.map(({ id }) => id)).toEqual(run.documents.slice(0, 3).map(({ id }) => id));
  });

  await test.step('the Voy index finds what the exact one finds', async () => {
    await page.getByTestId('index-select').selectOption('exact');
    // The click replaces the run before it returns; the answer may be there before 'running' can be seen.
    await page.getByRole('button', { name: 'Ask again' }).click();
    await app.isAnswered(SAMPLE_QUESTION);
    const exact = await app.titles();
    await page.getByTestId('index-select').selectOption({ label: 'Voy (k-d tree)' });
    await page.getByRole('button', { name: 'Ask again' }).click();
    await app.isAnswered(SAMPLE_QUESTION);
    expect(await app.titles()).toEqual(exact);
  });

  await test.step('RAG-Sequence ranks whole candidates', async () => {
    await page.getByTestId('mode-sequence').click();
    await app.ask(OTHER_QUESTION);
    const { candidates, answer, logProb } = await app.savedRun();
    await expect(page.getByTestId('candidates').locator('tbody tr')).toHaveCount(candidates.length);
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates[0].text).toBe(answer);
    expect(candidates[0].logProb).toBeCloseTo(logProb, 3);
    const scores = candidates.map((candidate) => candidate.logProb);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(candidates.flatMap(({ fromDocs }) => fromDocs).every((doc) => doc >= 0 && doc < 3)).toBe(true);
  });
});

test('a reference answer, its loss and where the gradient goes', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=4&length=6');

  for (const mode of ['token', 'sequence'] as const) {
    await test.step(`RAG-${mode}`, async () => {
      await page.getByTestId(`mode-${mode}`).click();
      await app.ask(SAMPLE_QUESTION);
      await page.getByTestId('reference-input').fill('Mary Shelley');
      await page.getByTestId('score-button').click();
      await expect(page.getByTestId('gradient-row')).toHaveCount(4);
      await expect(page.getByTestId('closed-form-check')).toHaveAttribute('data-agrees', 'true');
      await expect(page.getByTestId('query-grad-norm')).toHaveText(/\d/);

      const { score } = await app.savedRun();
      expect(score).not.toBeNull();
      const { loss, prior, posterior, scoreGrad, scoreGradClosedForm, queryGradNorm, closedFormError, nTokens } = score!;
      expect(loss).toBeGreaterThan(0);
      expect(Number(await page.getByTestId('loss').textContent())).toBeCloseTo(loss, 3);
      expect(sum(prior)).toBeCloseTo(1, 4);
      expect(sum(posterior)).toBeCloseTo(1, 4);
      expect(sum(scoreGrad), 'a softmax has no gradient along a shift of all scores').toBeCloseTo(0, 3);
      expect(queryGradNorm).toBeGreaterThan(0);
      expect(closedFormError).toBeLessThan(1e-3);
      const terms = mode === 'token' ? nTokens : 1;
      for (const [doc, row] of (await page.getByTestId('gradient-row').all()).entries()) {
        const byHand = terms * (prior[doc] - posterior[doc]);
        expect(scoreGradClosedForm[doc], 'p − r').toBeCloseTo(byHand, 3);
        expect(scoreGrad[doc]).toBeCloseTo(byHand, 3);
        const [p, r] = await row.locator('td.number').allTextContents();
        expect(Math.abs(shareOf(p) - prior[doc])).toBeLessThanOrEqual(0.001);
        expect(Math.abs(shareOf(r) - posterior[doc])).toBeLessThanOrEqual(0.001);
      }
    });
  }

  await test.step('an empty reference answer is asked for', async () => {
    await page.getByTestId('reference-input').fill('');
    await page.getByTestId('score-button').click();
    await expect(app.alert).toContainText('There is no reference answer yet');
  });
});

test('a question that no passage answers is marked as such', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await page.getByRole('button', { name: /What is the currency of Poland/ }).click();
  await app.isAnswered('What is the currency of Poland?');
  await expect(page.getByTestId('answer-doubt')).toContainText('do not seem to hold the answer');
  await app.ask(SAMPLE_QUESTION);
  await expect(page.getByTestId('answer-doubt')).toHaveCount(0);
});

test('with the model loaded, asking and scoring send no request and need no network', async ({ page, context }) => {
  const app = new App(page);
  await app.open('#docs=2&length=3');
  await page.waitForLoadState('networkidle');
  const requests: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  await context.setOffline(true);
  for (const mode of ['token', 'sequence'] as const) {
    await page.getByTestId(`mode-${mode}`).click();
    await app.ask(`${OTHER_QUESTION} (${mode})`);
    await page.getByTestId('reference-input').fill('Van Gogh');
    await page.getByTestId('score-button').click();
    await expect(page.getByTestId('closed-form-check')).toBeVisible();
  }
  await page.getByTestId('index-select').selectOption({ label: 'Voy (k-d tree)' });
  await app.ask(OTHER_QUESTION);
  await app.choose({ name: 'offline.csv', content: 'title,text\nLantern,A lantern gives light without a network.\n' });
  await app.import(1);
  // The browser makes files for download from blobs, which is no traffic.
  expect(requests.filter((url) => !url.startsWith('blob:'))).toEqual([]);
});
