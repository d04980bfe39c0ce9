import { readFileSync } from 'node:fs';
import { extractDocument } from '../pipeline/extract-document.js';
import { documentToJson } from '../pipeline/write/document-to-json.js';

/** Reads the files it is given one after the other with nothing around the parser: what a child of the batch could do at best. */
for (const path of process.argv.slice(2)) documentToJson(await extractDocument({ name: path, bytes: new Uint8Array(readFileSync(path)) }));
