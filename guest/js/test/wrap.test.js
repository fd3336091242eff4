/** Wrapped keys, compared with the implementation of Node. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ours, theirs } from './backend.js';
import { bytes, pattern, refused, same, text } from './expect.js';

const WRAPS = ['wrapKey', 'unwrapKey'];
const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const BY = {
  'AES-GCM': { name: 'AES-GCM', iv: pattern(12), additionalData: text('header') },
  'AES-CBC': { name: 'AES-CBC', iv: pattern(16) },
  'AES-CTR': { name: 'AES-CTR', counter: pattern(16), length: 64 },
  'AES-KW': 'AES-KW',
};

for (const [name, parameters] of Object.entries(BY)) {
  for (const size of [16, 32]) {
    test(`${name} with ${size * 8} bits wraps and unwraps secret keys, both ways`, async () => {
      const [mine, other] = await both('raw', pattern(size), name, true, WRAPS);
      assert.deepEqual([...mine.usages], WRAPS);
      for (const length of [16, 24, 64, 104]) {
        const [inner, reference] = await both('raw', pattern(length), HMAC, true, ['sign']);
        const wrapped = await ours.wrapKey('raw', inner, mine, parameters);
        same(wrapped, await theirs.wrapKey('raw', reference, other, parameters), `${name} ${length}`);
        const unwrapped = await ours.unwrapKey('raw', wrapped, mine, parameters, HMAC, false, ['sign']);
        assert.equal(unwrapped.extractable, false);
        assert.deepEqual([...unwrapped.usages], ['sign']);
        same(await ours.sign('HMAC', unwrapped, text('m')), await theirs.sign('HMAC', reference, text('m')));
        const changed = bytes(wrapped).map((byte, at) => (at === 9 ? byte ^ 1 : byte));
        if (name !== 'AES-CTR' && name !== 'AES-CBC') {
          await refused(ours.unwrapKey('raw', changed, mine, parameters, HMAC, true, ['sign']), 'OperationError');
        }
      }
    });
  }
}

for (const [name, parameters] of Object.entries(BY)) {
  if (name === 'AES-KW') continue; // JSON Web Keys have any length, which it does not take.
  test(`${name} wraps key pairs in every format, both ways`, async () => {
    const [mine, other] = await both('raw', pattern(32), name, true, WRAPS);
    const pair = await ours.generateKey('Ed25519', true, ['sign', 'verify']);
    for (const [format, key, usages] of [
      ['pkcs8', pair.privateKey, ['sign']],
      ['spki', pair.publicKey, ['verify']],
      ['raw', pair.publicKey, ['verify']],
    ]) {
      const there = await theirs.importKey(format, await ours.exportKey(format, key), 'Ed25519', true, usages);
      const wrapped = await theirs.wrapKey(format, there, other, parameters);
      const back = await ours.unwrapKey(format, wrapped, mine, parameters, 'Ed25519', true, usages);
      same(await ours.exportKey(format, back), await theirs.exportKey(format, there));
      await theirs.unwrapKey(format, await ours.wrapKey(format, key, mine, parameters), other, parameters, 'Ed25519', true, usages);
    }
    const secret = { name: 'AES-GCM', length: 256 };
    const inner = await ours.generateKey(secret, true, ['encrypt', 'decrypt']);
    const wrapped = await ours.wrapKey('jwk', inner, mine, parameters);
    const there = await theirs.unwrapKey('jwk', wrapped, other, parameters, secret, true, ['encrypt']);
    same(await theirs.exportKey('raw', there), await ours.exportKey('raw', inner));
    const again = await theirs.wrapKey('jwk', there, other, parameters);
    const back = await ours.unwrapKey('jwk', again, mine, parameters, secret, true, ['encrypt']);
    same(await ours.exportKey('raw', back), await ours.exportKey('raw', inner));
  });
}

/** RFC 3394, sections 4.1, 4.3 and 4.6: key, what is wrapped, and what comes of it. */
const RFC3394 = [
  ['000102030405060708090A0B0C0D0E0F', '00112233445566778899AABBCCDDEEFF',
    '1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5'],
  ['000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F', '00112233445566778899AABBCCDDEEFF',
    '64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7'],
  ['000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F',
    '00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F',
    '28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21'],
];

test('AES-KW as RFC 3394 has it', async () => {
  for (const [secret, plain, expected] of RFC3394.map((row) => row.map((hex) => Buffer.from(hex, 'hex')))) {
    const key = await ours.importKey('raw', secret, 'AES-KW', false, WRAPS);
    const inner = await ours.importKey('raw', plain, HMAC, true, ['sign']);
    same(await ours.wrapKey('raw', inner, key, 'AES-KW'), expected);
    const back = await ours.unwrapKey('raw', expected, key, 'aes-kw', HMAC, true, ['sign']);
    same(await ours.exportKey('raw', back), plain);
  }
});

test('AES-KW keys are made, derived, and written as others write them', async () => {
  const made = await ours.generateKey({ name: 'AES-KW', length: 128 }, true, WRAPS);
  assert.deepEqual({ ...made.algorithm }, { name: 'AES-KW', length: 128 });
  const [mine, other] = await both('raw', pattern(32), 'AES-KW', true, WRAPS);
  const [here, there] = [await ours.exportKey('jwk', mine), await theirs.exportKey('jwk', other)];
  assert.equal(here.alg, 'A256KW');
  assert.deepEqual([here.k, here.alg, here.kty], [there.k, there.alg, there.kty]);
  await ours.importKey('jwk', there, 'AES-KW', true, WRAPS);
  const base = await ours.importKey('raw', pattern(5), 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: pattern(0), info: pattern(0) };
  const derived = await ours.deriveKey(how, base, { name: 'AES-KW', length: 256 }, true, WRAPS);
  assert.equal((await ours.exportKey('raw', derived)).byteLength, 32);
});

/** The same key here and there. */
function both(format, data, algorithm, extractable, usages) {
  return Promise.all([ours, theirs].map((subtle) => subtle.importKey(format, data, algorithm, extractable, usages)));
}
