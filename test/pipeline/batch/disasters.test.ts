import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, outputBytes, readResult, run, writeFiles, type TestRun } from './batch-under-test.js';

const good = { 'a.txt': 'form first', 'm.txt': 'form second', 'y.txt': 'form first\nform second', 'z.txt': 'form second\n#' };

/** What a document may do to its parser, and how it ends. */
const bad: Readonly<Record<string, { readonly text: string; readonly outcome: string; readonly message: string; readonly partial?: true; readonly forms?: number }>> = {
  hangs: { text: 'form first\nhang', outcome: 'limit-exceeded', message: 'it takes longer than 5 s' },
  'hangs after it has handed over what is finished': {
    text: 'form first\npartial\nform second\nhang',
    outcome: 'limit-exceeded',
    message: 'it takes longer than 5 s',
    partial: true,
  },
  'crashes after it has handed over what is finished': {
    text: 'form first\npartial\nform second\ncrash SIGSEGV',
    outcome: 'crashed',
    message: 'the reader was ended by SIGSEGV',
    partial: true,
  },
  'hangs on page 3': { text: 'page\nform first\npage\npage\nform second\nhang', outcome: 'limit-exceeded', message: 'it takes longer than 5 s', partial: true },
  'crashes on page 3': { text: 'page\nform first\npage\npage\nform second\ncrash SIGSEGV', outcome: 'crashed', message: 'the reader was ended by SIGSEGV', partial: true },
  'crashes pages after it has handed over what is finished': {
    text: 'page\nform first\npartial\npage\nform second\npage\ncrash SIGSEGV',
    outcome: 'crashed',
    message: 'the reader was ended by SIGSEGV',
    partial: true,
    forms: 2,
  },
  'is killed': { text: 'crash SIGKILL', outcome: 'crashed', message: 'the reader was ended by SIGKILL' },
  aborts: { text: 'crash SIGABRT', outcome: 'crashed', message: 'the reader was ended by SIGABRT' },
  'ends the process': { text: 'exit 0', outcome: 'crashed', message: 'the reader was ended with exit status 0' },
  'takes all memory in bytes': { text: 'eat bytes', outcome: 'limit-exceeded', message: 'it needs more than 256 MiB of memory' },
  'takes all memory in objects': { text: 'eat heap', outcome: 'limit-exceeded', message: 'it needs more than 256 MiB of memory' },
  'takes all memory in WebAssembly': { text: 'grow', outcome: 'limit-exceeded', message: 'it needs more than 256 MiB of memory' },
  throws: { text: 'throw length', outcome: 'crashed', message: "the reader failed: TypeError: can't read length of undefined" },
  'gives what is no result': { text: 'invalid', outcome: 'crashed', message: 'the reader failed: ZodError: ' },
  'leaves a promise that fails': { text: 'reject', outcome: 'crashed', message: 'the reader was ended with exit status 70' },
  'sends half an answer': { text: 'rubbish {"type":"done"}', outcome: 'crashed', message: 'the reader sent what is no answer' },
  'sends words': { text: 'rubbish some words', outcome: 'crashed', message: 'the reader sent what is no answer' },
  'sends the answer to another question': { text: 'rubbish {"type":"changed","request":7}', outcome: 'crashed', message: 'the reader sent what is no answer' },
  'sends an answer without an end': { text: 'rubbish long', outcome: 'crashed', message: 'the reader sent what is no answer' },
  'has a result that is too large': { text: 'form first\nlarge 3', outcome: 'limit-exceeded', message: 'its result is larger than 1 MiB', partial: true },
  'prints rubbish': { text: 'print\nform first', outcome: 'read', message: '' },
  'refuses the document': { text: 'refuse encrypted', outcome: 'encrypted', message: 'a password is needed' },
  'would have to read a file that is too large': { text: '#'.repeat(6000), outcome: 'limit-exceeded', message: 'it is larger than 0.005 MiB' },
};

const nameOf = (disaster: string): string => `n ${disaster}.txt`;

describe('a document costs itself alone when its parser', () => {
  const [out, alone, single] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
  let summary: TestRun;
  const limits = { seconds: 5, memory: 256, outputSize: 1, fileSize: 0.005 };
  beforeAll(async () => {
    const folder = writeFiles(emptyFolder(), { ...good, ...Object.fromEntries(Object.entries(bad).map(([name, { text }]) => [nameOf(name), text])) });
    summary = await run(folder, out, { limits });
    await run(folder, single, { limits, jobs: 1 });
    await run(writeFiles(emptyFolder(), good), alone);
  }, 180_000);

  it.each(Object.entries(bad))('%s', (name, { outcome, message, partial, forms: kept = 1 }) => {
    const { document, forms } = readResult(out, nameOf(name));
    expect(document).toMatchObject({ outcome, partial: partial ?? false });
    expect(document.message ?? '').toContain(message);
    if (partial) expect(forms.map((form) => form.id)).toEqual(Array.from({ length: kept }, (_, i) => `${nameOf(name)}#${i + 1}`));
  });

  it('and the others come out as if it were not there', () => {
    const bytes = outputBytes(out);
    const results = Object.entries(outputBytes(alone)).filter(([path]) => path.startsWith('documents/'));
    expect(results).toHaveLength(Object.keys(good).length);
    for (const [path, hash] of results) expect([path, bytes[path]]).toEqual([path, hash]);
    expect(summary).toMatchObject({ exitStatus: 3, counts: { documents: Object.keys(bad).length + Object.keys(good).length } });
    expect(summary.failures).toHaveLength(Object.keys(bad).length - 1);
  });

  it('and it ends the same way whatever its child has read before', () => expect(outputBytes(single)).toEqual(outputBytes(out)));
});

it('a parser that is killed on its fourth document: that one is read in a fresh child', async () => {
  const folder = writeFiles(emptyFolder(), Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}.txt`, `form first\n# ${i}`])));
  const [out, undisturbed] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
  const summary = await run(folder, out, { jobs: 1, parserOptions: { killOn: 4 } });
  await run(folder, undisturbed, { jobs: 1 });
  expect(summary).toMatchObject({ exitStatus: 0, parsed: 10 });
  expect(summary.parsedNames).toHaveLength(13);
  expect(outputBytes(out)).toEqual(outputBytes(undisturbed));
});

it('a parser that can’t be started: the run says so at once', async () => {
  const [folder, out] = [writeFiles(emptyFolder(), good), join(emptyFolder(), 'out')];
  await expect(run(folder, out, { parser: 'file:///no/such/parser.mjs' })).rejects.toMatchObject({ exitStatus: 1, message: expect.stringContaining("can't be started") });
});

it('an interrupted run keeps what is finished, ends its children, and the next one goes on', async () => {
  // The last ones take long enough that a busy machine can't finish them before it hears the interrupt.
  const folder = writeFiles(emptyFolder(), Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${String(i).padStart(2, '0')}.txt`, `wait ${i < 6 ? 60 : 800}\nform first\n# ${i}`])));
  const [out, undisturbed] = [join(emptyFolder(), 'out'), join(emptyFolder(), 'out')];
  await run(folder, undisturbed);
  const stop = new AbortController();
  let done = 0;
  const first = await run(folder, out, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.event === 'document' && ++done === 5) stop.abort();
    },
  });
  expect(first.exitStatus).toBe(130);
  expect(first.counts.documents).toBeGreaterThanOrEqual(5);
  expect(first.counts.documents).toBeLessThan(12);
  expect(first.failures).toEqual([]);
  if (process.platform === 'linux') expect(childrenOf(process.pid)).toEqual([]);
  const second = await run(folder, out);
  expect(second).toMatchObject({ exitStatus: 0, counts: { documents: 12, reused: first.counts.documents } });
  expect(outputBytes(out)).toEqual(outputBytes(undisturbed));
});

const childrenOf = (pid: number): string[] =>
  execFileSync('ps', ['-o', 'args=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('batch/worker.js'));

