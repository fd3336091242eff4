/** What derives bits from a secret: HKDF and PBKDF2, and what ECDH has in common with them. */
import { bytesOf } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { DISPOSE, using } from '../resources.js';
import { hashName } from './digest.js';

export const DERIVING = ['deriveKey', 'deriveBits'];

const HASHES = ['SHA-256', 'SHA-384', 'SHA-512'];

/** The first bits of a secret, all of them for `null`; those behind the last whole byte's are zero. */
export function leading(secret, length) {
  if (length === null || length === undefined) return secret;
  if (length > secret.length * 8) fail('OperationError', 'the secret has fewer bits');
  const bytes = bytesOf(secret.subarray(0, Math.ceil(length / 8)));
  if (length % 8 !== 0) bytes[bytes.length - 1] &= 0xff << (8 - (length % 8));
  return bytes;
}

/** HKDF (RFC 5869). */
export function hkdf(host) {
  return {
    ...secrets('HKDF'),

    deriveBits(parameters, key, length) {
      const { hash, salt } = salted(parameters);
      const info = bytesOf(parameters.info);
      const size = wholeBytes(length);
      if (size === 0) return new Uint8Array();
      const secret = host.symmetric.SymmetricKey.import(`HKDF-EXTRACT/${hash}`, materialOf(key).bytes);
      return using(secret, (extracted) => host.symmetric.derive(extracted, salt, info, size));
    },
  };
}

/** PBKDF2 (RFC 8018). */
export function pbkdf2(host) {
  return {
    ...secrets('PBKDF2'),

    deriveBits(parameters, key, length) {
      const { hash, salt } = salted(parameters);
      const { iterations } = parameters;
      if (!Number.isInteger(iterations) || iterations < 0) throw new TypeError('the algorithm needs iterations');
      if (iterations === 0) fail('OperationError', 'there are no iterations');
      const size = wholeBytes(length);
      if (size === 0) return new Uint8Array();
      const open = (options) => {
        options.set('salt', salt);
        options.setU64('ops_limit', BigInt(iterations));
        return host.symmetric.SymmetricState.open(`PBKDF2/${hash}`, undefined, options);
      };
      return using(using(host.common.Options.open('symmetric'), open), (state) => {
        state.absorb(materialOf(key).bytes);
        return state.squeeze(size);
      });
    },
  };
}

/**
 * Keys that are secrets of any kind and length. Which hash function they are for is said when something is derived, so
 * that the host cannot have them before: they are kept here, and never given out.
 */
function secrets(name) {
  return {
    name,
    usages: { all: DERIVING },

    importKey(_, format, data, { extractable }) {
      if (format !== 'raw') fail('NotSupportedError', `${name} keys are not imported as ${format}`);
      if (extractable) fail('SyntaxError', `${name} keys are not extractable`);
      const material = { bytes: data, [DISPOSE]: () => data.fill(0) };
      return { secret: { material, details: { name } } };
    },

    keyLength: () => null,
  };
}

function salted(parameters) {
  const hash = hashName(parameters);
  if (!HASHES.includes(hash)) fail('NotSupportedError', `${parameters.name} with ${hash} is not offered`);
  return { hash, salt: bytesOf(parameters.salt) };
}

function wholeBytes(length) {
  if (!Number.isInteger(length) || length < 0 || length % 8 !== 0) fail('OperationError', 'the length is no whole bytes');
  return length / 8;
}
