// Compiles the TypeScript sources to dist/. `npm ci` calls it through "prepare", so that `npx rowproof` works in a fresh checkout.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', import.meta.url));
// An installed package carries dist/ and no compiler: nothing to do there.
if (existsSync(tsc)) {
  const result = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
  // The review page is served as it is written.
  cpSync(fileURLToPath(new URL('review/page/', import.meta.url)), fileURLToPath(new URL('dist/review/page/', import.meta.url)), { recursive: true });
  chmodSync(fileURLToPath(new URL('dist/cli.js', import.meta.url)), 0o755);
}
