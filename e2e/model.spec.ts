/** Other models: from a hub on this machine, through a broken line, a pause and a reload; and from a folder, dropped and picked. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startHub, type HubServer } from '../src/models/checkpoint/download/testing/hubServer.ts';
import { tinyFiles } from '../src/rag/testing/tinyModel.ts';
import { App, SAMPLE_PASSAGES_BY_DEFAULT, SAMPLE_QUESTION } from './app.ts';
import { expect, test as guarded } from './fixtures.ts';

const REPO = 'lab/tiny-rag';
const WEIGHTS = `/cdn/${REPO}/model.safetensors`;
const TINY = join(import.meta.dirname, '../public/models/tiny');

async function filesBelow(folder: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(await Promise.all(files.map(async (path): Promise<[string, Uint8Array]> => [path.slice(folder.length + 1), await readFile(path)])));
}

/** What the user agrees to reach in these tests, and nothing else: the hub, also when it breaks off. */
const test = guarded.extend<{ hub: HubServer }>({
  hub: async ({}, use) => {
    const hub = await startHub({ [REPO]: await filesBelow(TINY) }, { licence: 'cc-by-sa-4.0' });
    await use(hub);
    await hub.close().catch(() => undefined);
  },
  proxy: async ({ outlet, baseURL, hub }, use) => use({ server: outlet.url, bypass: `${new URL(baseURL!).host},${new URL(hub.url).host}` }),
  tolerated: async ({ hub }, use) =>
    use([new RegExp(`beyond the page's origin: ${hub.url}/`), /Failed to load resource.*\(http:\/\/localhost:\d+\/(cdn|api|lab)\//, /(connect-src refused|Connecting to|cannot load) '?http:\/\/127\.0\.0\.1:9\//]),
});

// The first journey starts the engine five times.
test.setTimeout(600_000);

class Panel {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get dialog() {
    return this.page.getByTestId('model-panel');
  }

  part(testId: string) {
    return this.dialog.getByTestId(`model-${testId}`);
  }

  async open(): Promise<void> {
    await this.page.getByTestId('model-button').click();
    await expect(this.dialog).toBeVisible();
    await expect(this.part('space')).toBeVisible();
  }

  /** The first consent: to ask this hub. */
  async lookUp(hub: string, repo: string): Promise<void> {
    await this.part('repo').fill(repo);
    if (!(await this.part('hub').isVisible())) await this.dialog.getByText('Context encoder, other hub').click();
    await this.part('hub').fill(hub);
    await expect(this.dialog).toContainText(`asks ${new URL(hub).host} for a list of files`);
    await this.part('look-up').click();
  }
}

async function expectAccessible(page: Page, view: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    const { violations } = await new AxeBuilder({ page }).include('[data-testid="model-panel"]').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} – ${failureSummary}`)), `${view}, ${colorScheme}`).toEqual([]);
  }
}

test('a model from the hub: consent, a broken line, a pause, a reload, an answer; then without the hub', async ({ page, hub }) => {
  const app = new App(page);
  const panel = new Panel(page);
  await app.open('#docs=2&length=6');

  await test.step('nothing is asked before consent, and a wrong name is told', async () => {
    await panel.open();
    await panel.part('repo').fill(REPO);
    expect(hub.log).toEqual([]);
    await panel.lookUp(hub.url, 'lab/no-such-model');
    await expect(panel.dialog.getByTestId('alert')).toContainText('refuses model lab/no-such-model');
    await expect(page.locator('iframe'), 'the airlock is closed again').toHaveCount(0);
  });

  await test.step('the second consent names size, licence and origin', async () => {
    await panel.lookUp(hub.url, REPO);
    const plan = panel.part('plan');
    await expect(plan).toContainText('cc-by-sa-4.0');
    await expect(plan).toContainText(`${new URL(hub.url).host}: ${REPO} (main, c0ffee0000)`);
    await expect(panel.part('plan-size')).toHaveText(/^\d+(\.\d)? MB in \d+ files$/);
    expect(hub.log.filter((line) => line.includes('/resolve/')), 'only lists so far').toEqual([]);
    await expectAccessible(page, 'plan');
  });

  await test.step('the line breaks: the download goes on by itself, from where it was', async () => {
    hub.fail(WEIGHTS, { kind: 'drop', at: 1_500_000 });
    hub.bytesPerSecond = 1_000_000;
    await panel.part('download').click();
    await expect(panel.part('progress')).toContainText('Downloading model.safetensors');
    await expect.poll(() => hub.log.some((line) => line.startsWith(`GET ${WEIGHTS} bytes=`)), { timeout: 60_000 }).toBe(true);
    await expect(page.locator('iframe')).toHaveCount(1);
  });

  await test.step('only the hub that was agreed to can be reached, and only from the airlock', async () => {
    const frame = page.frames().find((each) => each.url().includes('hub.html'))!;
    const reached = (url: string) => frame.evaluate((target) => fetch(target).then(() => true, () => false), url);
    expect(await reached(`${hub.url}/api/models/${REPO}/tree/main`)).toBe(true);
    // Another port would be let in by the policy that the frame is served with.
    expect(await reached('http://127.0.0.1:9/')).toBe(false);
    expect(await frame.evaluate(() => document.querySelectorAll('meta[http-equiv="Content-Security-Policy"]').length)).toBeGreaterThan(0);
  });

  await test.step('paused and reloaded, it is on the list as unfinished', async () => {
    await panel.part('pause').click();
    await expect(panel.part('partial')).toContainText('unfinished');
    await page.reload();
    await app.sampleIsReady();
    await panel.open();
    await expect(panel.part('partial')).toContainText(REPO);
  });

  await test.step('it goes on with a range, is checked, and can be used', async () => {
    hub.bytesPerSecond = Infinity;
    hub.log.length = 0;
    await panel.part('resume').click();
    await expect(panel.part('stored')).toContainText('licence: cc-by-sa-4.0');
    expect(hub.log.find((line) => line.startsWith(`GET ${WEIGHTS}`))).toMatch(/ bytes=[1-9]\d{5,}- if-range$/);
    await expect(page.locator('iframe')).toHaveCount(0);
    await panel.part('stored').getByTestId('model-use').click();
    await expect(panel.dialog).toBeHidden();
    await app.sampleIsReady();
    await app.ask(SAMPLE_QUESTION);
    await app.badge.click();
    await expect(page.getByRole('dialog', { name: 'What runs' })).toContainText(`${REPO} (main, c0ffee0000)`);
    await page.keyboard.press('Escape');
    expect(new URL(page.url()).hash).toContain('model=');
  });

  await test.step('without the hub, after a reload', async () => {
    await hub.close();
    const asked = hub.log.length;
    await page.reload();
    await app.sampleIsReady();
    await app.ask(SAMPLE_QUESTION);
    await panel.open();
    await expect(panel.part('stored')).toContainText('in use');
    expect(hub.log.length).toBe(asked);
  });

  await test.step('it is deleted when another is in use', async () => {
    await panel.part('embedded').getByTestId('model-use').click();
    await app.sampleIsReady();
    await panel.open();
    await panel.part('delete').click();
    await expectAccessible(page, 'stored, about to be deleted');
    await panel.dialog.getByRole('button', { name: 'Keep', exact: true }).click();
    await expect(panel.part('stored')).toBeVisible();
    await panel.part('delete').click();
    await panel.part('delete-confirm').click();
    await expect(panel.part('stored')).toBeHidden();
    await expect(panel.part('embedded')).toContainText('in use');
  });
});

test('a gated model: a token is asked for, shown to the hub alone, and forgotten', async ({ page, hub }) => {
  const TOKEN = 'hf_seenByTheHubAlone';
  const app = new App(page);
  const panel = new Panel(page);
  hub.gate = { repo: REPO, token: TOKEN, lists: true };
  await app.open('#docs=2&length=4');
  await panel.open();

  await test.step('the refusal says why, and asks for a token', async () => {
    await panel.lookUp(hub.url, REPO);
    await expect(panel.dialog.getByTestId('alert')).toContainText('the model is gated');
    await expect(panel.part('access')).toContainText(`shown to ${new URL(hub.url).host} alone`);
    await expectAccessible(page, 'token wanted');
  });

  await test.step('a wrong one is refused, and can be replaced', async () => {
    await panel.part('token').fill('hf_wrong');
    await panel.part('token-give').click();
    await expect(panel.part('access')).toContainText('Another access token');
    await expect(panel.part('token')).toHaveValue('');
  });

  await test.step('with the right one the model is found and fetched', async () => {
    await panel.part('token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await expect(panel.part('plan')).toContainText(REPO);
    await expect(panel.dialog.getByTestId('alert')).toBeHidden();
    await expectAccessible(page, 'token held');
    await panel.part('download').click();
    await expect(panel.part('stored')).toContainText(REPO);
    expect(hub.authorized.some((line) => line.endsWith(`config.json Bearer ${TOKEN}`))).toBe(true);
  });

  await test.step('it is in no address and in no storage', async () => {
    const kept = await page.evaluate(async () => {
      const texts = [location.href, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.documentElement.outerHTML];
      const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
        for await (const [, entry] of folder.entries()) {
          if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle);
          else if (entry.name.endsWith('.json')) texts.push(await (await (entry as FileSystemFileHandle).getFile()).text());
        }
      };
      await walk(await navigator.storage.getDirectory());
      return texts;
    });
    expect(kept.some((text) => text.includes(REPO))).toBe(true);
    expect(kept.filter((text) => text.includes(TOKEN))).toEqual([]);
    expect(hub.log.filter((line) => line.includes(TOKEN))).toEqual([]);
  });

  await test.step('forgotten, it is asked for again', async () => {
    await panel.part('token-forget').click();
    await expect(panel.part('access')).toBeHidden();
    const before = hub.authorized.length;
    await panel.lookUp(hub.url, REPO);
    await expect(panel.part('access')).toContainText('It is kept in this page’s memory only');
    expect(hub.authorized.length).toBe(before);
  });
});

/** A whole checkpoint with random weights, of other dimensions than the embedded model. */
async function randomCheckpoint(folder: string): Promise<void> {
  for (const [path, contents] of tinyFiles()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), contents);
  }
}

test('a model from a folder: dropped and used as it lies, then picked and kept', async ({ page, hub }, info) => {
  const folder = join(info.outputPath(), 'random-rag');
  await randomCheckpoint(folder);
  const app = new App(page);
  const panel = new Panel(page);
  await app.open('#docs=2&length=4');
  await panel.open();
  await panel.part('from-folder').click();

  await test.step('a dropped folder is inspected, and used', async () => {
    const box = (await panel.part('drop').boundingBox())!;
    const session = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + 30, data: { items: [], files: [folder], dragOperationsMask: 1 } });
    }
    await expect(panel.part('folder-found')).toContainText('random-rag');
    await expect(panel.part('folder-found')).toContainText('cc0-1.0');
    await panel.part('folder-use').click();
    await app.sampleIsReady(SAMPLE_PASSAGES_BY_DEFAULT);
    await app.ask(SAMPLE_QUESTION);
    await panel.open();
    await expect(panel.part('folder')).toContainText('read for this visit');
  });

  await test.step('a picked folder is kept, and is there after a reload', async () => {
    await panel.part('from-folder').click();
    await panel.part('folder-input').setInputFiles(folder);
    await panel.part('folder-keep').click();
    await expect(panel.dialog).toBeHidden();
    await app.sampleIsReady(SAMPLE_PASSAGES_BY_DEFAULT);
    await page.reload();
    await app.sampleIsReady(SAMPLE_PASSAGES_BY_DEFAULT);
    await panel.open();
    await expect(panel.part('stored')).toContainText('in use');
    await expect(panel.part('stored')).toContainText('folder random-rag');
    await expect(panel.part('stored')).toContainText(/ \+ [\d.,]+ [kM]B quantized/);
  });

  await test.step('a folder without a model is refused', async () => {
    const empty = join(info.outputPath(), 'no-model');
    await mkdir(empty, { recursive: true });
    await writeFile(join(empty, 'notes.txt'), 'nothing here');
    await panel.part('from-folder').click();
    await panel.part('folder-input').setInputFiles(empty);
    await expect(panel.dialog.getByTestId('alert')).toContainText('it has no config.json');
  });
  expect(hub.log).toEqual([]);
});
