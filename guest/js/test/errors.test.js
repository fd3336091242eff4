/** What is refused, and by which name. Node gives the same name unless a comment says otherwise. */
import { test } from 'node:test';

import { ours, theirs } from './backend.js';
import { pattern, refused, text } from './expect.js';

const GCM = { name: 'AES-GCM', iv: pattern(12) };
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };

/** Each case is a name of an error and a call that must be rejected with it. */
const EVERYWHERE = {
  'an unknown algorithm': ['NotSupportedError', (subtle) => subtle.digest('MD4', text(''))],
  'an operation the algorithm lacks': ['NotSupportedError', (subtle) => subtle.digest('HMAC', text(''))],
  'no bytes': ['TypeError', (subtle) => subtle.digest('SHA-256', 'text')],
  'a key of nothing': ['TypeError', (subtle) => subtle.encrypt(GCM, {}, text(''))],
  'a usage nobody knows': ['TypeError', (subtle) => aesKey(subtle, ['fold'])],
  'a usage the algorithm lacks': ['SyntaxError', (subtle) => aesKey(subtle, ['sign'])],
  'a secret key for nothing': ['SyntaxError', (subtle) => aesKey(subtle, [])],
  'a private key for nothing': ['SyntaxError', (subtle) => subtle.generateKey('Ed25519', true, ['verify'])],
  'a usage of the other half': ['SyntaxError', (subtle) => publicKey(subtle, ['sign'])],
  'a usage that was not granted': [
    'InvalidAccessError',
    async (subtle) => subtle.decrypt(GCM, await aesKey(subtle, ['encrypt']), pattern(16)),
  ],
  'a key of another algorithm': [
    'InvalidAccessError',
    async (subtle) => subtle.sign('HMAC', await aesKey(subtle, ['encrypt']), text('')),
  ],
  'a format nobody knows': ['TypeError', (subtle) => subtle.importKey('pem', text(''), 'AES-GCM', true, ['encrypt'])],
  'a key of a wrong size': [
    'DataError',
    (subtle) => subtle.importKey('raw', pattern(15), 'AES-GCM', true, ['encrypt']),
  ],
  'an empty key': [
    'DataError',
    (subtle) => subtle.importKey('raw', pattern(0), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']),
  ],
  'a point off the curve': [
    'DataError',
    (subtle) => subtle.importKey('raw', Uint8Array.of(4, ...pattern(64)), P256, true, ['verify']),
  ],
  'no key at all': ['DataError', (subtle) => subtle.importKey('pkcs8', pattern(40), 'Ed25519', true, ['sign'])],
  'a JSON key of another type': ['DataError', (subtle) => importJwk(subtle, { kty: 'EC', k: 'AAAA' })],
  'a JSON key for something else': [
    'DataError',
    (subtle) => importJwk(subtle, { kty: 'oct', k: '_'.repeat(22), key_ops: ['sign'] }),
  ],
  'a JSON key that stays': ['DataError', (subtle) => importJwk(subtle, { kty: 'oct', k: 'A'.repeat(22), ext: false })],
  'a JSON key that says a usage twice': [
    'DataError',
    (subtle) => importJwk(subtle, { kty: 'oct', k: 'A'.repeat(22), key_ops: ['encrypt', 'encrypt'] }),
  ],
  'a JSON key whose usages are no list': [
    'TypeError',
    (subtle) => importJwk(subtle, { kty: 'oct', k: 'A'.repeat(22), key_ops: 'encrypt' }),
  ],
  'a JSON key for another curve of Edwards': [
    'DataError',
    (subtle) => subtle.importKey('jwk', { kty: 'OKP', crv: 'Ed25519', alg: 'ES256', x: 'A'.repeat(43) }, 'Ed25519', true, ['verify']),
  ],
  'no usages at all': ['TypeError', (subtle) => subtle.importKey('raw', pattern(16), 'AES-GCM', true)],
  'usages that are no list': ['TypeError', (subtle) => subtle.importKey('raw', pattern(16), 'AES-GCM', true, 'encrypt')],
  'usages of nothing': ['TypeError', (subtle) => subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, null)],
  'a secret for HKDF that could be read': [
    'SyntaxError',
    (subtle) => subtle.importKey('raw', pattern(5), 'HKDF', true, ['deriveBits']),
  ],
  'bits without a length': ['OperationError', async (subtle) => {
    const key = await subtle.importKey('raw', pattern(5), 'HKDF', false, ['deriveBits']);
    return subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: pattern(0), info: pattern(0) }, key, null);
  }],
  'more bits than there are': ['OperationError', async (subtle) => {
    const pair = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    return subtle.deriveBits({ name: 'ECDH', public: pair.publicKey }, pair.privateKey, 264);
  }],
  'a base key that may not derive keys': ['InvalidAccessError', async (subtle) => {
    const key = await subtle.importKey('raw', pattern(5), 'HKDF', false, ['deriveBits']);
    const how = { name: 'HKDF', hash: 'SHA-256', salt: pattern(0), info: pattern(0) };
    return subtle.deriveKey(how, key, { name: 'AES-GCM', length: 128 }, true, ['encrypt']);
  }],
  'a public key for signatures': ['InvalidAccessError', async (subtle) => {
    const pair = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const other = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-384' }, true, ['deriveBits']);
    return subtle.deriveBits({ name: 'ECDH', public: other.publicKey }, pair.privateKey, 128);
  }],
  'a key to wrap that could be encrypted with': [
    'SyntaxError',
    (subtle) => subtle.generateKey({ name: 'AES-KW', length: 128 }, true, ['encrypt']),
  ],
  'to wrap with a key that may only unwrap': [
    'InvalidAccessError',
    async (subtle) => wrap(subtle, await aesKey(subtle, ['encrypt']), ['unwrapKey']),
  ],
  'to unwrap with a key that may only decrypt': ['InvalidAccessError', async (subtle) => {
    const key = await aesKey(subtle, ['decrypt']);
    return subtle.unwrapKey('raw', pattern(32), key, GCM, 'AES-GCM', true, ['encrypt']);
  }],
  'to wrap with an algorithm that does not': ['NotSupportedError', async (subtle) => {
    const key = await aesKey(subtle, ['encrypt']);
    return subtle.wrapKey('raw', key, key, 'HMAC');
  }],
  'to wrap what AES-KW does not take': ['OperationError', async (subtle) => {
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    return wrap(subtle, await subtle.importKey('raw', pattern(20), hmac, true, ['sign']), ['wrapKey']);
  }],
  'to unwrap what nobody wrapped': ['OperationError', async (subtle) => {
    const key = await subtle.importKey('raw', pattern(16), 'AES-KW', false, ['unwrapKey']);
    return subtle.unwrapKey('raw', pattern(24), key, 'AES-KW', 'AES-GCM', true, ['encrypt']);
  }],
  'to unwrap as a JSON Web Key what is none': ['DataError', async (subtle) => {
    const key = await aesKey(subtle, ['encrypt', 'unwrapKey']);
    const sealed = await subtle.encrypt(GCM, key, text('{"kty":'));
    return subtle.unwrapKey('jwk', sealed, key, GCM, 'AES-GCM', true, ['encrypt']);
  }],
  'to unwrap a key for nothing': ['SyntaxError', async (subtle) => {
    const key = await aesKey(subtle, ['encrypt', 'unwrapKey']);
    const sealed = await subtle.encrypt(GCM, key, pattern(16));
    return subtle.unwrapKey('raw', sealed, key, GCM, 'AES-GCM', true, []);
  }],
  'a key length that does not exist': [
    'OperationError',
    (subtle) => subtle.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt']),
  ],
  'no key length': ['TypeError', (subtle) => subtle.generateKey('AES-GCM', true, ['encrypt'])],
  'no nonce': ['TypeError', async (subtle) => subtle.encrypt('AES-GCM', await aesKey(subtle, ['encrypt']), text(''))],
  'a tag length that does not exist': [
    'OperationError',
    async (subtle) => subtle.encrypt({ ...GCM, tagLength: 33 }, await aesKey(subtle, ['encrypt']), text('')),
  ],
};

/** What others offer and we do not, and the two errors that some releases of Node call by names of their own. */
const OURS = {
  'the format of the other half': [
    'InvalidAccessError',
    async (subtle) => subtle.exportKey('pkcs8', await publicKey(subtle, ['verify'])),
  ],
  'to wrap a key that is not extractable': ['InvalidAccessError', async (subtle) => {
    return wrap(subtle, await aesKey(subtle, ['encrypt'], false), ['wrapKey']);
  }],
  'an export that was not granted': [
    'InvalidAccessError',
    async (subtle) => subtle.exportKey('raw', await aesKey(subtle, ['encrypt'], false)),
  ],
  'SHA-1': ['NotSupportedError', (subtle) => subtle.digest('SHA-1', text(''))],
  'HMAC with SHA-1': [
    'NotSupportedError',
    (subtle) => subtle.generateKey({ name: 'HMAC', hash: 'SHA-1' }, true, ['sign']),
  ],
  'AES with 192 bits': [
    'NotSupportedError',
    (subtle) => subtle.generateKey({ name: 'AES-GCM', length: 192 }, true, ['encrypt']),
  ],
  'a short tag': [
    'NotSupportedError',
    async (subtle) => subtle.encrypt({ ...GCM, tagLength: 96 }, await aesKey(subtle, ['encrypt']), text('')),
  ],
  'a long nonce': [
    'NotSupportedError',
    async (subtle) => subtle.encrypt({ ...GCM, iv: pattern(16) }, await aesKey(subtle, ['encrypt']), text('')),
  ],
  'P-521': [
    'NotSupportedError',
    (subtle) => subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-521' }, true, ['sign']),
  ],
  'P-256 with another hash': ['NotSupportedError', async (subtle) => {
    const pair = await subtle.generateKey(P256, true, ['sign']);
    return subtle.sign({ name: 'ECDSA', hash: 'SHA-512' }, pair.privateKey, text(''));
  }],
  'ECDH on P-521': [
    'NotSupportedError',
    (subtle) => subtle.generateKey({ name: 'ECDH', namedCurve: 'P-521' }, true, ['deriveBits']),
  ],
  'AES-KW with 192 bits': [
    'NotSupportedError',
    (subtle) => subtle.generateKey({ name: 'AES-KW', length: 192 }, true, ['wrapKey']),
  ],
  'HKDF with SHA-1': ['NotSupportedError', async (subtle) => {
    const key = await subtle.importKey('raw', pattern(5), 'HKDF', false, ['deriveBits']);
    return subtle.deriveBits({ name: 'HKDF', hash: 'SHA-1', salt: pattern(0), info: pattern(0) }, key, 8);
  }],
};

for (const [what, [name, call]] of Object.entries(EVERYWHERE)) {
  test(`${what} is a ${name}`, () => refused(call(ours), name));
  test(`${what} is a ${name} in Node`, () => refused(call(theirs), name));
}

for (const [what, [name, call]] of Object.entries(OURS)) {
  test(`${what} is a ${name}`, () => refused(call(ours), name));
}

function aesKey(subtle, usages, extractable = true) {
  return subtle.importKey('raw', pattern(16), 'AES-GCM', extractable, usages);
}

async function wrap(subtle, key, usages) {
  return subtle.wrapKey('raw', key, await subtle.importKey('raw', pattern(16), 'AES-KW', false, usages), 'AES-KW');
}

async function publicKey(subtle, usages) {
  const pair = await theirs.generateKey('Ed25519', true, ['sign']);
  return subtle.importKey('raw', await theirs.exportKey('raw', pair.publicKey), 'Ed25519', true, usages);
}

function importJwk(subtle, jwk) {
  return subtle.importKey('jwk', jwk, 'AES-GCM', true, ['encrypt']);
}
