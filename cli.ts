#!/usr/bin/env node
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { diffRuns } from './commands/diff-runs.js';
import { explainId } from './commands/explain-id.js';
import { listForms } from './commands/list-forms.js';
import { loadDefinitions } from './commands/load-definitions.js';
import { schemaNames, schemaOf, type SchemaName } from './commands/schema-of.js';
import { UsageError } from './commands/usage-error.js';
import { decodeText } from './extractors/read/decode-text.js';
import { findingToMessage } from './pipeline/validate/message.js';
import type { Language } from './pipeline/write/words.js';

/** The command line: the one place that knows every part by name. */

const exit = { done: 0, failed: 1, usage: 2 } as const;
const { version } = JSON.parse(readFileSync(new URL(import.meta.url.endsWith('/dist/cli.js') ? '../package.json' : './package.json', import.meta.url), 'utf8')) as { version: string };

const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** The lines of a text file as the text reader counts them; null when the bytes are no text. */
const linesOf = (bytes: Uint8Array): readonly string[] | null => {
  try {
    return decodeText(bytes).text.split(/\r\n|\n|\r/u);
  } catch {
    return null;
  }
};
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const languageOption = (): Option => new Option('--lang <language>', 'language of messages').choices(['en', 'zh']).default('en');

function createProgram(): Command {
  const program = new Command('rowproof')
    .description('Turns PDF files and text dumps of reports into structured rows that an auditor can rely on.')
    .version(version)
    // Errors become one line and exit status 2 below.
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError(false);

  program
    .command('explain')
    .description('where each cell of a row or form came from, and why it is or isn\'t trusted')
    .argument('<out>', 'output folder of a run')
    .argument('<id>', 'id of a row, form or document, or a cell as <row>.<column> or <form>.<field>')
    .addOption(languageOption())
    .action((out: string, id: string, { lang }: { lang: Language }) => print(explainId(out, id, { message: (finding) => findingToMessage(finding, lang), linesOf, sha256 })));

  program
    .command('diff')
    .description('what changed between two runs, and because of what')
    .argument('<old-out>', 'output folder of the earlier run')
    .argument('<new-out>', 'output folder of the later run')
    .action((oldOut: string, newOut: string) => {
      for (const line of diffRuns(oldOut, newOut)) print(line);
    });

  program
    .command('forms')
    .description('the form definitions it knows')
    .option('--json', 'as JSON')
    .option('--forms <folder>', 'your own definitions as well')
    .action(({ json, forms }: { json?: true; forms?: string }) => {
      const definitions = loadDefinitions(forms);
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
  if (error instanceof UsageError) {
    tell(`rowproof: ${message}`);
    return exit.usage;
  }
  tell(`rowproof: ${message}`);
  return exit.failed;
}

// A reader that has seen enough (head, a closed pager) ends the output, not the work, and is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  if (process.argv.length <= 2) throw new UsageError('name a command: run, tables, review, explain, diff, forms, schema. See rowproof --help.');
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
