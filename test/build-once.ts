import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Compiles the sources once before any test, so that what the tests start is what the sources say. A type error is told and does not stop the tests
 * of other files: the compiler writes JavaScript all the same, and `npm run types` fails for it.
 */
export default function buildOnce(): void {
  const built = spawnSync(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url))], { encoding: 'utf8' });
  if (built.status !== 0) console.warn(`the sources have type errors:\n${built.stdout}${built.stderr}`);
}
