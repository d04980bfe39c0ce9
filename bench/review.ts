import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { makeReview } from './make-review.js';

/**
 * How long a reviewer waits: `npm run bench:review [-- <rows> <pages>]`. From the command to its address, from opening the address to the first row beside the
 * picture of its page, and from a key to the next row and its picture, over a queue of 10,000 rows in which a PDF file of 500 pages stands first.
 */
const rows = Number(process.argv[2] ?? 10_000);
const pages = Number(process.argv[3] ?? 500);
const ROUNDS = 5;
const STEPS = 40;
/** Milliseconds between the address and the person who opens it; at once is what a script does. */
const PAUSES = [2000, 0];
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const cli = fileURLToPath(new URL('../../../../dist/cli.js', import.meta.url));

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
const shown = (times: readonly number[]): string => `${Math.round(median(times))} ms (${times.map((time) => Math.round(time)).sort((a, b) => a - b).filter((_, i, all) => i === 0 || i === all.length - 1).join(' to ')})`;

/** Seconds of processor time that a process has taken; null where the system does not tell. */
function cpuOf(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /u, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

/** The same with its children that live. */
function cpuOfAll(pid: number | undefined): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    return (cpuOf(pid) ?? 0) + children.reduce((sum, child) => sum + (cpuOf(child) ?? 0), 0);
  } catch {
    return 0;
  }
}

async function startServer(out: string): Promise<{ child: ChildProcess; url: string; milliseconds: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [cli, 'review', out], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('exit', (code) => reject(new Error(`the review ended with ${code}`)));
  });
  return { child, url, milliseconds: performance.now() - began };
}

/** Settles when the open row's picture is loaded and was painted; for a row of a dump, when its lines stand. */
const PAINTED = `new Promise((resolve) => {
  const painted = () => requestAnimationFrame(() => setTimeout(resolve, 0));
  const image = document.querySelector('#pages svg image');
  if (image === null) return painted();
  const probe = new Image();
  probe.src = image.getAttribute('href');
  probe.decode().then(painted, painted);
})`;

async function measure(browser: Browser, out: string, pause: number): Promise<{ server: number; cpu: number; first: number; firstCpu: number; next: number[] }> {
  const { child, url, milliseconds } = await startServer(out);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await new Promise((resolve) => setTimeout(resolve, pause));
    const cpu = cpuOfAll(child.pid);
    const began = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForSelector('html[data-ready]');
    await page.evaluate(PAINTED);
    const first = performance.now() - began;
    const firstCpu = cpuOfAll(child.pid) - cpu;
    const next = await page.evaluate<number[]>(`(async () => {
      const times = [];
      for (let step = 0; step < ${STEPS}; step++) {
        // A person looks at a row before they go on.
        await new Promise((resolve) => setTimeout(resolve, 300));
        const began = performance.now();
        const before = document.querySelector('#where').textContent;
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
        while (document.querySelector('#where').textContent === before) await new Promise((resolve) => setTimeout(resolve, 1));
        await ${PAINTED};
        times.push(performance.now() - began);
      }
      return times;
    })()`);
    await page.close();
    return { server: milliseconds, cpu, first, firstCpu, next };
  } finally {
    child.kill();
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

if (browserPath === undefined) console.log('bench:review: no Chromium found, it is skipped (apt-get install chromium)');
else {
  const home = mkdtempSync(join(tmpdir(), 'rowproof-bench-'));
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const made = await makeReview(home, rows, pages);
    console.log(`${made} rows to review, ${pages} pages in the PDF file; load of the machine ${loadavg()[0]?.toFixed(1)}`);
    // The browser's own first page is not ours.
    await (await browser.newPage()).close();
    for (const pause of PAUSES) {
      const all = [];
      for (let round = 0; round < ROUNDS; round++) all.push(await measure(browser, join(home, 'out'), pause));
      console.log(pause === 0 ? 'opened at once:' : `opened ${pause / 1000} s after the address was there:`);
      console.log(`  from the command to its address: ${shown(all.map(({ server }) => server))}, processor until it is opened ${Math.round(median(all.map(({ cpu }) => cpu * 1000)))} ms`);
      console.log(`  from opening the address to the first row and its picture: ${shown(all.map(({ first }) => first))}, processor of the server and its reader ${Math.round(median(all.map(({ firstCpu }) => firstCpu * 1000)))} ms`);
      console.log(`  from the key to the next row and its picture: ${shown(all.flatMap(({ next }) => next))}`);
    }
    console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}`);
  } finally {
    await browser.close();
    rmSync(home, { recursive: true, force: true });
  }
}
