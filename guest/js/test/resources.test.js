/** What is opened in the host on the way is let go of: hosts grant a component a limited number of resources. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { createSubtle } from '../src/subtle.js';
import { DISPOSE } from '../src/resources.js';
import { pattern, refused } from './expect.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Resources that are open, by kind, in a host that does nothing. */
const open = {};

/** How many there may be at a time. */
let limit = Infinity;

class Resource {
  constructor(kind, functions) {
    const all = Object.values(open).reduce((sum, count) => sum + count, 0);
    if (all >= limit) throw Object.assign(new Error('too many'), { payload: 'too-many-handles' });
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

test('what is refused leaves nothing behind', async () => {
  const before = { ...open };
  await refused(idle.importKey('raw', pattern(16), 'AES-GCM', false, ['sign']), 'SyntaxError');
  await refused(idle.generateKey({ name: 'AES-GCM', length: 128 }, false, []), 'SyntaxError');
  await refused(idle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']), 'SyntaxError');
  assert.deepEqual(open, before);
});

test('a key is given back when it is disposed of, once', async () => {
  const before = open.key;
  const key = await idle.importKey('raw', pattern(16), 'AES-GCM', true, ['encrypt']);
  key[DISPOSE]();
  key[DISPOSE]();
  assert.equal(open.key, before);
  await refused(idle.encrypt({ name: 'AES-GCM', iv: pattern(12) }, key, pattern(1)), 'InvalidAccessError');
  await refused(idle.exportKey('raw', key), 'InvalidAccessError');
});

test('a key that nobody refers to is given back', async () => {
  const before = open.key;
  await (async () => {
    for (let made = 0; made < 100; made += 1) await idle.importKey('raw', pattern(16), 'AES-GCM', true, ['encrypt']);
  })();
  for (let tries = 0; open.key > before + 2 && tries < 20; tries += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(open.key <= before + 2, `${open.key - before} keys are left`);
});

test('where no handle is left, those of forgotten keys are taken', async () => {
  const kept = await idle.importKey('raw', pattern(16), 'AES-CBC', true, ['encrypt']);
  limit = Object.values(open).reduce((sum, count) => sum + count, 0) + 20;
  // So few objects are not worth looking for to an engine that has memory to spare.
  const collector = setInterval(collect, 0);
  try {
    for (let made = 0; made < 500; made += 1) await idle.importKey('raw', pattern(16), 'AES-GCM', true, ['encrypt']);
    await idle.encrypt({ name: 'AES-CBC', iv: pattern(16) }, kept, pattern(40));
  } finally {
    clearInterval(collector);
    limit = Infinity;
  }
});

test('where all keys are in use there are no more', async () => {
  const keys = [];
  limit = Object.values(open).reduce((sum, count) => sum + count, 0) + 2;
  const fill = async () => {
    for (;;) keys.push(await idle.importKey('raw', pattern(16), 'AES-GCM', true, ['encrypt']));
  };
  try {
    await refused(fill(), 'OperationError');
    assert.ok(keys.length >= 1);
  } finally {
    limit = Infinity;
  }
});
