/** ECDSA on P-256 with SHA-256, on P-384 with SHA-384, and on P-521 with SHA-512 if the host has that. */
import { fail } from '../errors.js';
import { hashName } from './digest.js';
import { ecKeys } from './ec-keys.js';
import { USAGES, signWith, verifyWith } from './key-pairs.js';

const CURVES = {
  'P-256': { hash: 'SHA-256', host: 'ECDSA_P256_SHA256', alg: 'ES256' },
  'P-384': { hash: 'SHA-384', host: 'ECDSA_P384_SHA384', alg: 'ES384' },
  'P-521': { hash: 'SHA-512', host: 'ECDSA_P521_SHA512', alg: 'ES512' },
};

export function ecdsa(host) {
  return {
    ...ecKeys(host, { name: 'ECDSA', category: 'signatures', curves: CURVES, use: 'sig', usages: USAGES }),

    sign(parameters, key, message) {
      usualHash(parameters, key);
      return signWith(host, key, message);
    },

    verify(parameters, key, signature, message) {
      usualHash(parameters, key);
      return verifyWith(host, key, signature, message);
    },
  };
}

/** The host's algorithms fix the hash function. */
function usualHash(parameters, key) {
  const { hash } = CURVES[key.algorithm.namedCurve];
  if (hashName(parameters) !== hash) fail('NotSupportedError', `${key.algorithm.namedCurve} goes with ${hash} only`);
}
