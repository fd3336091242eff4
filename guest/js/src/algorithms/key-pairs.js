/** What every signature algorithm does with keys in DER, and with messages. */
import { materialOf } from '../crypto-key.js';
import { accepted, fail } from '../errors.js';

export const USAGES = { all: ['sign', 'verify'], public: ['verify'], private: ['sign'] };

/** Both halves of a fresh key pair of the host's `algorithm`. */
export function generatePair(host, algorithm, details) {
  const pair = host.asymmetric.KeyPair.generate('signatures', algorithm);
  return { publicHalf: pair.publicKey(), privateHalf: pair, details };
}

export function importPublic(host, algorithm, bytes, encoding, details) {
  return { publicHalf: host.asymmetric.PublicKey.import('signatures', algorithm, bytes, encoding), details };
}

export function importPrivate(host, algorithm, bytes, encoding, details) {
  return { privateHalf: host.asymmetric.KeyPair.import('signatures', algorithm, bytes, encoding), details };
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
