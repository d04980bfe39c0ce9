import { z } from 'zod';
import { Decision } from '../schemas/decision.js';
import { FormDefinition } from '../schemas/form-definition.js';
import { DocumentResult } from '../schemas/record.js';
import { Run } from '../schemas/run.js';
import { FileTables } from '../schemas/tables.js';

const schemas = { document: DocumentResult, form: FormDefinition, decision: Decision, tables: z.array(FileTables), run: Run } as const;

/** What `rowproof schema` can print. */
export type SchemaName = keyof typeof schemas;
export const schemaNames = Object.keys(schemas) as readonly SchemaName[];

/** The JSON Schema (draft 2020-12) of what the program writes or reads. For what people write, members with a default may be left out. */
export function schemaOf(name: SchemaName): string {
  const io = name === 'form' || name === 'decision' ? 'input' : 'output';
  return `${JSON.stringify(z.toJSONSchema(schemas[name], { io }), null, 2)}\n`;
}
