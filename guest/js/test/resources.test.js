/** What is opened in the host on the way is let go of: hosts grant a component a limited number of resources. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSubtle } from '../src/subtle.js';
import { pattern } from './expect.js';

/** Resources that are open, by kind, in a host that does nothing. */
const open = {};

class Resource {
  constructor(kind, functions) {
    open[kind] = (open[kind] ?? 0) + 1;
    Object.assign(this, functions, { [Symbol.dispose]: () => (open[kind] -= 1) });
  }
}

const key = () => new Resource('key', { export: () => pattern(32) });
const publicKey = () => new Resource('public key', { export: () => pattern(65) });
const pair = () => new Resource('pair', { export: () => pattern(32), publicKey });
const idle = createSubtle({
  common: { Options: { open: () => new Resource('options', { set: () => {} }) } },
  symmetric: {
    SymmetricKey: { generate: key, import: key },
    SymmetricState: { open: () => new Resource('state', { encrypt: (bytes) => bytes }) },
  },
  asymmetric: { KeyPair: { generate: pair } },
  signatures: {},
});

test('ciphers leave nothing behind', async () => {
  const kept = await idle.importKey('raw', pattern(16), 'AES-CBC', false, ['encrypt']);
  await idle.encrypt({ name: 'AES-CBC', iv: pattern(16) }, kept, pattern(40));
  assert.deepEqual(open, { key: 1, options: 0, state: 0 });
});

test('randomness leaves nothing behind', async () => {
  const before = open.key;
  await idle.generateKey({ name: 'HMAC', hash: 'SHA-512' }, false, ['sign']);
  assert.equal(open.key, before + 1);
});

test('the export of a private key leaves nothing behind', async () => {
  const { privateKey } = await idle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  await idle.exportKey('jwk', privateKey);
  assert.deepEqual([open.pair, open['public key']], [1, 1]);
});
