/** Signatures made here and verified by Node, and the other way; keys in every format. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hasRsa, ours, theirs } from './backend.js';
import { refused, same, text } from './expect.js';

const RSA = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' };

const ALGORITHMS = [
  { key: { name: 'Ed25519' }, use: { name: 'Ed25519' }, raw: true },
  { key: { name: 'ECDSA', namedCurve: 'P-256' }, use: { name: 'ECDSA', hash: 'SHA-256' }, raw: true },
  { key: { name: 'ECDSA', namedCurve: 'P-384' }, use: { name: 'ECDSA', hash: { name: 'SHA-384' } }, raw: true },
  { key: { name: 'RSA-PSS', ...RSA }, use: { name: 'RSA-PSS', saltLength: 32 } },
  { key: { name: 'RSASSA-PKCS1-v1_5', ...RSA, hash: 'SHA-512' }, use: { name: 'RSASSA-PKCS1-v1_5' } },
].filter(({ key }) => hasRsa || !key.name.startsWith('RSA'));

const message = text('a message to be signed');

for (const { key, use, raw } of ALGORITHMS) {
  const name = `${key.name} ${key.namedCurve ?? ''}`.trim();

  test(`${name}: made there, used here, and back`, async () => {
    const pair = await theirs.generateKey(key, true, ['sign', 'verify']);
    for (const [secret, open] of [['pkcs8', 'spki'], ['jwk', 'jwk'], ['pkcs8', raw ? 'raw' : 'spki']]) {
      const [privateKey, publicKey] = await handedOver(theirs, pair, ours, key, [secret, open]);
      alike(privateKey, pair.privateKey);
      alike(publicKey, pair.publicKey);
      await agree(ours, privateKey, theirs, pair.publicKey);
      await agree(theirs, pair.privateKey, ours, publicKey);
      await agree(ours, privateKey, ours, publicKey);
      await exportsAlike(open, publicKey, pair.publicKey);
      if (secret === 'jwk') await exportsAlike(secret, privateKey, pair.privateKey);
    }
  });

  test(`${name}: made here, used there`, async () => {
    const pair = await ours.generateKey(key, true, ['sign', 'verify']);
    for (const [secret, open] of [['pkcs8', 'spki'], ['jwk', 'jwk']]) {
      const [privateKey, publicKey] = await handedOver(ours, pair, theirs, key, [secret, open]);
      alike(pair.privateKey, privateKey);
      alike(pair.publicKey, publicKey);
      await agree(ours, pair.privateKey, theirs, publicKey);
      await agree(theirs, privateKey, ours, pair.publicKey);
    }
  });

  async function agree(signer, privateKey, verifier, publicKey) {
    const signature = await signer.sign(use, privateKey, message);
    assert.equal(await verifier.verify(use, publicKey, signature, message), true);
    assert.equal(await verifier.verify(use, publicKey, signature, text('another message')), false);
    assert.equal(await verifier.verify(use, publicKey, signature.slice(1), message), false);
    assert.equal(await verifier.verify(use, publicKey, new ArrayBuffer(signature.byteLength), message), false);
  }
}

test('a private key as JSON whose halves do not belong together', async () => {
  for (const { key } of ALGORITHMS.filter(({ raw }) => raw)) {
    const exported = async () => {
      const { privateKey } = await theirs.generateKey(key, true, ['sign', 'verify']);
      return theirs.exportKey('jwk', privateKey);
    };
    const [one, two] = [await exported(), await exported()];
    await refused(ours.importKey('jwk', { ...one, d: two.d }, key, true, ['sign']), 'DataError');
  }
});

/** The halves of a pair, exported by one side and imported by the other. */
async function handedOver(from, { privateKey, publicKey }, to, algorithm, [secret, open]) {
  return [
    await to.importKey(secret, await from.exportKey(secret, privateKey), algorithm, true, ['sign']),
    await to.importKey(open, await from.exportKey(open, publicKey), algorithm, true, ['verify']),
  ];
}

function alike(actual, expected) {
  const plain = ({ type, extractable, algorithm, usages }) => {
    return { type, extractable, algorithm: { ...algorithm }, usages: [...usages] };
  };
  assert.deepEqual(plain(actual), plain(expected));
}

async function exportsAlike(format, mine, other) {
  const [here, there] = await Promise.all([ours.exportKey(format, mine), theirs.exportKey(format, other)]);
  if (format !== 'jwk') return same(here, there);
  // Newer releases of Node write it as well.
  if (here.kty === 'OKP') there.alg ??= 'Ed25519';
  return assert.deepEqual({ ...here }, { ...there });
}
