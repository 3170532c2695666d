/** The page as its user finds it: its parts, and the steps that journeys share. Knows no particular journey. */
import { readFile } from 'node:fs/promises';
import { expect, type JSHandle, type Locator, type Page } from '@playwright/test';

/** What "Save run as JSON" writes, as far as journeys read it. */
export interface SavedRun {
  readonly question: string;
  readonly answer: string;
  readonly logProb: number;
  readonly documents: readonly { readonly id: number; readonly title: string; readonly text: string; readonly score: number; readonly prior: number }[];
  readonly tokens: readonly { readonly text: string; readonly logProb: number; readonly responsibilities: readonly number[]; readonly posterior: readonly number[] }[];
  readonly posterior: readonly number[];
  readonly candidates: readonly { readonly text: string; readonly logProb: number; readonly fromDocs: readonly number[] }[];
  readonly score: {
    readonly loss: number;
    readonly nTokens: number;
    readonly prior: readonly number[];
    readonly posterior: readonly number[];
    readonly scoreGrad: readonly number[];
    readonly scoreGradClosedForm: readonly number[];
    readonly queryGradNorm: number;
    readonly closedFormError: number;
  } | null;
}

export interface TableFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export const SAMPLE_QUESTION = 'Who wrote Frankenstein?';
/** What its 72 entries become, split as the embedded model asks; and where a model asks for nothing. */
export const SAMPLE_PASSAGES = '140 passages';
export const SAMPLE_PASSAGES_BY_DEFAULT = '72 passages';

export class App {
  readonly page: Page;
  readonly badge: Locator;
  readonly question: Locator;
  readonly answer: Locator;
  readonly tokens: Locator;
  readonly documents: Locator;
  readonly alert: Locator;
  readonly dialog: Locator;
  readonly baseName: Locator;
  readonly passageCount: Locator;

  constructor(page: Page) {
    this.page = page;
    this.badge = page.getByTestId('engine-badge');
    this.question = page.getByTestId('question-input');
    this.answer = page.getByTestId('answer');
    this.tokens = page.getByTestId('answer-token');
    this.documents = page.getByTestId('document-card');
    this.alert = page.getByTestId('alert');
    this.dialog = page.getByTestId('import-dialog');
    this.baseName = page.getByTestId('kb-name');
    this.passageCount = page.getByTestId('kb-count');
  }

  /** Loads the page and waits until the sample base can be asked. */
  async open(hash = ''): Promise<void> {
    await this.page.goto(`/${hash}`);
    await this.sampleIsReady();
  }

  async sampleIsReady(passages = SAMPLE_PASSAGES): Promise<void> {
    await expect(this.badge).toHaveAttribute('data-status', 'ready');
    await expect(this.passageCount).toHaveText(passages);
  }

  /** Asks and waits for the end of the answer. */
  async ask(question: string): Promise<void> {
    await this.question.fill(question);
    await this.page.getByTestId('ask-button').click();
    await this.isAnswered(question);
  }

  async isAnswered(question: string): Promise<void> {
    await expect(this.page.locator('.asked')).toHaveText(question);
    await expect(this.answer).toHaveAttribute('data-status', 'done');
    await expect(this.tokens).not.toHaveCount(0);
  }

  async setNumber(testId: 'ndocs' | 'max-length', value: number): Promise<void> {
    const field = this.page.getByTestId(testId);
    await field.fill(String(value));
    await field.press('Enter');
    await expect(field).toHaveValue(String(value));
  }

  titles(): Promise<string[]> {
    return this.documents.locator('.document-title').allTextContents();
  }

  /** Chooses a file as with the file dialog. */
  async choose({ name, content }: TableFile): Promise<void> {
    const buffer = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content);
    await this.page.getByTestId('file-input').setInputFiles({ name, mimeType: 'text/csv', buffer });
  }

  /** Confirms the import dialog and waits for the base. */
  async import(nPassages: number): Promise<void> {
    await this.dialog.getByTestId('import-confirm').click();
    await expect(this.dialog).toBeHidden();
    await expect(this.page.getByTestId('import-progress')).toBeHidden();
    await expect(this.passageCount).toHaveText(nPassages === 1 ? '1 passage' : `${nPassages} passages`);
  }

  async savedRun(): Promise<SavedRun> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.page.getByTestId('export-run').click()]);
    return JSON.parse(await readFile(await download.path(), 'utf8')) as SavedRun;
  }

  /** States that the answer goes through from now on, one entry per change of the page. */
  watchAnswer(): Promise<JSHandle<{ status: string; nTokens: number }[]>> {
    return this.page.evaluateHandle(() => {
      const seen: { status: string; nTokens: number }[] = [];
      const look = (): void => {
        const answer = document.querySelector<HTMLElement>('[data-testid="answer"]');
        if (answer) seen.push({ status: answer.dataset['status'] ?? '', nTokens: answer.querySelectorAll('[data-testid="answer-token"]').length });
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-status'] });
      return seen;
    });
  }
}

/** A percentage as the page writes it, as a share; the bounds '< 0.1 %' and '> 99.9 %' give themselves. */
export function shareOf(text: string): number {
  const number = /[\d.]+/.exec(text);
  if (number === null) throw new Error(`not a percentage: ${JSON.stringify(text)}`);
  return Number(number[0]) / 100;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
