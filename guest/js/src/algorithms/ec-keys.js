/** Keys on the curves of NIST, which are the same for signatures and for key exchange. */
import { concat, equal, fromBase64url, toBase64url } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { checkJwk } from '../jwk.js';
import { DISPOSE, using } from '../resources.js';
import { exportDer, generatePair, halfMustBe, importPrivate, importPublic } from './key-pairs.js';

/** Bytes of a coordinate. */
const SIZES = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/**
 * What concerns the keys of an algorithm.
 *
 * @param {object} host
 * @param {{name: string, category: string, curves: object, use: string, usages: object}} algorithm with the host's name
 *   for it on each curve; a host that does not know one says so
 */
export function ecKeys(host, { name, category, curves, use, usages }) {
  const details = ({ namedCurve }) => ({ name, namedCurve });
  const publicKey = (parameters, bytes, encoding) =>
    importPublic(host, curveOf(parameters).host, bytes, encoding, details(parameters), category);
  const privateKey = (parameters, bytes, encoding) =>
    importPrivate(host, curveOf(parameters).host, bytes, encoding, details(parameters), category);

  function curveOf({ namedCurve }) {
    if (namedCurve === undefined) throw new TypeError('the algorithm needs a namedCurve');
    return curves[namedCurve] ?? fail('NotSupportedError', `the curve ${namedCurve} is not offered`);
  }

  function importJwk(parameters, jwk, purpose) {
    const { alg } = curveOf(parameters);
    const size = SIZES[parameters.namedCurve];
    checkJwk(jwk, { kty: 'EC', alg, use, ...purpose });
    if (jwk.crv !== parameters.namedCurve) fail('DataError', 'the JSON Web Key is on another curve');
    const coordinates = ['x', 'y'].map((member) => sized(fromBase64url(jwk[member]), size));
    const uncompressed = concat(Uint8Array.of(4), ...coordinates);
    if (jwk.d === undefined) return publicKey(parameters, uncompressed, 'raw');

    const imported = privateKey(parameters, sized(fromBase64url(jwk.d), size), 'raw');
    if (equal(publicPoint(imported.privateHalf), uncompressed)) return imported;
    imported.privateHalf[DISPOSE]();
    return fail('DataError', 'the halves do not belong together');
  }

  return {
    name,
    usages,

    generateKey(parameters) {
      return generatePair(host, curveOf(parameters).host, details(parameters), category);
    },

    importKey(parameters, format, data, purpose) {
      curveOf(parameters);
      switch (format) {
        case 'raw':
          return publicKey(parameters, point(data, SIZES[parameters.namedCurve]), 'raw');
        case 'spki':
          return publicKey(parameters, data, 'pkcs8');
        case 'pkcs8':
          return privateKey(parameters, data, 'pkcs8');
        default:
          return importJwk(parameters, data, purpose);
      }
    },

    exportKey(format, key) {
      if (format === 'jwk') return exportJwk(key);
      if (format !== 'raw') return exportDer(format, key);
      halfMustBe(key, 'public', format);
      return materialOf(key).export('sec');
    },
  };
}

function exportJwk(key) {
  const size = SIZES[key.algorithm.namedCurve];
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
  return using(pair.publicKey(), (half) => half.export('sec'));
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
