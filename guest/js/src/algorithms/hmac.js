/** HMAC with SHA-256 and SHA-512, and with SHA-384 if the host has that. */
import { fromBase64url, toBase64url } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { accepted, fail } from '../errors.js';
import { checkJwk } from '../jwk.js';
import { hashName } from './digest.js';

/** Bits in a block of the hash function, which is how long keys are when nobody says otherwise. */
const BLOCK = { 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024 };

const USAGES = ['sign', 'verify'];

export function hmac(host) {
  const { SymmetricKey } = host.symmetric;

  function made(bytes, hash) {
    const details = { name: 'HMAC', hash: { name: hash }, length: bytes.length * 8 };
    return { secret: { material: SymmetricKey.import(`HMAC/${hash}`, bytes), details } };
  }

  return {
    name: 'HMAC',
    usages: { all: USAGES },

    generateKey(parameters) {
      const hash = knownHash(parameters);
      return made(host.random(wholeBytes(parameters.length ?? BLOCK[hash])), hash);
    },

    importKey(parameters, format, data, purpose) {
      const hash = knownHash(parameters);
      let bytes = data;
      if (format === 'jwk') {
        checkJwk(data, { kty: 'oct', alg: jwkName(hash), use: 'sig', ...purpose });
        bytes = fromBase64url(data.k);
      } else if (format !== 'raw') {
        fail('NotSupportedError', `HMAC keys are not imported as ${format}`);
      }
      if (bytes.length === 0) fail('DataError', 'the key is empty');
      if (parameters.length !== undefined && wholeBytes(parameters.length) !== bytes.length) {
        fail('DataError', 'the key does not have the length asked for');
      }
      return made(bytes, hash);
    },

    exportKey(format, key) {
      const bytes = materialOf(key).export();
      if (format === 'raw') return bytes;
      if (format !== 'jwk') fail('NotSupportedError', `HMAC keys are not exported as ${format}`);
      return { kty: 'oct', k: toBase64url(bytes), alg: jwkName(key.algorithm.hash.name) };
    },

    keyLength(parameters) {
      const { length = BLOCK[knownHash(parameters)] } = parameters;
      return wholeBytes(length) * 8;
    },

    sign: (_, key, message) => host.symmetric.mac(materialOf(key), message),

    verify: (_, key, tag, message) =>
      accepted(() => host.symmetric.verifyMac(materialOf(key), message, tag), 'invalid-tag'),
  };
}

function knownHash(parameters) {
  const hash = hashName(parameters);
  if (!(hash in BLOCK)) fail('NotSupportedError', `HMAC with ${hash} is not offered`);
  return hash;
}

function wholeBytes(bits) {
  if (bits === 0) fail('OperationError', 'a key of no bits');
  if (!Number.isInteger(bits) || bits < 0 || bits % 8 !== 0) fail('NotSupportedError', 'keys are whole bytes');
  return bits / 8;
}

function jwkName(hash) {
  return hash.replace('SHA-', 'HS');
}
