/** Digests, HMAC and AES, compared with the implementation of Node. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ours, theirs } from './backend.js';
import { pattern, refused, same, text } from './expect.js';

const LENGTHS = [0, 1, 15, 16, 17, 100, 5000];

test('digests', async () => {
  for (const name of ['SHA-256', 'SHA-384', 'SHA-512']) {
    for (const length of LENGTHS) {
      same(await ours.digest(name, pattern(length)), await theirs.digest(name, pattern(length)), `${name} ${length}`);
    }
  }
  same(await ours.digest({ name: 'sha-256' }, text('abc').buffer), await theirs.digest('SHA-256', text('abc')));
});

for (const hash of ['SHA-256', 'SHA-512']) {
  test(`HMAC with ${hash}, both ways`, async () => {
    const algorithm = { name: 'HMAC', hash };
    const raw = pattern(41);
    const [mine, other] = await both('raw', raw, algorithm, ['sign', 'verify']);
    const tag = await ours.sign('HMAC', mine, text('message'));
    same(tag, await theirs.sign('HMAC', other, text('message')));
    assert.equal(await ours.verify('HMAC', mine, tag, text('message')), true);
    assert.equal(await ours.verify('HMAC', mine, tag, text('another')), false);
    assert.equal(await ours.verify('HMAC', mine, tag.slice(1), text('message')), false);

    assert.deepEqual(mine.algorithm, other.algorithm);
    await exportsAlike(mine, other);
    const generated = await ours.generateKey(algorithm, true, ['sign']);
    const reference = await theirs.generateKey(algorithm, true, ['sign']);
    assert.deepEqual(generated.algorithm, reference.algorithm);
    assert.equal((await ours.exportKey('raw', generated)).byteLength, generated.algorithm.length / 8);
  });
}

for (const size of [128, 256]) {
  test(`AES-GCM with ${size} bits, both ways`, async () => {
    const parameters = { name: 'AES-GCM', iv: pattern(12), additionalData: text('header') };
    const [mine, other] = await both('raw', pattern(size / 8), 'AES-GCM', ['encrypt', 'decrypt']);
    for (const length of LENGTHS) {
      const sealed = await ours.encrypt(parameters, mine, pattern(length));
      same(sealed, await theirs.encrypt(parameters, other, pattern(length)));
      same(await ours.decrypt({ ...parameters, tagLength: 128 }, mine, sealed), pattern(length));
    }
    const sealed = await ours.encrypt({ name: 'AES-GCM', iv: pattern(12) }, mine, text('plain'));
    same(await theirs.decrypt({ name: 'AES-GCM', iv: pattern(12) }, other, sealed), text('plain'));
    await refused(ours.decrypt(parameters, mine, sealed), 'OperationError');
    await refused(ours.decrypt(parameters, mine, new Uint8Array(3)), 'OperationError');
    await exportsAlike(mine, other);
  });

  test(`AES-CBC with ${size} bits, both ways`, async () => {
    const parameters = { name: 'AES-CBC', iv: pattern(16) };
    const [mine, other] = await both('raw', pattern(size / 8), 'AES-CBC', ['encrypt', 'decrypt']);
    for (const length of LENGTHS) {
      const encrypted = await ours.encrypt(parameters, mine, pattern(length));
      same(encrypted, await theirs.encrypt(parameters, other, pattern(length)));
      same(await ours.decrypt(parameters, mine, encrypted), pattern(length));
    }
    await refused(ours.decrypt(parameters, mine, pattern(17)), 'OperationError');
    await refused(ours.encrypt({ name: 'AES-CBC', iv: pattern(12) }, mine, pattern(1)), 'OperationError');
    await exportsAlike(mine, other);
  });

  test(`AES-CTR with ${size} bits, both ways, also where the counter turns over`, async () => {
    const [mine, other] = await both('raw', pattern(size / 8), 'AES-CTR', ['encrypt', 'decrypt']);
    const turning = Uint8Array.from([...pattern(14), 0xff, 0xfd]);
    for (const counter of [pattern(16), turning, new Uint8Array(16).fill(0xff)]) {
      for (const length of [8, 9, 64, 128]) {
        const parameters = { name: 'AES-CTR', counter, length };
        for (const size of LENGTHS.filter((bytes) => bytes / 16 < 2 ** length)) {
          const encrypted = await ours.encrypt(parameters, mine, pattern(size));
          same(encrypted, await theirs.encrypt(parameters, other, pattern(size)), `${counter} ${length} ${size}`);
          same(await ours.decrypt(parameters, mine, encrypted), pattern(size));
        }
      }
    }
    for (const [length, size] of [[8, 5000], [129, 5]]) {
      const parameters = { name: 'AES-CTR', counter: turning, length };
      await refused(ours.encrypt(parameters, mine, pattern(size)), 'OperationError');
    }
  });
}

test('generated AES keys', async () => {
  for (const name of ['AES-GCM', 'AES-CBC', 'AES-CTR']) {
    const one = await ours.generateKey({ name, length: 256 }, true, ['decrypt', 'encrypt', 'encrypt']);
    const two = await ours.generateKey({ name, length: 256 }, true, ['encrypt']);
    assert.deepEqual({ ...one.algorithm }, { name, length: 256 });
    assert.deepEqual([...one.usages], ['encrypt', 'decrypt']);
    assert.notDeepEqual(await ours.exportKey('raw', one), await ours.exportKey('raw', two));
  }
});

/** The same key here and there. */
function both(format, data, algorithm, usages) {
  return Promise.all([ours, theirs].map((subtle) => subtle.importKey(format, data, algorithm, true, usages)));
}

/** Both export the same, and either imports what the other exported. */
async function exportsAlike(mine, other) {
  same(await ours.exportKey('raw', mine), await theirs.exportKey('raw', other));
  const jwk = await ours.exportKey('jwk', mine);
  assert.deepEqual(sorted(jwk), sorted(await theirs.exportKey('jwk', other)));
  await theirs.importKey('jwk', jwk, other.algorithm, true, [...other.usages]);
  await ours.importKey('jwk', jwk, { ...mine.algorithm }, true, [...mine.usages]);
}

function sorted(jwk) {
  return Object.fromEntries(Object.entries({ ...jwk, key_ops: [...jwk.key_ops].sort() }).sort());
}
