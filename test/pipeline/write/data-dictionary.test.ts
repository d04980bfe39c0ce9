import { expect, it } from 'vitest';
import { datasetTables } from '../../../pipeline/write/dataset-tables.js';
import { tablesToDictionary } from '../../../pipeline/write/tables-to-dictionary.js';

it('docs/data-dictionary.md describes every column as it is written', async () => {
  const dictionary = tablesToDictionary(datasetTables);
  for (const table of datasetTables) for (const column of table.columns) expect(column.description, `${table.name}.${column.name}`).toMatch(/\S.*\.$/su);
  // Stale? npx vitest run test/pipeline/write/data-dictionary.test.ts -u
  await expect(dictionary, 'stale: npx vitest run test/pipeline/write/data-dictionary.test.ts -u').toMatchFileSnapshot('../../../docs/data-dictionary.md');
});
