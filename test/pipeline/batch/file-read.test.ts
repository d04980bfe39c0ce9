import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, ftruncateSync, mkdirSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileRead, NoFile, TooLarge } from '../../../pipeline/batch/file-read.js';
import { emptyFolder, readResult, run, writeFiles } from './batch-under-test.js';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

async function read(path: string, during: (attempt: number) => void = () => undefined): Promise<{ bytes: Buffer; sha256: string; settled: boolean; attempts: number }> {
  let pieces: Buffer[] = [];
  let attempts = 0;
  const result = await fileRead(
    Buffer.from(path),
    1e6,
    () => {
      pieces = [];
      attempts++;
    },
    (piece) => {
      if (pieces.length === 0) during(attempts);
      pieces.push(Buffer.from(piece));
    },
  );
  return { bytes: Buffer.concat(pieces), sha256: result.sha256, settled: result.settled, attempts };
}

describe('reading a file', () => {
  it('gives its bytes and their hash', async () => {
    const text = 'x'.repeat(600_000);
    const path = join(writeFiles(emptyFolder(), { a: text }), 'a');
    expect(await read(path)).toMatchObject({ sha256: sha256(text), settled: true, attempts: 1 });
  });

  it('waits for a file that grows for a while', async () => {
    const path = join(writeFiles(emptyFolder(), { a: 'one' }), 'a');
    const result = await read(path, (attempt) => attempt === 1 && appendFileSync(path, ' two'));
    expect(result).toMatchObject({ sha256: sha256('one two'), settled: true, attempts: 2 });
  });

  it.each(['grow', 'shrink'])('hashes exactly what it gives of a file that doesn’t stop to %s', async (how) => {
    const path = join(writeFiles(emptyFolder(), { a: 'x'.repeat(500_000) }), 'a');
    const fd = openSync(path, 'r+');
    const result = await read(path, (attempt) => (how === 'grow' ? appendFileSync(path, 'more') : ftruncateSync(fd, 300_000 - attempt)));
    closeSync(fd);
    expect(result.settled).toBe(false);
    expect(result.sha256).toBe(sha256(result.bytes));
  });

  it('refuses what is too large and what is no file', async () => {
    const folder = writeFiles(emptyFolder(), { a: 'x'.repeat(1_000_001) });
    await expect(read(join(folder, 'a'))).rejects.toBeInstanceOf(TooLarge);
    mkdirSync(join(folder, 'b'));
    await expect(read(join(folder, 'b'))).rejects.toBeInstanceOf(NoFile);
  });
});

describe('a run over a folder that changes meanwhile', () => {
  it('reads a file that changed after it was listed as it is then, and one that vanished is unreadable', async () => {
    const folder = writeFiles(emptyFolder(), { 'a.txt': 'wait 300\nform first', 'b.txt': 'form first', 'c.txt': 'form second' });
    const out = join(emptyFolder(), 'out');
    let changed = false;
    const summary = await run(folder, out, {
      jobs: 1,
      onEvent: (event) => {
        if (changed || event.event !== 'start') return;
        changed = true;
        writeFileSync(join(folder, 'b.txt'), 'form second\n# changed');
        unlinkSync(join(folder, 'c.txt'));
      },
    });
    expect(summary.failures).toMatchObject([{ name: 'c.txt', outcome: 'unreadable' }]);
    expect(readResult(out, 'b.txt')).toMatchObject({ document: { sha256: sha256('form second\n# changed') }, forms: [{ definition: 'second-form' }] });
  });

  it('never takes half a file for a whole one', async () => {
    const folder = writeFiles(emptyFolder(), { 'a.txt': 'form first' });
    const path = join(folder, 'a.txt');
    const growing = setInterval(() => appendFileSync(path, '\n#'), 5);
    const out = join(emptyFolder(), 'out');
    const summary = await run(folder, out);
    clearInterval(growing);
    expect(summary).toMatchObject({ exitStatus: 3, failures: [{ name: 'a.txt', outcome: 'unreadable' }] });
    expect(readResult(out, 'a.txt')).toMatchObject({ document: { partial: true }, forms: [{ id: 'a.txt#1' }] });
    expect(await run(folder, out)).toMatchObject({ exitStatus: 0, parsed: 1 });
  });
});
