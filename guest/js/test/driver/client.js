/** `subtle` of a component that runs as another process: the driver next to this file. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { Keys, decode, encode } from './wire.js';

const OPERATIONS = ['digest', 'sign', 'verify', 'encrypt', 'decrypt', 'generateKey', 'importKey', 'exportKey', 'deriveBits',
  'deriveKey', 'wrapKey', 'unwrapKey'];

/** Starts `command` and returns its `subtle`. The process ends with this one, and does not keep this one from ending. */
export function startDriver(command, ...args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  const settle = (line) => {
    waiting.shift()?.(line);
    attend();
  };
  createInterface({ input: child.stdout }).on('line', settle);
  child.on('exit', () => waiting.splice(0).forEach((resolve) => resolve(undefined)));
  attend();

  /** Only while an answer is due is there something to wait for. */
  function attend() {
    for (const side of [child, child.stdin, child.stdout]) waiting.length > 0 ? side.ref() : side.unref();
  }

  async function call(operation, args) {
    const line = await new Promise((resolve) => {
      waiting.push(resolve);
      attend();
      child.stdin.write(`${JSON.stringify({ operation, args: encode(args, new Keys()) })}\n`);
    });
    if (line === undefined) throw new Error(`the driver ended during ${operation}`);
    const { value, error } = JSON.parse(line);
    if (error) throw Object.assign(new Error(error.message), { name: error.name });
    // Keys stay as they were sent: an object with the number of the key in it.
    return decode(value);
  }

  return Object.fromEntries(OPERATIONS.map((name) => [name, (...args) => call(name, args)]));
}
