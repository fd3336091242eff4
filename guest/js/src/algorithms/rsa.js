/** RSA signatures: RSA-PSS and RSASSA-PKCS1-v1_5, with the sizes and hash functions the host combines. */
import { equal } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { checkJwk } from '../jwk.js';
import { fromJwk, readPkcs8, readSpki, toJwk, writePkcs8, writeSpki } from '../rsa-key.js';
import { hashName } from './digest.js';
import { USAGES, exportDer, generatePair, importPrivate, importPublic, signWith, verifyWith } from './key-pairs.js';

const SIZES = [2048, 3072, 4096];
const HASHES = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };
const F4 = Uint8Array.of(1, 0, 1);

/** RSA-PSS. The salt is as long as the hash. */
export function rsaPss(host) {
  const scheme = rsa(host, 'RSA-PSS', 'PSS', 'PS');

  function usualSalt({ saltLength }, key) {
    if (saltLength === undefined) throw new TypeError('the algorithm needs a saltLength');
    if (saltLength !== HASHES[key.algorithm.hash.name]) fail('NotSupportedError', 'the salt is as long as the hash');
  }

  return {
    ...scheme,

    sign(parameters, key, message) {
      usualSalt(parameters, key);
      return scheme.sign(parameters, key, message);
    },

    verify(parameters, key, signature, message) {
      usualSalt(parameters, key);
      return scheme.verify(parameters, key, signature, message);
    },
  };
}

export function rsaPkcs1(host) {
  return rsa(host, 'RSASSA-PKCS1-v1_5', 'PKCS1', 'RS');
}

/** @param {string} prefix of the names that JSON Web Keys have for the scheme */
function rsa(host, name, padding, prefix) {
  /** The host's name for the combination, which says size and hash as well. */
  function hostName(modulusLength, hash) {
    if (!SIZES.includes(modulusLength)) fail('NotSupportedError', `RSA with ${modulusLength} bits is not offered`);
    if (!(hash in HASHES)) fail('NotSupportedError', `RSA with ${hash} is not offered`);
    return `RSA_${padding}_${modulusLength}_${hash.replace('-', '')}`;
  }

  function describe(numbers, hash) {
    const modulusLength = numbers.n.length * 8 - (numbers.n.length > 0 ? Math.clz32(numbers.n[0]) - 24 : 0);
    return { name, modulusLength, publicExponent: numbers.e, hash: { name: hash } };
  }

  function imported(importer, der, numbers, hash) {
    const details = describe(numbers, hash);
    return importer(host, hostName(details.modulusLength, hash), der, 'pkcs8', details);
  }

  return {
    name,
    usages: USAGES,

    generateKey(parameters) {
      const { modulusLength, publicExponent } = parameters;
      if (modulusLength === undefined || !(publicExponent instanceof Uint8Array)) {
        throw new TypeError('the algorithm needs modulusLength and publicExponent');
      }
      if (!equal(publicExponent, F4)) fail('NotSupportedError', 'keys are generated with the exponent 65537');
      const hash = hashName(parameters);
      const details = { name, modulusLength, publicExponent: F4.slice(), hash: { name: hash } };
      return generatePair(host, hostName(modulusLength, hash), details);
    },

    importKey(parameters, format, data, purpose) {
      const hash = hashName(parameters);
      switch (format) {
        case 'spki':
          return imported(importPublic, data, readSpki(data), hash);
        case 'pkcs8':
          return imported(importPrivate, data, readPkcs8(data), hash);
        case 'jwk': {
          checkJwk(data, { kty: 'RSA', alg: prefix + hash.slice(4), use: 'sig', ...purpose });
          if (data.oth !== undefined) fail('NotSupportedError', 'RSA keys have two primes');
          const numbers = fromJwk(data);
          return data.d === undefined
            ? imported(importPublic, writeSpki(numbers), numbers, hash)
            : imported(importPrivate, writePkcs8(numbers), numbers, hash);
        }
        default:
          return fail('NotSupportedError', `RSA keys are not imported as ${format}`);
      }
    },

    exportKey(format, key) {
      if (format === 'raw') fail('NotSupportedError', 'RSA keys are not exported as raw');
      if (format !== 'jwk') return exportDer(format, key);
      const der = materialOf(key).export('pkcs8');
      const numbers = key.type === 'public' ? readSpki(der) : readPkcs8(der);
      return { kty: 'RSA', alg: prefix + key.algorithm.hash.name.slice(4), ...toJwk(numbers) };
    },

    sign: (_, key, message) => signWith(host, key, message),
    verify: (_, key, signature, message) => verifyWith(host, key, signature, message),
  };
}
