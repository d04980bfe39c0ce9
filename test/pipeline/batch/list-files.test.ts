import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles } from '../../../pipeline/batch/list-files.js';
import { emptyFolder, readResult, run, writeFiles } from './batch-under-test.js';

const list = async (paths: string[], out = '/no/such/output'): Promise<{ names: string[]; problems: string[]; skipped: Record<string, number> }> => {
  const { files, skipped } = await listFiles(paths, out);
  const problems = files.flatMap(({ name, problem }) => (problem === null ? [] : [`${name}: ${problem}`]));
  return { names: files.map(({ name }) => name).sort(), problems, skipped };
};

describe('the files of a folder', () => {
  it('are those that end like a document, in all folders, hidden ones too', async () => {
    const folder = writeFiles(emptyFolder(), {
      'A.PDF': '',
      'b.tiff': '',
      '.hidden/.c.csv': '',
      'folder.pdf/d.htm': '',
      'e.pdf.bak': '',
      'no-ending': '',
      'README.txt': '',
      'f.docx': '',
      'g.docx': '',
      'with space 表.txt': '',
    });
    expect(await list([folder])).toEqual({
      names: ['.hidden/.c.csv', 'A.PDF', 'b.tiff', 'folder.pdf/d.htm', 'with space 表.txt'],
      problems: [],
      skipped: { '.bak': 1, 'no ending': 1, README: 1, '.docx': 2 },
    });
  });

  it('a file that is named is tried whatever it is called, and a link that is named is followed', async () => {
    const folder = writeFiles(emptyFolder(), { 'report.docx': '', README: '' });
    symlinkSync(join(folder, 'report.docx'), join(folder, 'link'));
    expect((await list([join(folder, 'report.docx'), join(folder, 'README'), join(folder, 'link')])).names).toEqual(['README', 'link', 'report.docx']);
    const other = emptyFolder();
    symlinkSync(folder, join(other, 'folder'));
    expect((await list([join(other, 'folder')])).skipped).toEqual({ '.docx': 1, 'no ending': 2 });
  });

  it('links lead to files inside the folder only, and loops end', async () => {
    const outside = writeFiles(emptyFolder(), { 'secret.txt': '' });
    const folder = writeFiles(emptyFolder(), { 'sub/a.txt': '' });
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'out.txt'));
    symlinkSync(outside, join(folder, 'out-folder.txt'));
    symlinkSync('..', join(folder, 'sub', 'up.txt'));
    symlinkSync('sub/a.txt', join(folder, 'same.txt'));
    symlinkSync('loop.txt', join(folder, 'loop.txt'));
    symlinkSync('nowhere.txt', join(folder, 'dangling.txt'));
    const { names, problems, skipped } = await list([folder]);
    expect(names).toEqual(['dangling.txt', 'loop.txt', 'same.txt', 'sub/a.txt']);
    expect(problems.sort()).toEqual([
      'dangling.txt: its symbolic link leads nowhere, or it is no longer there',
      'loop.txt: its symbolic link leads back to itself',
    ]);
    expect(skipped).toEqual({ 'link out of the folder': 2, 'link to a folder': 1 });
  });

  it.skipIf(process.platform === 'win32')('pipes and sockets are named and never opened', async () => {
    const folder = writeFiles(emptyFolder(), { 'a.txt': 'form first' });
    execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
    const server = createServer().listen(join(folder, 'socket.txt'));
    const out = join(emptyFolder(), 'out');
    const summary = await run([folder, '/dev/zero'], out);
    server.close();
    expect(summary.failures.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['pipe.txt unreadable', 'socket.txt unreadable', 'zero unreadable']);
  });

  it.skipIf(process.platform !== 'linux')('names in any encoding are read and get one name', async () => {
    const folder = emptyFolder();
    // 报告 in GBK, and a name that is UTF-8 but for its end.
    const names = [Buffer.from([0xb1, 0xa8, 0xb8, 0xe6]), Buffer.from([0xe6, 0x8a, 0xa5, 0xe5, 0x91])];
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name, Buffer.from('.txt')]), 'form first');
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]));
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from('/x.txt')]), 'form second');
    const out = join(emptyFolder(), 'out');
    expect(await run(folder, out)).toMatchObject({ exitStatus: 0, parsed: 2, counts: { documents: 3 } });
    for (const name of ['%B1%A8%B8%E6.txt', '报%E5%91.txt', '%FF/x.txt']) expect(readResult(out, name).document.outcome).toBe('read');
  });

  it('long names and deep folders', async () => {
    const long = `${'长'.repeat(83)}.txt`;
    const deep = Array.from({ length: 40 }, (_, i) => `folder-${i}`).join('/');
    const folder = writeFiles(emptyFolder(), { [long]: 'form first', [`${deep}/a.txt`]: 'form second' });
    const out = join(emptyFolder(), 'out');
    expect(await run(folder, out)).toMatchObject({ exitStatus: 0, counts: { documents: 2 } });
    expect(readResult(out, `${deep}/a.txt`).forms[0]?.id).toBe(`${deep}/a.txt#1`);
  });

  it('a folder that isn’t there is wrong usage', async () => {
    await expect(list([join(mkdtempSync(join(emptyFolder(), 'x')), 'y')])).rejects.toMatchObject({ exitStatus: 2, message: expect.stringContaining('no such file or folder') });
  });
});
