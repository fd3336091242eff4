/** A component that gets a key afresh for every message, more often than a host has handles, as servers do. */
import { subtle } from '../src/index.js';

export const run = {
  async run() {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const kept = await subtle.importKey('raw', new Uint8Array(32), algorithm, false, ['sign']);
    for (let done = 0; done < 66_000; done += 1) {
      await subtle.importKey('raw', Uint8Array.of(done), algorithm, false, ['sign']);
    }
    const tag = await subtle.sign('HMAC', kept, new Uint8Array());
    console.log(`all done, and the first key is still there: ${new Uint8Array(tag)[0]}`);
  },
};
