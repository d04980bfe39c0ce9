// A function that does what it is told, for a child that is to call it.
import { writeSync } from 'node:fs';

let calls = 0;

export async function call({ does, text }) {
  calls++;
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
