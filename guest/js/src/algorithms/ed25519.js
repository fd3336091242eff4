/** Ed25519. */
import { concat, fromBase64url, toBase64url } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { checkJwk } from '../jwk.js';
import {
  USAGES,
  exportDer,
  generatePair,
  halfMustBe,
  importPrivate,
  importPublic,
  signWith,
  verifyWith,
} from './key-pairs.js';

const NAME = 'Ed25519';
const SIZE = 32;

export function ed25519(host) {
  return {
    name: NAME,
    usages: USAGES,
    generateKey: () => generatePair(host, NAME, { name: NAME }),

    importKey(_, format, data, purpose) {
      switch (format) {
        case 'raw':
          return importPublic(host, NAME, data, 'raw', { name: NAME });
        case 'spki':
          return importPublic(host, NAME, data, 'pkcs8', { name: NAME });
        case 'pkcs8':
          return importPrivate(host, NAME, data, 'pkcs8', { name: NAME });
        default:
          return importJwk(host, data, purpose);
      }
    },

    exportKey(format, key) {
      if (format === 'jwk') return exportJwk(key);
      if (format !== 'raw') return exportDer(format, key);
      halfMustBe(key, 'public', format);
      return materialOf(key).export('raw');
    },

    sign: (_, key, message) => signWith(host, key, message),
    verify: (_, key, signature, message) => verifyWith(host, key, signature, message),
  };
}

function importJwk(host, jwk, purpose) {
  checkJwk(jwk, { kty: 'OKP', alg: ['EdDSA', 'Ed25519'], use: 'sig', ...purpose });
  if (jwk.crv !== NAME) fail('DataError', 'the JSON Web Key is on another curve');
  const x = fromBase64url(jwk.x);
  if (jwk.d === undefined) return importPublic(host, NAME, x, 'raw', { name: NAME });
  return importPrivate(host, NAME, concat(fromBase64url(jwk.d), x), 'raw', { name: NAME });
}

function exportJwk(key) {
  const jwk = { kty: 'OKP', crv: NAME, alg: NAME };
  const bytes = materialOf(key).export('raw');
  if (key.type === 'public') return { ...jwk, x: toBase64url(bytes) };
  // A pair is the seed, then the public key.
  return { ...jwk, x: toBase64url(bytes.slice(SIZE)), d: toBase64url(bytes.slice(0, SIZE)) };
}
