/** ECDSA on P-256 with SHA-256 and on P-384 with SHA-384. */
import { concat, equal, fromBase64url, toBase64url } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { using } from '../host.js';
import { checkJwk } from '../jwk.js';
import { hashName } from './digest.js';
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

const CURVES = {
  'P-256': { hash: 'SHA-256', host: 'ECDSA_P256_SHA256', size: 32, alg: 'ES256' },
  'P-384': { hash: 'SHA-384', host: 'ECDSA_P384_SHA384', size: 48, alg: 'ES384' },
};

export function ecdsa(host) {
  return {
    name: 'ECDSA',
    usages: USAGES,

    generateKey(parameters) {
      return generatePair(host, curveOf(parameters).host, details(parameters));
    },

    importKey(parameters, format, data, purpose) {
      const { host: algorithm, size } = curveOf(parameters);
      switch (format) {
        case 'raw':
          return importPublic(host, algorithm, point(data, size), 'raw', details(parameters));
        case 'spki':
          return importPublic(host, algorithm, data, 'pkcs8', details(parameters));
        case 'pkcs8':
          return importPrivate(host, algorithm, data, 'pkcs8', details(parameters));
        default:
          return importJwk(host, parameters, data, purpose);
      }
    },

    exportKey(format, key) {
      if (format === 'jwk') return exportJwk(key);
      if (format !== 'raw') return exportDer(format, key);
      halfMustBe(key, 'public', format);
      return materialOf(key).export('sec');
    },

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

function importJwk(host, parameters, jwk, purpose) {
  const { host: algorithm, size, alg } = curveOf(parameters);
  checkJwk(jwk, { kty: 'EC', alg, use: 'sig', ...purpose });
  if (jwk.crv !== parameters.namedCurve) fail('DataError', 'the JSON Web Key is on another curve');
  const coordinates = ['x', 'y'].map((member) => sized(fromBase64url(jwk[member]), size));
  const uncompressed = concat(Uint8Array.of(4), ...coordinates);
  if (jwk.d === undefined) return importPublic(host, algorithm, uncompressed, 'raw', details(parameters));

  const imported = importPrivate(host, algorithm, sized(fromBase64url(jwk.d), size), 'raw', details(parameters));
  if (!equal(publicPoint(imported.privateHalf), uncompressed)) fail('DataError', 'the halves do not belong together');
  return imported;
}

function exportJwk(key) {
  const { size } = CURVES[key.algorithm.namedCurve];
  const material = materialOf(key);
  const uncompressed = key.type === 'public' ? material.export('sec') : publicPoint(material);
  const jwk = {
    kty: 'EC',
    crv: key.algorithm.namedCurve,
    x: toBase64url(uncompressed.slice(1, 1 + size)),
    y: toBase64url(uncompressed.slice(1 + size)),
  };
  return key.type === 'public' ? jwk : { ...jwk, d: toBase64url(material.export('raw')) };
}

function publicPoint(pair) {
  return using(pair.publicKey(), (publicKey) => publicKey.export('sec'));
}

/** The host's algorithms fix the hash function. */
function usualHash(parameters, key) {
  const { hash } = CURVES[key.algorithm.namedCurve];
  if (hashName(parameters) !== hash) fail('NotSupportedError', `${key.algorithm.namedCurve} goes with ${hash} only`);
}

function curveOf({ namedCurve }) {
  if (namedCurve === undefined) throw new TypeError('the algorithm needs a namedCurve');
  return CURVES[namedCurve] ?? fail('NotSupportedError', `the curve ${namedCurve} is not offered`);
}

/** A coordinate or a scalar. */
function sized(bytes, size) {
  return bytes.length === size ? bytes : fail('DataError', 'the key has another size');
}

/** A point, compressed or not. */
function point(bytes, size) {
  const fits = bytes.length === 2 * size + 1 || bytes.length === size + 1;
  return fits ? bytes : fail('DataError', 'the key has another size');
}

function details({ namedCurve }) {
  return { name: 'ECDSA', namedCurve };
}
