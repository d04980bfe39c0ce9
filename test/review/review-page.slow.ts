import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../schemas/decision.js';
import type { DocumentResult, Row } from '../../schemas/record.js';
import type { Run } from '../../schemas/run.js';
import { runCli } from '../cli/run-cli.js';

/** The review page in a real browser, over real samples. The tests go on where the one before left off, as a reviewer does. */

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (browserPath === undefined) console.log('review page: no Chromium found, its tests are skipped (apt-get install chromium)');

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const hostile = '<script>globalThis.hacked=1<(script).txt';
const hostileText = '<img src=x onerror="globalThis.hacked=2">';

let home = '';
let input = '';
let out = '';
let server: ChildProcess | null = null;
let url = '';
let browser: Browser;
let page: Page;
const errors: string[] = [];

const decisionsFile = (): string => `${out}.decisions.jsonl`;
const decisions = (): Decision[] => readFileSync(decisionsFile(), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Decision);
const result = (name: string): DocumentResult => JSON.parse(readFileSync(join(out, 'documents', `${name}.json`), 'utf8')) as DocumentResult;
const rowsOf = (document: DocumentResult): Row[] => document.forms.flatMap((form) => Object.values(form.tables).flat());
const run = (): void => {
  const { status, stderr } = runCli(['run', input, '--out', out, '--quiet']);
  expect(stderr).toBe('');
  expect(status).toBe(0);
};
/** Everything that a run writes and that holds no times. */
const datasetBytes = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('.rowproof') && !['run.json', 'report.html'].includes(entry.name))
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'base64')]),
  );

async function startServer(): Promise<void> {
  server?.kill();
  const child = spawn(process.execPath, [cli, 'review', out], { stdio: ['ignore', 'pipe', 'inherit'] });
  server = child;
  url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => resolve(data.toString().trim()));
    child.on('exit', (code) => reject(new Error(`the review ended with ${code}`)));
  });
}

async function openPage(): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  opened.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  opened.on('response', (response) => {
    if (response.status() >= 500) void response.text().then((text) => errors.push(`${response.url()}: ${text}`), () => errors.push(`${response.url()}: ${response.status()}`));
  });
  opened.on('pageerror', (error) => errors.push(error.message));
  opened.on('dialog', (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await opened.goto(url);
  await opened.waitForSelector('html[data-ready]');
  return opened;
}

const saved = (on: Page = page): Promise<unknown> => on.waitForSelector('#saved.good');
const currentLabel = (): Promise<string> => page.locator('#items [aria-current] .label').innerText();
async function showView(view: string): Promise<void> {
  await page.click(`[data-view=${view}]`);
  await page.waitForSelector(`[data-view=${view}][aria-pressed=true]`);
}
/** Waits until an expression holds in the page; asked from outside, since the page's own policy forbids evaluating texts. */
const until = (expression: string, on: Page = page): Promise<void> => expect.poll(() => on.evaluate(`Boolean(${expression})`), { timeout: 15_000, message: expression }).toBe(true);
/** Opens the row of a document whose label or id holds a text. */
async function search(text: string, document: string): Promise<void> {
  await page.evaluate("document.querySelector('#filters details').open = true");
  await page.selectOption('[data-facet=document]', { index: 0 });
  const choice = await page.locator('[data-facet=document] option', { hasText: document }).getAttribute('value');
  await page.selectOption('[data-facet=document]', choice);
  await page.fill('#text', text);
  await until(`document.querySelector('#items [aria-current] .label')?.textContent.includes(${JSON.stringify(text)}) && [...document.querySelectorAll('#items .document')].length === 1`);
  await until(`[...document.querySelectorAll('#cells .shown')].some((cell) => cell.textContent.includes(${JSON.stringify(text)}))`);
  await until(`document.querySelector('#where').textContent.startsWith(${JSON.stringify(document)}) && !document.querySelector('#source').classList.contains('waiting')`);
  await page.locator('#text').press('Escape');
}

describe.skipIf(browserPath === undefined)('the review page', () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'rowproof-review-'));
    input = join(home, 'in');
    out = join(home, 'out');
    mkdirSync(input);
    copyFileSync(join(samples, 'dapeng-2021-ruled.pdf'), join(input, 'ruled.pdf'));
    copyFileSync(join(samples, 'futian-0402009.txt'), join(input, 'dump.txt'));
    const dump = readFileSync(join(samples, 'dapeng-2021.txt'), 'utf8');
    const harmed = dump.replaceAll('信息安全培训次数', `信息安全${hostileText}次数`);
    expect(harmed).not.toBe(dump);
    writeFileSync(join(input, hostile), harmed);
    run();
    await startServer();
    browser = await chromium.launch({ ...(browserPath === undefined ? {} : { executablePath: browserPath }), args: ['--no-sandbox'] });
    page = await openPage();
  });
  afterAll(async () => {
    await browser?.close();
    server?.kill();
    if (home !== '') rmSync(home, { recursive: true, force: true });
  });

  it('opens on the likeliest mistake, with its reasons and its source', async () => {
    expect(page.url()).not.toContain('token');
    expect(await page.locator('#item .status').innerText()).toBe('needs a human');
    expect(await page.locator('#reasons .message').count()).toBeGreaterThan(0);
    expect(await page.locator('#pages mark, #pages .cell').count()).toBeGreaterThan(0);
  });

  it('never shows the source of one row beside another', async () => {
    const opened = await openPage();
    // Every source comes late.
    await opened.route(/\/api\/(lines|page)\//u, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await route.continue();
    });
    const rows = opened.locator('#items .entry');
    await rows.nth((await rows.count()) - 1).click();
    await opened.waitForSelector('#source.waiting');
    await until("Number(getComputedStyle(document.querySelector('#pages')).opacity) < 0.2", opened);
    await opened.waitForSelector('#source:not(.waiting)');
    await until("getComputedStyle(document.querySelector('#pages')).opacity === '1'", opened);
    await opened.close();
  });

  it('steps through the queue and the cells by keyboard alone', async () => {
    const first = await currentLabel();
    await page.keyboard.press('n');
    await until(`document.querySelector('#items [aria-current] .label').textContent !== ${JSON.stringify(first)}`);
    await page.keyboard.press('p');
    await until(`document.querySelector('#items [aria-current] .label').textContent === ${JSON.stringify(first)}`);
    const focused = (): Promise<string | null> => page.locator('#cells .focused').getAttribute('data-cell');
    const before = await focused();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).not.toBe(before);
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(before);
    await page.keyboard.press('?');
    expect(await page.locator('#legend').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('#legend').isVisible()).toBe(false);
  });

  it('shows a row of a PDF on its page, all fragments of a wrapped cell, and layers', async () => {
    await showView('all');
    await search('购置行政服务大厅专用设备数', 'ruled.pdf');
    await page.waitForSelector('#pages svg.page image');
    await page.locator('#cells [data-cell=name] .show').click();
    expect(await page.locator('#pages rect[data-column=name].focused').count()).toBe(2);
    expect(await page.locator('#loupe svg').count()).toBe(2);
    await page.keyboard.press('w');
    await page.waitForSelector('#pages rect.word');
    await page.keyboard.press('l');
    await page.waitForSelector('#pages line.ruling', { state: 'attached' });
    await page.keyboard.press('w');
    await page.keyboard.press('l');
    await until("document.querySelector('#pages rect.word') === null");
    // The image is really drawn.
    const drawn = await page.evaluate("(async () => { const picture = new Image(); picture.src = document.querySelector('#pages image').getAttribute('href'); await picture.decode(); return picture.naturalWidth; })()");
    expect(drawn).toBeGreaterThan(1000);
  });

  it('corrects a wrapped name; the decision is on the disk when the page says so', async () => {
    await page.locator('#cells [data-cell=name] .show').click();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('购置行政服务大厅专用设备数量（台）');
    await page.keyboard.press('Enter');
    expect(await page.locator('[data-decision=accept] span').innerText()).toBe('Accept as corrected');
    await page.keyboard.press('a');
    await saved();
    const [correction, acceptance, ...more] = decisions();
    expect(more).toEqual([]);
    expect(correction).toMatchObject({ decision: 'correct', correction: '购置行政服务大厅专用设备数量（台）', anchor: { table: 'indicators', column: 'name', row: 1 } });
    expect(acceptance).toMatchObject({ decision: 'accept', anchor: { table: 'indicators', column: null } });
  });

  it('runs the rules as a score is typed, and drops what Escape ends', async () => {
    await search('制作工作制服数量', 'ruled.pdf');
    await page.locator('#cells [data-cell=score] .show').click();
    await page.keyboard.press('e');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('50');
    await page.waitForSelector('#reasons .reason:has-text("score 50 > weight 5")');
    await page.waitForSelector('#status.review');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#status.ok');
    expect(decisions()).toHaveLength(2);
  });

  it('marks a source error with a note, and goes to the next row at once', async () => {
    await page.fill('#text', '');
    await page.selectOption('[data-facet=document]', '');
    await showView('open');
    await page.selectOption('[data-facet=kind]', 'source');
    await until("[...document.querySelectorAll('#items .entry')].every((entry) => entry.classList.contains('source'))");
    await page.waitForSelector('#reasons .reason.source');
    const label = await currentLabel();
    await page.keyboard.press('m');
    await page.keyboard.type('原文如此');
    await page.keyboard.press('Enter');
    await page.keyboard.press('x');
    await saved();
    expect(await currentLabel()).not.toBe(label);
    expect(decisions().at(-1)).toMatchObject({ decision: 'source-error', note: '原文如此' });
    expect(decisions().at(-1)?.about?.length).toBeGreaterThan(0);
  });

  it('takes a decision back', async () => {
    const before = decisions().length;
    await page.keyboard.press('t');
    await until("document.querySelector('[data-view=unsure] b').textContent === '1'");
    await page.keyboard.press('u');
    await until("document.querySelector('[data-view=unsure] b').textContent === '0'");
    expect(decisions().slice(before).map(({ decision }) => decision)).toEqual(expect.arrayContaining(['cannot-tell', 'undo']));
  });

  it('two tabs that decide at once lose nothing', async () => {
    const other = await openPage();
    const before = decisions().length;
    for (const [tab, name] of [[page, '巡逻与清洁面积数'], [other, '采购设备验收合格率']] as const) {
      await tab.click('[data-view=all]');
      await tab.evaluate("document.querySelector('#filters details').open = true");
      await tab.selectOption('[data-facet=document]', await tab.locator('[data-facet=document] option', { hasText: 'ruled.pdf' }).getAttribute('value'));
      await tab.fill('#text', name);
      await until(`document.querySelector('#cells [data-cell=name] .shown')?.textContent === ${JSON.stringify(name)} && document.querySelector('#where').textContent.startsWith('ruled')`, tab);
      await tab.locator('#text').press('Escape');
    }
    await Promise.all([page.keyboard.press('a'), other.keyboard.press('a')]);
    await Promise.all([page, other].map((tab) => until("document.querySelector('#saved').textContent.includes('accepted')", tab)));
    expect(decisions()).toHaveLength(before + 2);
    await other.close();
  });

  it('checks an unflagged row of the random sample', async () => {
    await page.fill('#text', '');
    await page.selectOption('[data-facet=document]', '');
    await showView('sample');
    expect(await page.locator('[data-view=sample] b').innerText()).toMatch(/^\d+\/300$/u);
    await until("document.querySelector('#status.ok') !== null && document.querySelector('#where').textContent !== ''");
    const before = decisions().length;
    await page.keyboard.press('a');
    await until("document.querySelector('#saved').className === 'good'");
    await expect.poll(() => decisions().length).toBe(before + 1);
    expect(decisions().at(-1)).toMatchObject({ decision: 'accept', anchor: { column: null } });
  });

  it('shows a hostile name and text as text', async () => {
    await showView('all');
    await search(hostileText, hostile);
    expect(await page.locator('#items .document').first().innerText()).toBe(hostile);
    expect(await page.locator('#cells [data-cell=name] .shown').innerText()).toContain(hostileText);
    expect(await page.locator('#pages').innerText()).toContain(hostileText);
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(await page.locator('#item img, #pages .lines img, #queue script').count()).toBe(0);
  });

  it('speaks Chinese', async () => {
    await page.click('#language');
    await until("document.documentElement.lang === 'zh-CN'");
    // The language is the page's before its counts are written anew.
    await until("document.querySelector('[data-view=open]').innerText.includes('待核对')");
    await until("document.querySelector('#cells [data-cell=score] .title')?.textContent.includes('得分')");
    await page.click('#language');
    await until("document.documentElement.lang === 'en' && document.querySelector('[data-view=open]').innerText.includes('To review')");
  });

  it('keeps everything over a reload, and shows what was decided', async () => {
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    await showView('decided');
    await search('购置行政服务大厅专用设备数量（台）', 'ruled.pdf');
    await until("document.querySelector('#status').textContent === 'ok' && document.querySelectorAll('#history li').length === 2");
    await until("document.querySelector('#cells [data-cell=name] .hints').textContent.includes('corrected to')");
  });

  it('the next run replays the decisions: CSV, JSON and the page agree', async () => {
    run();
    const row = rowsOf(result('ruled.pdf')).find(({ cells }) => cells['name']?.text === '购置行政服务大厅专用设备数量（台）');
    expect(row?.cells['name']?.reviewed).toMatchObject({ decision: 'correct', read: { text: expect.stringContaining('购置行政服务大厅专用设备数') as string } });
    const { sample } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as Run;
    expect(sample?.size).toBe(300);
    expect(sample?.checked).toBeGreaterThanOrEqual(1);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Clopper–Pearson');
    const csv = readFileSync(join(out, 'indicators.csv'), 'utf8').split('\r\n');
    const columns = (csv[0] ?? '').split(',');
    expect(columns).toEqual(expect.arrayContaining(['reviewed_by', 'reviewed_at']));
    const line = csv.find((each) => each.includes('购置行政服务大厅专用设备数量（台）'));
    expect(line).toContain(decisions()[0]?.by);
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    await showView('decided');
    await search('购置行政服务大厅专用设备数量（台）', 'ruled.pdf');
  });

  it('deleting the output and running again gives the same bytes', () => {
    const before = datasetBytes();
    expect(Object.keys(before).length).toBeGreaterThan(8);
    rmSync(out, { recursive: true });
    run();
    expect(datasetBytes()).toEqual(before);
  });

  it('a decision whose reading has changed is reported stale and opens its row again', async () => {
    // As if the text had been read otherwise when it was decided.
    const lines = readFileSync(decisionsFile(), 'utf8').split('\n');
    const index = lines.findIndex((line) => line.includes('巡逻与清洁面积数') && line.includes('"accept"'));
    const changed = JSON.parse(lines[index] ?? '') as Decision;
    lines[index] = JSON.stringify({ ...changed, read: { ...changed.read, score: '4' } });
    writeFileSync(decisionsFile(), lines.join('\n'));
    run();
    const row = rowsOf(result('ruled.pdf')).find(({ cells }) => cells['name']?.text === '巡逻与清洁面积数');
    expect(row?.status).toBe('review');
    expect(row?.reasons.map(({ rule }) => rule)).toContain('stale-decision');
    expect(readFileSync(join(out, 'review.csv'), 'utf8')).toContain('stale-decision');
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    await showView('open');
    await search('巡逻与清洁面积数', 'ruled.pdf');
    await until(`document.querySelector('#reasons').textContent.includes('now "5" is read there') && document.querySelectorAll('#history li.stale').length === 1`);
  });

  it('says so when the source has changed since it was read', async () => {
    const before = readFileSync(join(input, 'ruled.pdf'));
    writeFileSync(join(input, 'ruled.pdf'), Buffer.concat([before, Buffer.from('\n')]));
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    await showView('open');
    await search('巡逻与清洁面积数', 'ruled.pdf');
    await until("document.querySelector('#pages [role=alert]')?.textContent.includes('has changed')");
    writeFileSync(join(input, 'ruled.pdf'), before);
  });

  it('every control has a name, and nothing went wrong on the way', async () => {
    const nameless = await page.evaluate(
      "[...document.querySelectorAll('button, input, select, textarea')].filter((each) => !(each.textContent.trim() || each.getAttribute('aria-label') || each.getAttribute('title') || each.closest('label'))).map((each) => each.outerHTML)",
    );
    expect(nameless).toEqual([]);
    expect(errors).toEqual([]);
  });
});
