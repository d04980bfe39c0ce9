import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { WriteFile } from './write-file.js';

export interface ByteFile {
  /** Takes bytes; waits when the disk is slower than we are. Rejects when the file can't be written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Settles when the file is whole. */
  end(): Promise<void>;
  /** Gives the file up, so that it is not written. */
  abort(error: Error): Promise<void>;
}

/** Opens a file that is written piece by piece. */
export function openByteFile(path: string, writeFile: WriteFile): ByteFile {
  const stream = new PassThrough();
  let failure: unknown;
  const written = writeFile(path, stream as AsyncIterable<Uint8Array>).catch((error: unknown) => {
    failure = error ?? new Error(`${path} could not be written`);
    stream.destroy();
  });
  // The failure is reported by write() and end(); the stream's own notice of it would end the process.
  stream.on('error', () => {});
  return {
    async write(bytes) {
      if (failure !== undefined) throw failure;
      if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), written]);
      if (failure !== undefined) throw failure;
    },
    async end() {
      stream.end();
      await written;
      if (failure !== undefined) throw failure;
    },
    async abort(error) {
      stream.destroy(error);
      await written;
    },
  };
}
