/** Opening tables of one's own: chosen, dropped, pasted, hostile, unclear, broken, cancelled. */
import { readFile, writeFile } from 'node:fs/promises';
import { App, SAMPLE_PASSAGES, SAMPLE_QUESTION } from './app.ts';
import { expect, test } from './fixtures.ts';

const ATTACK_TITLE = '<img src=x onerror="window.__pwned=1">';
const ATTACK_TEXT = '<script>window.__pwned=1</script> The zorble is a shy bird of the northern marshes.';
const TWO_LINES = 'A koan is a riddle, told "so".\nIts second line stands in the same cell.';
const OWL = 'Owls 🦉🌙 hunt at night; one ear sits higher than the other.';

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** Six rows below the header: four sound ones, one without text, one with a cell too many. */
const ATTACK = {
  name: '<b onclick="window.__pwned=1">birds.csv',
  content: [
    'title,text',
    [quoted('Koan, "quoted"'), quoted(TWO_LINES)].join(),
    ['🦉 Owl', quoted(OWL)].join(),
    [quoted(ATTACK_TITLE), quoted(ATTACK_TEXT)].join(),
    ',A row without a title is still a passage.',
    'Without text,',
    'Too wide,one,two,three',
  ].join('\r\n'),
};

/** 400 rows of prose, which take any machine some seconds to embed. */
const LONG = {
  name: 'long.csv',
  content: ['title,text', ...Array.from({ length: 400 }, (_, row) => `Row ${row},${`a passage that is number ${row} of many and says little `.repeat(9)}`)].join('\n'),
};

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
/** The first local header of a ZIP container: signature, version, then 22 bytes of sizes and the length of the name. */
const XLSX = Buffer.concat([Buffer.from('PK\x03\x04\x14\0', 'latin1'), Buffer.alloc(20), Buffer.from([15, 0, 0, 0]), Buffer.from('xl/workbook.xml')]);

const BAD_FILES = [
  { file: { name: 'picture.csv', content: PNG }, says: /picture\.csv.*PNG picture/ },
  { file: { name: 'sheet.csv', content: XLSX }, says: /sheet\.csv.*Excel workbook.*CSV UTF-8/s },
  { file: { name: 'nothing.csv', content: '' }, says: /nothing\.csv.*is empty/ },
  { file: { name: 'blank.csv', content: ' \n\n \n' }, says: /blank\.csv.*only blank lines/ },
  { file: { name: 'login.csv', content: '<!doctype html><html><title>Sign in</title><p>one, two</p></html>' }, says: /login\.csv.*web page/ },
] as const;

test('a hostile CSV is shown, searched and told row by row, and nothing of it runs', async ({ page }) => {
  const app = new App(page);
  await app.open('#docs=10&length=4');

  await test.step('columns are recognised and previewed', async () => {
    await app.choose(ATTACK);
    await expect(app.dialog).toBeVisible();
    await expect(app.dialog).toContainText(ATTACK.name);
    await expect(app.dialog.getByRole('tab', { name: 'Reading' })).toContainText('UTF-8 · comma');
    await expect(app.dialog.getByLabel('Role of column title')).toHaveValue('title');
    await expect(app.dialog.getByLabel('Role of column text')).toHaveValue('text');
    await expect(app.dialog.getByTestId('map-unclear')).toBeHidden();
    await expect(app.dialog.locator('.preview-cell', { hasText: 'zorble' })).toHaveText(ATTACK_TEXT);
    await expect(app.dialog.getByTestId('import-verdict')).toContainText('4 of 6 rows accepted');
    await app.dialog.getByRole('button', { name: '2 rejected' }).click();
    await expect(app.dialog.getByTestId('import-rejected').getByRole('listitem')).toHaveCount(2);
    await app.dialog.getByRole('tab', { name: 'Passages' }).click();
    await expect(app.dialog.getByTestId('passage-preview').getByRole('listitem')).toHaveCount(4);
    await expect(app.dialog.getByTestId('token-lengths')).toContainText('4 passages measured');
  });

  await test.step('the import counts every row', async () => {
    await app.import(4);
    await expect(app.baseName).toHaveText(ATTACK.name.replace('.csv', ''));
    await expect(page.getByText('4 of 6 rows accepted')).toBeVisible();
    await expect(page.getByRole('group', { name: 'Example questions' }), 'they belong to the sample').toBeHidden();
    const rejected = page.getByTestId('rejected-rows');
    await rejected.getByText('2 rows rejected').click();
    await expect(rejected.getByRole('listitem')).toHaveText([/^Row 6\s*the text column is empty\s*Without text \|/, /^Row 7\s*4 cells where the table has 2 columns/]);
    const [download] = await Promise.all([page.waitForEvent('download'), rejected.getByRole('button', { name: 'Rejected rows as CSV' }).click()]);
    expect((await readFile(await download.path(), 'utf8')).trim().split('\r\n')).toHaveLength(3);
  });

  await test.step('passages are shown as they stand in the file', async () => {
    await app.ask('<b>Where</b> does the zorble live?');
    await expect(app.documents).toHaveCount(4);
    const texts = await app.documents.locator('.document-text').evaluateAll((nodes) => nodes.map((node) => node.textContent));
    expect(texts.toSorted()).toEqual([TWO_LINES, OWL, ATTACK_TEXT, 'A row without a title is still a passage.'].toSorted());
    expect((await app.titles()).toSorted()).toEqual(['Koan, "quoted"', '🦉 Owl', ATTACK_TITLE, 'Untitled'].toSorted());
    expect(await page.locator('main img, main script, main b[onclick]').count()).toBe(0);
    await page.getByText('What the generator saw').first().click();
    await app.tokens.first().hover();
    const { documents } = await app.savedRun();
    expect(documents.map(({ text }) => text)).toEqual(texts);
  });

  await test.step('back to the sample', async () => {
    await page.getByTestId('sample-button').click();
    await app.sampleIsReady();
    await expect(app.documents, 'the old answer went with its base').toHaveCount(0);
  });
});

test('tables dropped and pasted, with and without clear columns; bad files and a cancelled import leave the base alone', async ({ page }, info) => {
  const app = new App(page);
  await app.open('#docs=3&length=3');
  const sample = await app.baseName.textContent();

  for (const { file, says } of BAD_FILES) {
    await test.step(`refuses ${file.name}`, async () => {
      await app.choose(file);
      await expect(app.alert).toHaveText(says);
      await expect(app.dialog).toBeHidden();
      await expect(app.baseName).toHaveText(sample!);
      await app.alert.getByRole('button', { name: 'Dismiss this message' }).click();
      await expect(app.alert).toBeHidden();
    });
  }

  await test.step('a header without rows cannot be embedded, until it is taken for a row', async () => {
    await app.choose({ name: 'header.csv', content: 'title,text\n' });
    const confirm = app.dialog.getByTestId('import-confirm');
    await expect(confirm).toBeDisabled();
    await app.dialog.getByRole('tab', { name: 'Reading' }).click();
    await expect(app.dialog.getByTestId('import-warning')).toContainText('"header.csv" has a header but no rows below it');
    await app.dialog.getByText('First row holds column names').click();
    await expect(confirm).toBeEnabled();
    await page.keyboard.press('Escape');
    await expect(app.dialog).toBeHidden();
  });

  await test.step('encoding, delimiter and splitting can be changed, and show at once what they give', async () => {
    const text = Buffer.from('title;text\nCaf\xe9;One sentence. Another one, \x93quoted\x94. A third.\n', 'latin1');
    await app.choose({ name: 'latin.csv', content: text });
    await expect(app.dialog.locator('.preview-cell', { hasText: 'Caf' })).toHaveText('Café');
    await app.dialog.getByRole('tab', { name: 'Reading' }).click();
    await app.dialog.getByTestId('import-encoding').selectOption('windows-1251');
    await app.dialog.getByRole('tab', { name: 'Columns' }).click();
    await expect(app.dialog.locator('.preview-cell', { hasText: 'Caf' })).toHaveText('Cafй');
    await app.dialog.getByRole('tab', { name: 'Reading' }).click();
    await app.dialog.getByTestId('import-delimiter').selectOption('|');
    await expect(app.dialog.getByRole('tab', { name: 'Columns' })).not.toContainText('title / text');
    await app.dialog.getByTestId('import-delimiter').selectOption(';');
    await expect(app.dialog.getByRole('tab', { name: 'Columns' })).toContainText('title / text');
    await app.dialog.getByRole('tab', { name: 'Passages' }).click();
    await app.dialog.getByTestId('split-sentences').click();
    const size = app.dialog.getByTestId('split-size');
    await size.fill('5');
    await size.press('Enter');
    await expect(app.dialog.getByTestId('passage-preview').getByRole('listitem')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(app.dialog).toBeHidden();
  });

  await test.step('several files become one base, each with its own verdict; one key opens it', async () => {
    await page.getByTestId('file-input').setInputFiles([
      { name: 'part-1.csv', mimeType: 'text/csv', buffer: Buffer.from('title,text\nA,first row\nB,\n') },
      { name: 'scan.csv', mimeType: 'text/csv', buffer: Buffer.from(PNG) },
      { name: 'part-2.jsonl', mimeType: 'text/plain', buffer: Buffer.from('{"title": "C", "text": "a row of JSON"}\n{"title": "D", "text": "another"}\n') },
    ]);
    const files = app.dialog.getByTestId('import-file');
    await expect(files).toHaveText([/part-1\.csv.*1 of 2 rows accepted/, /scan\.csv.*PNG picture/, /part-2\.jsonl.*All 2 rows accepted/]);
    await expect(app.dialog.getByTestId('import-name')).toHaveValue('part');
    await expect(app.dialog.getByTestId('import-confirm')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(app.baseName).toHaveText('part');
    await expect(app.passageCount).toHaveText('3 passages');
    await expect(page.getByText('3 of 4 rows accepted')).toBeVisible();
    await page.getByTestId('sample-button').click();
    await app.sampleIsReady();
  });

  await test.step('an import can be cancelled, and the sample still answers', async () => {
    await app.choose(LONG);
    await app.dialog.getByTestId('import-confirm').click();
    const progress = page.getByTestId('import-progress');
    await expect(progress).toContainText('Embedding passages');
    await expect(progress).toContainText(/passages\/s.*[1-9]\d* %/);
    await page.getByTestId('import-cancel').click();
    await expect(progress).toBeHidden();
    await expect(app.baseName).toHaveText(sample!);
    await expect(app.passageCount).toHaveText(SAMPLE_PASSAGES);
    await expect(app.alert, 'what was wanted is no error').toBeHidden();
    await app.ask(SAMPLE_QUESTION);
    await expect(app.documents).toHaveCount(3);
  });

  await test.step('a file whose columns are unclear asks for them', async () => {
    const rows = ['left,right', 'the sun rises in the east and it sets in the west,the moon has no light of its own at all you know'];
    await app.choose({ name: 'unclear.csv', content: [...rows, 'a second row of words that go on for a while here,another second row of words that go on and on'].join('\n') });
    await expect(app.dialog.getByTestId('map-unclear')).toBeVisible();
    await app.dialog.getByLabel('Role of column left').selectOption('Not used');
    await app.dialog.getByLabel('Role of column right').selectOption('Text');
    await expect(app.dialog.getByRole('tab', { name: 'Columns' })).toContainText('right');
    await app.import(2);
    await app.ask('Has the moon light of its own?');
    expect(await app.documents.locator('.document-text').allTextContents()).toContain('the moon has no light of its own at all you know');
  });

  await test.step('a headerless TSV is dropped from the file manager', async () => {
    const path = info.outputPath('pairs.tsv');
    await writeFile(path, 'Basalt\tBasalt is a dark rock that cools from lava.\nChalk\tChalk is a soft white rock made of tiny shells.\nSlate\tSlate splits into thin flat sheets for roofs.\n');
    const devtools = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 500, y: 300, data: { items: [], files: [path], dragOperationsMask: 1 } });
      if (type === 'dragOver') await expect(page.getByText('Drop CSV, TSV or JSONL files to open them')).toBeVisible();
    }
    await app.dialog.getByRole('tab', { name: 'Reading' }).click();
    await expect(app.dialog.getByRole('tab', { name: 'Reading' })).toContainText('· tab');
    await expect(app.dialog.getByRole('switch', { name: 'First row holds column names' })).not.toBeChecked();
    await app.import(3);
    await expect(app.baseName).toHaveText('pairs');
    await app.ask('Which rock cools from lava?');
    expect((await app.titles()).toSorted()).toEqual(['Basalt', 'Chalk', 'Slate']);
  });

  await test.step('cells are pasted from a spreadsheet', async () => {
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'title\ttext\nTide\tThe tide follows the moon twice a day.\n');
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
    await expect(app.dialog).toContainText('pasted.tsv');
    await app.dialog.getByRole('button', { name: 'Keep the current base' }).click();
    await expect(app.dialog).toBeHidden();
    await expect(app.baseName).toHaveText('pairs');
  });
});
