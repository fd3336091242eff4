/** Does what it is told: a line of JSON on standard input is a call of `subtle`, a line on standard output its outcome. */
import { getStdin } from 'wasi:cli/stdin@0.2.0';

import { subtle } from '../../src/index.js';
import { Keys, decode, encode } from './wire.js';

export const run = {
  async run() {
    const keys = new Keys();
    for (const line of lines(getStdin())) {
      const { operation, args } = JSON.parse(line);
      const outcome = await subtle[operation](...decode(args, keys)).then(
        (value) => ({ value: encode(value, keys) }),
        (error) => ({ error: { name: error.name, message: error.message } }),
      );
      console.log(JSON.stringify(outcome));
    }
  },
};

function* lines(stream) {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    let bytes;
    try {
      bytes = stream.blockingRead(65536n);
    } catch {
      return;
    }
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop();
    yield* parts;
  }
}
