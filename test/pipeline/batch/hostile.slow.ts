import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DocumentResult } from '../../../schemas/record.js';
import { Run } from '../../../schemas/run.js';
import { emptyFolder, shared } from './batch-under-test.js';

/** Broken, encrypted and malicious PDF files of PDFium's and qpdf's own tests, and bombs: all of them in one run of the program. */
const files = shared('hostile-pdfs');
const here = existsSync(files);
if (!here) console.log('skipped: there is no folder ../shared/hostile-pdfs');
const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** Runs the program and gives its exit status and the most memory it took itself, in MiB; its children don't count. */
function runProgram(args: readonly string[]): { status: number | null; peak: number; stderr: string } {
  const atExit = join(emptyFolder(), 'at-exit.cjs');
  writeFileSync(atExit, 'process.on("exit", () => require("node:fs").writeSync(2, `\\npeak ${process.resourceUsage().maxRSS}\\n`));');
  const ended = spawnSync(process.execPath, ['--require', atExit, cli, ...args], { encoding: 'utf8', maxBuffer: 1e8 });
  return { status: ended.status, peak: Number(/\npeak (\d+)\n/.exec(ended.stderr)?.[1]) / 1024, stderr: ended.stderr };
}

describe.skipIf(!here)('hostile files', () => {
  it.each([['--pdf-engine', 'pdfium'], ['--pdf-engine', 'pdfjs'], []])('all of them in one run: %s %s', (...engine) => {
    const out = join(emptyFolder(), 'out');
    const { status, peak, stderr } = runProgram(['run', files, '--out', out, ...(engine.length === 0 ? [] : ['--ocr', 'off', ...engine])]);
    expect({ status, stderr: status === 3 ? '' : stderr }).toEqual({ status: 3, stderr: '' });
    const run = Run.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
    expect(run.inputs.map(({ name }) => name)).toEqual(readdirSync(files).filter((name) => name.endsWith('.pdf')).sort());
    for (const { name, outcome, message } of run.inputs) {
      const { document } = DocumentResult.parse(JSON.parse(readFileSync(join(out, 'documents', `${name}.json`), 'utf8')));
      expect([document.name, document.outcome]).toEqual([name, outcome]);
      if (outcome !== 'read') expect(message).toBeTruthy();
    }
    // One page of it takes minutes and 12 GB.
    expect(run.inputs.find(({ name }) => name === 'bomb_giant.pdf')?.outcome).toBe('limit-exceeded');
    console.log(`${engine.join(' ') || 'defaults'}: ${JSON.stringify(run.counts.outcomes)} in ${Math.round(run.seconds)} s, supervisor at most ${Math.round(peak)} MiB`);
    expect(peak).toBeLessThan(300);
    // With recognition it takes ten minutes on two cores.
  }, 2_400_000);
});
