/**
 * Where a writer's file goes: takes a path inside the output folder and the file's content as it is made, and settles when the file stands there
 * whole. The batch gives one that is atomic and durable and leaves unchanged files alone.
 */
export type WriteFile = (path: string, content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>) => Promise<void>;
