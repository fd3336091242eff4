/** The numbers of RSA keys (RFC 8017), between DER and JSON Web Keys. */
import { fromBase64url, toBase64url } from './bytes.js';
import { TAG, contentOf, element, elements, integer, magnitude } from './der.js';

/** In the order of `RSAPrivateKey`, by their names in JSON Web Keys; the first two are the public key. */
const NUMBERS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];

/** `rsaEncryption` with its absent parameters. */
const ALGORITHM = Uint8Array.of(0x30, 13, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0);

const ZERO = integer(new Uint8Array());

/** The numbers of a `SubjectPublicKeyInfo`. */
export function readSpki(der) {
  const [, key] = inside(der);
  return named(inside(contentOf(key, TAG.bitString).subarray(1)));
}

/** The numbers of a `PrivateKeyInfo`. */
export function readPkcs8(der) {
  const [, , key] = inside(der);
  return named(inside(contentOf(key, TAG.octetString)).slice(1));
}

/** A `SubjectPublicKeyInfo`. */
export function writeSpki(numbers) {
  const key = element(TAG.sequence, ...NUMBERS.slice(0, 2).map((name) => integer(numbers[name])));
  return element(TAG.sequence, ALGORITHM, element(TAG.bitString, Uint8Array.of(0), key));
}

/** A `PrivateKeyInfo`. */
export function writePkcs8(numbers) {
  const key = element(TAG.sequence, ZERO, ...NUMBERS.map((name) => integer(numbers[name])));
  return element(TAG.sequence, ZERO, ALGORITHM, element(TAG.octetString, key));
}

/** The numbers in a JSON Web Key, those of a private key if it has `d`. */
export function fromJwk(jwk) {
  const names = jwk.d === undefined ? NUMBERS.slice(0, 2) : NUMBERS;
  return Object.fromEntries(names.map((name) => [name, fromBase64url(jwk[name])]));
}

/** The members of a JSON Web Key. */
export function toJwk(numbers) {
  return Object.fromEntries(Object.entries(numbers).map(([name, bytes]) => [name, toBase64url(bytes)]));
}

function inside(der) {
  const [whole] = elements(der);
  return elements(contentOf(whole, TAG.sequence));
}

function named(found) {
  const names = NUMBERS.slice(0, found.length);
  return Object.fromEntries(names.map((name, at) => [name, magnitude(contentOf(found[at], TAG.integer))]));
}
