import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../schemas/decision.js';
import { definition, definitions, emptyFolder, outputBytes, outputStamps, readResult, run, writeFiles } from './batch-under-test.js';

const inbox = (): string =>
  writeFiles(emptyFolder(), {
    'b.txt': 'form first',
    'a.txt': 'form first\nform second',
    'sub/a.txt': 'form second',
    'none.txt': 'nothing known',
    'README.md': 'form first',
    'notes.docx': 'not a document here',
    'sub/.hidden.txt': 'form first',
  });

describe('a run', () => {
  it('leaves one result a document, ordered by path, and the dataset', async () => {
    const out = join(emptyFolder(), 'out');
    const summary = await run(inbox(), out);
    expect(summary).toMatchObject({ exitStatus: 0, parsed: 4, written: true, gone: [], skipped: { README: 1, '.docx': 1 } });
    expect(Object.keys(outputBytes(out)).filter((path) => path.startsWith('documents/'))).toEqual([
      'documents/a.txt.json',
      'documents/b.txt.json',
      'documents/none.txt.json',
      'documents/sub/.hidden.txt.json',
      'documents/sub/a.txt.json',
    ]);
    expect(readResult(out, 'a.txt').forms.map((form) => [form.id, form.definition])).toEqual([
      ['a.txt#1', 'first-form'],
      ['a.txt#2', 'second-form'],
    ]);
    const projects = readFileSync(join(out, 'projects.csv'), 'utf8').trim().split('\r\n').slice(1);
    expect(projects.map((line) => line.split(',')[0])).toEqual(['a.txt#1', 'a.txt#2', 'b.txt#1', 'sub/.hidden.txt#1', 'sub/a.txt#1']);
    expect(summary.counts).toMatchObject({ documents: 5, forms: 5, rows: 10, outcomes: { read: 4, 'no-form': 1 } });
    expect(existsSync(join(out, '.rowproof', 'lock'))).toBe(false);
  });

  it('reads one content once and lists it under each of its names', async () => {
    const out = join(emptyFolder(), 'out');
    const folder = writeFiles(emptyFolder(), { 'one.txt': 'form first', 'deep/two.txt': 'form first', 'three.txt': 'form first' });
    const summary = await run(folder, out);
    expect(summary).toMatchObject({ parsed: 1, counts: { documents: 3, forms: 3 } });
    const alone = join(emptyFolder(), 'out');
    await run(writeFiles(emptyFolder(), { 'three.txt': 'form first' }), alone);
    expect(outputBytes(out)['documents/three.txt.json']).toBe(outputBytes(alone)['documents/three.txt.json']);
    expect(readFileSync(join(out, 'documents/one.txt.json'), 'utf8')).not.toContain('two.txt');
    // A copy that comes later is not read either.
    writeFiles(folder, { 'four.txt': 'form first' });
    expect(await run(folder, out)).toMatchObject({ parsed: 0, counts: { documents: 4 } });
    expect(readResult(out, 'four.txt').forms[0]?.id).toBe('four.txt#1');
  });

  it('gives the same bytes for any number of jobs and any length of the children’s lives', async () => {
    const folder = writeFiles(
      emptyFolder(),
      Object.fromEntries(Array.from({ length: 24 }, (_, i) => [`${i % 3}/${i}.txt`, `wait ${(i * 37) % 50}\nform first\n# ${i}`])),
    );
    const [one, many] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
    await run(folder, one, { jobs: 1 });
    await run(folder, many, { jobs: 4, documentsPerChild: 3 });
    expect(outputBytes(many)).toEqual(outputBytes(one));
  });

  it('a file that can’t be read, a dangling link and a closed folder are named and cost nobody else', async () => {
    const folder = inbox();
    symlinkSync(join(folder, 'gone.txt'), join(folder, 'dangling.txt'));
    const out = join(emptyFolder(), 'out');
    const summary = await run(folder, out);
    expect(summary).toMatchObject({ exitStatus: 3, failures: [{ name: 'dangling.txt', outcome: 'unreadable' }], counts: { documents: 6 } });
    expect(readResult(out, 'dangling.txt').document).toMatchObject({ outcome: 'unreadable', sha256: '', partial: false });
  });

  it('an input that isn’t there ends the run before anything is made', async () => {
    const out = join(emptyFolder(), 'out');
    await expect(run(join(emptyFolder(), 'no-such-folder'), out)).rejects.toMatchObject({ exitStatus: 2 });
    expect(existsSync(out)).toBe(false);
  });

  it('an output folder that can’t be made is one clear error', async () => {
    const file = join(writeFiles(emptyFolder(), { file: '' }), 'file');
    for (const out of [join(file, 'out'), file, ...(process.platform === 'linux' ? ['/proc/out'] : [])]) {
      await expect(run(inbox(), out)).rejects.toMatchObject({ exitStatus: 1, message: expect.stringContaining(`Can't write to ${out}`) });
    }
  });
});

describe('a second run', () => {
  it('over an unchanged folder reads nothing and touches no file', async () => {
    const [folder, out] = [inbox(), join(emptyFolder(), 'out')];
    await run(folder, out);
    const before = outputStamps(out);
    expect(await run(folder, out)).toMatchObject({ exitStatus: 0, parsed: 0, written: false, counts: { documents: 5, reused: 5, forms: 5 } });
    expect(outputStamps(out)).toEqual(before);
    // Not even when all files look new, as after a copy.
    for (const name of ['a.txt', 'b.txt']) utimesSync(join(folder, name), 1, 1);
    expect(await run(folder, out)).toMatchObject({ parsed: 0, written: false });
    expect(outputStamps(out)).toEqual(before);
  });

  it('reads what was added or changed, even when size and time were kept', async () => {
    const [folder, out] = [inbox(), join(emptyFolder(), 'out')];
    utimesSync(join(folder, 'b.txt'), 1_600_000_000, 1_600_000_000);
    await run(folder, out);
    writeFileSync(join(folder, 'b.txt'), 'form 1irst');
    utimesSync(join(folder, 'b.txt'), 1_600_000_000, 1_600_000_000);
    writeFiles(folder, { 'new.txt': 'form second\nform second' });
    const second = await run(folder, out);
    expect([...second.parsedNames].sort()).toEqual(['b.txt', 'new.txt']);
    const fresh = join(emptyFolder(), 'out');
    await run(folder, fresh);
    expect(outputBytes(out)).toEqual(outputBytes(fresh));
  });

  it('takes out what left the folder, and says so', async () => {
    const [folder, out] = [inbox(), join(emptyFolder(), 'out')];
    await run(folder, out);
    rmSync(join(folder, 'sub'), { recursive: true });
    const events: unknown[] = [];
    const second = await run(folder, out, { onEvent: (event) => void events.push(event) });
    expect(second).toMatchObject({ parsed: 0, gone: ['sub/.hidden.txt', 'sub/a.txt'], counts: { documents: 3 } });
    expect(JSON.stringify(events)).toContain('sub/a.txt is no longer among the inputs');
    const fresh = join(emptyFolder(), 'out');
    await run(folder, fresh);
    expect(outputBytes(out)).toEqual(outputBytes(fresh));
    expect(existsSync(join(out, 'documents/sub'))).toBe(false);
  });

  it('mends results and dataset files that somebody touched or removed', async () => {
    const [folder, out] = [inbox(), join(emptyFolder(), 'out')];
    await run(folder, out);
    const whole = outputBytes(out);
    appendFileSync(join(out, 'documents/a.txt.json'), ' ');
    unlinkSync(join(out, 'documents/b.txt.json'));
    unlinkSync(join(out, 'indicators.csv'));
    expect(await run(folder, out)).toMatchObject({ written: true });
    expect(outputBytes(out)).toEqual(whole);
    // The state may go as well: then everything is read again, and a result of a document that left meanwhile goes.
    rmSync(join(out, '.rowproof'), { recursive: true });
    unlinkSync(join(folder, 'none.txt'));
    writeFileSync(join(out, 'documents/of-the-user.json'), '{}');
    await run(folder, out);
    expect(existsSync(join(out, 'documents/none.txt.json'))).toBe(false);
    expect(existsSync(join(out, 'documents/of-the-user.json'))).toBe(true);
  });

  it('with --force reads everything and leaves equal files alone', async () => {
    const [folder, out] = [inbox(), join(emptyFolder(), 'out')];
    await run(folder, out);
    const before = outputStamps(out);
    expect(await run(folder, out, { force: true })).toMatchObject({ parsed: 4, written: true });
    const { 'run.json': _, 'report.html': __, ...rest } = outputStamps(out);
    expect(before).toMatchObject(rest);
  });

  it('after a change of a definition reads what it can affect', async () => {
    const [folder, out] = [writeFiles(inbox(), { 'third.txt': 'form third', 'both.txt': 'form second\nform third' }), join(emptyFolder(), 'out')];
    await run(folder, out);
    const changed = [definitions[0], definition('second-form', ['second'], ['one more'])].filter((one) => one !== undefined);
    expect([...(await run(folder, out, { definitions: changed })).parsedNames].sort()).toEqual(['a.txt', 'both.txt', 'sub/a.txt']);
    // A new one: what its title stands in, unclaimed so far.
    const more = [...changed, definition('third-form', ['third'])];
    expect([...(await run(folder, out, { definitions: more })).parsedNames].sort()).toEqual(['both.txt', 'third.txt']);
    const fresh = join(emptyFolder(), 'out');
    await run(folder, fresh, { definitions: more });
    expect(outputBytes(out)).toEqual(outputBytes(fresh));
    expect((await run(folder, out, { definitions: more })).parsed).toBe(0);
    // Taken out again: what had forms of it.
    expect([...(await run(folder, out, { definitions: changed })).parsedNames].sort()).toEqual(['both.txt', 'third.txt']);
  });

  it('after a change of options reads everything, and of the language only writes the dataset', async () => {
    const [folder, out] = [inbox(), join(emptyFolder(), 'out')];
    await run(folder, out);
    expect(await run(folder, out, { writerOptions: { language: 'zh' } })).toMatchObject({ parsed: 0, written: true });
    expect(await run(folder, out, { parserOptions: { pdfEngine: 'pdfjs' } })).toMatchObject({ parsed: 4 });
  });

  it('replays decisions on the documents they are about', async () => {
    const [folder, out] = [inbox(), join(emptyFolder(), 'out')];
    await run(folder, out);
    const { sha256 } = readResult(out, 'b.txt').document;
    const decide = (id: string, name: string, hash: string): Decision => ({
      schema: 1,
      id,
      at: '2024-01-01T00:00:00Z',
      by: 'someone',
      decision: 'accept',
      anchor: { document: { name, sha256: hash }, definition: 'first-form', form: 1, table: null, row: null, column: null, source: [] },
      read: {},
    });
    const decisions = [decide('one', 'b.txt', sha256), decide('old', 'none.txt', '00'), decide('nobody', 'left.txt', '11')];
    const second = await run(folder, out, { decisions });
    // The hidden file has the same content as b.txt, and a decision is about content; each name replays it for itself.
    expect([...second.parsedNames].sort()).toEqual(['b.txt', 'none.txt', 'sub/.hidden.txt']);
    expect(readResult(out, 'b.txt').residue.map(({ text }) => text)).toEqual(['decided: one']);
    expect(readResult(out, 'sub/.hidden.txt').residue.map(({ text }) => text)).toEqual(['decided: one']);
    expect(readResult(out, 'none.txt').residue.map(({ text }) => text)).toEqual(['decided: old']);
    expect((await run(folder, out, { decisions })).parsed).toBe(0);
  });

  it('tries again what was unreadable or crashed, and not what the same limits would end again', async () => {
    const folder = writeFiles(emptyFolder(), { 'crash.txt': 'crash SIGSEGV', 'pages.txt': 'pages 30', 'throw.txt': 'throw length' });
    const out = join(emptyFolder(), 'out');
    const first = await run(folder, out, { limits: { pages: 20 } });
    expect(first.failures.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['crash.txt crashed', 'pages.txt limit-exceeded', 'throw.txt crashed']);
    const before = outputStamps(out);
    const second = await run(folder, out, { limits: { pages: 20 } });
    expect(second).toMatchObject({ exitStatus: 3, parsed: 1, written: false, counts: { documents: 3, failed: 3 } });
    expect(outputStamps(out)).toEqual(before);
    expect([...new Set((await run(folder, out, { limits: { pages: 40 } })).parsedNames)].sort()).toEqual(['crash.txt', 'pages.txt']);
    expect(readResult(out, 'pages.txt').document.outcome).toBe('no-form');
    // A tighter limit takes hold of documents that were read before.
    await run(folder, out, { limits: { pages: 20 } });
    expect(readResult(out, 'pages.txt').document.outcome).toBe('limit-exceeded');
  });
});

describe('inputs', () => {
  it('that come to one name are told apart by their content', async () => {
    const [one, two] = [writeFiles(emptyFolder(), { 'x.txt': 'form first' }), writeFiles(emptyFolder(), { 'x.txt': 'form second' })];
    const out = join(emptyFolder(), 'out');
    await run([one, two], out);
    const names = Object.keys(outputBytes(out)).filter((path) => path.startsWith('documents/'));
    expect(names).toHaveLength(2);
    for (const path of names) {
      const name = path.slice('documents/'.length, -'.json'.length);
      expect(name).toBe(`x~${readResult(out, name).document.sha256.slice(0, 8)}.txt`);
    }
  });

  it('the output folder and results of other runs inside an input folder are no inputs', async () => {
    const folder = inbox();
    const out = join(folder, 'out');
    expect(await run(folder, out)).toMatchObject({ counts: { documents: 5 } });
    expect(await run(folder, join(folder, 'out-2'))).toMatchObject({ counts: { documents: 5 }, skipped: { 'output folder': 1 } });
    expect(await run(folder, out)).toMatchObject({ counts: { documents: 5 }, parsed: 0 });
  });

  it('a name may turn from a folder into a file and back', async () => {
    const [folder, out] = [writeFiles(emptyFolder(), { 'x.txt.json/y.txt': 'form first' }), join(emptyFolder(), 'out')];
    await run(folder, out);
    rmSync(join(folder, 'x.txt.json'), { recursive: true });
    writeFiles(folder, { 'x.txt': 'form second' });
    await run(folder, out);
    expect(Object.keys(outputBytes(out))).toContain('documents/x.txt.json');
    mkdirSync(join(folder, 'x.txt.json'));
    writeFiles(folder, { 'x.txt.json/y.txt': 'form first' });
    await run(folder, out);
    const names = Object.keys(outputBytes(out)).filter((path) => path.startsWith('documents/'));
    expect(names).toEqual(['documents/x.txt.json/y.txt.json', expect.stringMatching(/^documents\/x~[0-9a-f]{8}\.txt\.json$/)]);
  });

  it.skipIf(process.getuid?.() === 0)('without permission are unreadable', async () => {
    const [folder, out] = [inbox(), join(emptyFolder(), 'out')];
    chmodSync(join(folder, 'a.txt'), 0);
    chmodSync(join(folder, 'sub'), 0);
    const summary = await run(folder, out);
    chmodSync(join(folder, 'sub'), 0o755);
    expect(summary.failures.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['a.txt unreadable', 'sub unreadable']);
  });
});
