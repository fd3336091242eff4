/** What every algorithm with two halves does with keys in DER, and every signature with messages. */
import { materialOf } from '../crypto-key.js';
import { accepted, fail } from '../errors.js';
import { DISPOSE } from '../resources.js';

export const USAGES = { all: ['sign', 'verify'], public: ['verify'], private: ['sign'] };

/** Both halves of a fresh key pair of the host's `algorithm`. */
export function generatePair(host, algorithm, details, category = 'signatures') {
  const pair = host.asymmetric.KeyPair.generate(category, algorithm);
  try {
    return { publicHalf: pair.publicKey(), privateHalf: pair, details };
  } catch (error) {
    pair[DISPOSE]();
    throw error;
  }
}

export function importPublic(host, algorithm, bytes, encoding, details, category = 'signatures') {
  return { publicHalf: host.asymmetric.PublicKey.import(category, algorithm, bytes, encoding), details };
}

export function importPrivate(host, algorithm, bytes, encoding, details, category = 'signatures') {
  return { privateHalf: host.asymmetric.KeyPair.import(category, algorithm, bytes, encoding), details };
}

/** The key as `pkcs8` or `spki`. `InvalidAccessError` for the format of the other half. */
export function exportDer(format, key) {
  const type = format === 'spki' ? 'public' : 'private';
  halfMustBe(key, type, format);
  // The host's name for SubjectPublicKeyInfo is that of its counterpart.
  return materialOf(key).export('pkcs8');
}

export function halfMustBe(key, type, format) {
  if (key.type !== type) fail('InvalidAccessError', `${format} is for ${type} keys`);
}

export function signWith(host, key, message) {
  return host.signatures.sign(materialOf(key), message);
}

export function verifyWith(host, key, signature, message) {
  return accepted(() => host.signatures.verify(materialOf(key), message, signature), 'invalid-signature');
}
