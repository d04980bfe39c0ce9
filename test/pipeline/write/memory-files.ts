import type { WriteFile } from '../../../pipeline/write/write-file.js';

/** Files in memory, as the writers left them. */
export function memoryFiles(): { readonly files: Map<string, string>; readonly writeFile: WriteFile } {
  const files = new Map<string, string>();
  return {
    files,
    async writeFile(path, content) {
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(Buffer.from(chunk));
      files.set(path, Buffer.concat(chunks).toString());
    },
  };
}
