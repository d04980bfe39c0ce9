import { z } from 'zod';

/** What `rowproof tables --json` prints: an array, one entry a file. */
const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);

export const TableCell = z.object({
  row: z.int(),
  column: z.int(),
  rowSpan: z.int().min(1),
  columnSpan: z.int().min(1),
  text: z.string(),
  bbox: Box,
});
export const Table = z.object({
  bbox: Box,
  strategy: z.string(),
  confidence: z.number().min(0).max(1),
  continues: z.boolean(),
  cells: z.array(TableCell),
});
export type Table = z.infer<typeof Table>;
export const PageOfTables = z.object({ page: z.int(), unit: z.enum(['pt', 'char']), width: z.number(), height: z.number(), tables: z.array(Table) });
export type PageOfTables = z.infer<typeof PageOfTables>;
export const FileTables = z.object({
  file: z.string(),
  error: z.string().optional(),
  pages: z.array(PageOfTables),
});
export type FileTables = z.infer<typeof FileTables>;
