// A parser that does what the document says, one command a line: small, and real where it hurts.
import { appendFileSync, writeSync } from 'node:fs';

let documents = 0;

const cell = (text) => ({ text, value: null, confidence: 1, status: 'ok', source: [{ page: 1, line: 1, column: 1, length: 1 }], doubts: [] });

function form(name, index, definition, rows) {
  const id = `${name}#${index}`;
  return {
    id,
    definition,
    index,
    title: cell(definition),
    year: 2021,
    fields: { projectName: cell(`project ${index}`) },
    tables: {
      indicators: Array.from({ length: rows }, (_, row) => ({
        id: `${id}/indicators/${row + 1}`,
        cells: { name: cell(`row ${row + 1}`), ...(row === 1 ? { deviation: { ...cell(''), sharedFrom: `${id}/indicators/1` } } : {}) },
        confidence: 1,
        status: 'ok',
        reasons: [],
      })),
    },
    findings: [{ rule: 'scripted', kind: 'source', severity: 'info', message: 'a finding', data: {}, cells: [`${id}/indicators/1.name`] }],
    status: 'ok',
  };
}

export async function extractDocument({ name, bytes }, options) {
  documents++;
  if (process.env.SCRIPTED_PARSER_LOG) appendFileSync(process.env.SCRIPTED_PARSER_LOG, `${name}\n`);
  if (options.killOn === documents) process.kill(process.pid, 'SIGKILL');
  const result = {
    schema: 1,
    document: { name, sha256: '', mediaType: 'text/plain', encoding: 'utf-8', reader: 'scripted', pages: 1, outcome: 'no-form', partial: false },
    forms: [],
    residue: [],
    coverage: { characters: 0, claimed: 0, boilerplate: 0, residue: 0 },
  };
  let page = 0;
  const residue = (text) => result.residue.push({ text, source: { page: 1, line: 1, column: 1, length: text.length }, why: 'scripted' });
  for (const decision of options.decisions) residue(`decided: ${decision.id}`);
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const [command, argument = ''] = line.split(' ');
    // A document whose pages are asked for up to one: what stands behind that page is not read.
    if (command === 'page') {
      if (page > 0) options.onPages(page);
      if (page === options.limits?.pages) {
        Object.assign(result.document, { outcome: 'limit-exceeded', partial: true, message: 'not all pages are wanted', pages: page });
        break;
      }
      page++;
      continue;
    }
    switch (command) {
      case 'form': {
        const definition = options.definitions.find(({ titles }) => titles.includes(argument));
        if (definition === undefined) {
          residue(argument);
          break;
        }
        result.forms.push(form(name, result.forms.length + 1, definition.id, definition.notes.length + 2));
        result.document.outcome = 'read';
        break;
      }
      case 'pages':
        result.document.pages = Number(argument);
        break;
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, Number(argument)));
        break;
      case 'partial':
        options.onPartial(result);
        break;
      case 'large':
        for (let piece = 0; piece < Number(argument); piece++) residue('x'.repeat(2 ** 20));
        break;
      case 'hang':
        for (;;);
      case 'crash':
        process.kill(process.pid, argument);
        for (;;);
      case 'exit':
        process.exit(Number(argument));
      case 'eat': {
        const eaten = [];
        for (;;) eaten.push(argument === 'heap' ? Array.from({ length: 1e6 }, (_, i) => ({ i })) : new Uint8Array(2 ** 25).fill(1));
      }
      case 'grow': {
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
        for (;;) {
          const pages = memory.grow(512);
          new Uint8Array(memory.buffer, pages * 65536).fill(1);
        }
      }
      case 'print':
        for (let i = 0; i < 2000; i++) {
          process.stdout.write('{"type":"done"}\n'.repeat(100));
          process.stderr.write('rubbish '.repeat(100));
        }
        break;
      case 'rubbish':
        writeSync(3, argument === 'long' ? 'x'.repeat(2 ** 21) : `${argument}\n`);
        await new Promise((resolve) => setTimeout(resolve, 200));
        break;
      case 'throw':
        throw new TypeError(`can't read ${argument} of undefined`);
      case 'refuse':
        throw Object.assign(new Error('a password is needed'), { name: 'DocumentError', outcome: argument });
      case 'reject':
        Promise.reject(new Error('nobody waits for this'));
        await new Promise((resolve) => setTimeout(resolve, 100));
        break;
      case 'invalid':
        return { nonsense: true };
    }
  }
  return result;
}
