/** ECDH, HKDF and PBKDF2, compared with the implementation of Node. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hasRsa, ours, theirs } from './backend.js';
import { pattern, same, text } from './expect.js';

/** Those that every provider has; the native host has more. */
const HKDF_HASHES = hasRsa ? ['SHA-256', 'SHA-384', 'SHA-512'] : ['SHA-256', 'SHA-512'];

for (const namedCurve of ['P-256', 'P-384']) {
  const algorithm = { name: 'ECDH', namedCurve };
  const size = namedCurve === 'P-256' ? 256 : 384;

  test(`ECDH on ${namedCurve}: the same secret on both sides, with keys in every format`, async () => {
    const here = await ours.generateKey(algorithm, true, ['deriveBits', 'deriveKey']);
    const there = await theirs.generateKey(algorithm, true, ['deriveBits', 'deriveKey']);
    for (const [secret, open] of [['pkcs8', 'spki'], ['jwk', 'jwk'], ['pkcs8', 'raw']]) {
      const publicHere = await moved(ours, here.publicKey, theirs, algorithm, open, []);
      const publicThere = await moved(theirs, there.publicKey, ours, algorithm, open, []);
      const privateThere = await moved(theirs, there.privateKey, ours, algorithm, secret, ['deriveBits']);
      for (const length of [null, size, 128, 8]) {
        const expected = await theirs.deriveBits({ name: 'ECDH', public: publicHere }, there.privateKey, length);
        same(await ours.deriveBits({ name: 'ECDH', public: publicThere }, here.privateKey, length), expected);
        same(await ours.deriveBits({ name: 'ECDH', public: here.publicKey }, privateThere, length), expected);
      }
    }
    assert.deepEqual([...here.publicKey.usages], []);
    assert.deepEqual({ ...here.privateKey.algorithm }, { ...there.privateKey.algorithm });
    const jwk = await ours.exportKey('jwk', here.publicKey);
    assert.deepEqual(Object.keys(jwk).sort(), Object.keys(await theirs.exportKey('jwk', there.publicKey)).sort());
  });
}

test('ECDH: a key that is derived', async () => {
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
  const here = await ours.generateKey(algorithm, false, ['deriveKey']);
  const there = await theirs.generateKey(algorithm, false, ['deriveKey']);
  const publicHere = await moved(ours, here.publicKey, theirs, algorithm, 'raw', []);
  const publicThere = await moved(theirs, there.publicKey, ours, algorithm, 'raw', []);
  const sealing = { name: 'AES-GCM', length: 128 };
  const mine = await ours.deriveKey({ name: 'ECDH', public: publicThere }, here.privateKey, sealing, true, ['encrypt']);
  const other = await theirs.deriveKey({ name: 'ECDH', public: publicHere }, there.privateKey, sealing, true, ['decrypt']);
  const parameters = { name: 'AES-GCM', iv: pattern(12) };
  same(await theirs.decrypt(parameters, other, await ours.encrypt(parameters, mine, text('hello'))), text('hello'));
});

for (const hash of HKDF_HASHES) {
  test(`HKDF with ${hash}`, async () => {
    for (const [secret, salt, info] of [[32, 0, 0], [5, 16, 20], [100, 100, 3]]) {
      const parameters = { name: 'HKDF', hash, salt: pattern(salt), info: pattern(info) };
      const [mine, other] = await both(pattern(secret), 'HKDF');
      for (const length of [8, 128, 256, 2048]) {
        same(await ours.deriveBits(parameters, mine, length), await theirs.deriveBits(parameters, other, length));
      }
      await derivedAlike(parameters, mine, other);
    }
  });
}

for (const hash of ['SHA-256', 'SHA-512']) {
  test(`PBKDF2 with ${hash}`, async () => {
    for (const [password, salt, iterations] of [['', 8, 1], ['password', 16, 1000], ['pässwörd', 40, 17]]) {
      const parameters = { name: 'PBKDF2', hash, salt: pattern(salt), iterations };
      const [mine, other] = await both(text(password), 'PBKDF2');
      for (const length of [8, 256, 1000]) {
        same(await ours.deriveBits(parameters, mine, length), await theirs.deriveBits(parameters, other, length));
      }
      await derivedAlike(parameters, mine, other);
    }
  });
}

/** Keys for other algorithms that are derived from the same secret are the same. */
async function derivedAlike(parameters, mine, other) {
  for (const [kind, usage] of [
    [{ name: 'AES-GCM', length: 256 }, 'encrypt'],
    [{ name: 'HMAC', hash: 'SHA-256' }, 'sign'],
    [{ name: 'HMAC', hash: 'SHA-512', length: 128 }, 'sign'],
  ]) {
    const derived = await ours.deriveKey(parameters, mine, kind, true, [usage]);
    const expected = await theirs.deriveKey(parameters, other, kind, true, [usage]);
    same(await ours.exportKey('raw', derived), await theirs.exportKey('raw', expected));
    assert.deepEqual(derived.algorithm.length, expected.algorithm.length);
  }
}

/** The same secret here and there. */
function both(secret, name) {
  return Promise.all([ours, theirs].map((subtle) => subtle.importKey('raw', secret, name, false, ['deriveBits', 'deriveKey'])));
}

async function moved(from, key, to, algorithm, format, usages) {
  return to.importKey(format, await from.exportKey(format, key), algorithm, true, usages);
}
