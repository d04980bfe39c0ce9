import { openByteFile, type ByteFile } from './byte-file.js';
import type { CellContent, ColumnType } from './table.js';
import type { TableFormat, TableFormatOptions } from './table-format.js';

// A row is far too little to go to the disk alone.
const BLOCK_CHARACTERS = 1 << 16;

/** JSON numbers have as many digits as one likes: a decimal keeps all of its own. */
const contentToJson = (content: CellContent, type: ColumnType): string => (type === 'decimal' && typeof content === 'string' ? content : JSON.stringify(content));

/** The tables as JSON Lines: one object a row, every column in each of them, texts as printed. */
export function openJsonlFormat({ writeFile }: TableFormatOptions): TableFormat {
  const files: { readonly file: ByteFile; readonly flush: () => Promise<void> }[] = [];
  return {
    open(table) {
      const file = openByteFile(`${table.name}.jsonl`, writeFile);
      const columns = table.columns.map(({ name, type }) => ({ key: JSON.stringify(name), type }));
      let block = '';
      const flush = async (): Promise<void> => {
        const text = block;
        block = '';
        if (text !== '') await file.write(Buffer.from(text));
      };
      files.push({ file, flush });
      return async (cells) => {
        block += `{${columns.map(({ key, type }, i) => `${key}:${contentToJson(cells[i] ?? null, type)}`).join(',')}}\n`;
        if (block.length >= BLOCK_CHARACTERS) await flush();
      };
    },
    async end() {
      for (const { file, flush } of files) {
        await flush();
        await file.end();
      }
    },
    async abort(error) {
      for (const { file } of files) await file.abort(error);
    },
  };
}
