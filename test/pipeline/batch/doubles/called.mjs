// A function that does what it is told, for a child that is to call it.
import { writeSync } from 'node:fs';

let calls = 0;

export function call(asked) {
  calls++;
  return asked.does === 'count' ? count(asked) : answer(asked);
}

/** Numbers up to `to`, each with a text of this length; at the end it does what `finally` says, or returns. */
async function* count({ to, length, finally: last }) {
  for (let number = 1; number <= to; number++) yield { number, text: 'x'.repeat(length) };
  if (last !== undefined) await answer({ does: last });
  return 'counted';
}

async function answer({ does, text }) {
  switch (does) {
    case 'echo':
      return { text, calls };
    case 'hang':
      for (;;);
    case 'crash':
      process.kill(process.pid, 'SIGSEGV');
      for (;;);
    case 'eat': {
      const eaten = [];
      for (;;) eaten.push(new Uint8Array(2 ** 25).fill(1));
    }
    case 'print':
      console.log('{"call":1,"result":"not this"}');
      return { text, calls };
    case 'rubbish':
      writeSync(3, 'rubbish\n');
      return null;
    case 'throw':
      throw Object.assign(new Error(text), { name: 'UsageError' });
  }
}
