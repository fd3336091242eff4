/** JSON Web Keys (RFC 7517): what is the same for every type of key. */
import { fail } from './errors.js';

/** Refuses a key whose own description contradicts what it is imported for. */
export function checkJwk(jwk, { kty, alg, use, extractable, usages }) {
  if (jwk.kty !== kty) fail('DataError', `the JSON Web Key is not of type ${kty}`);
  if (jwk.alg !== undefined && alg !== undefined && ![alg].flat().includes(jwk.alg)) {
    fail('DataError', `the JSON Web Key is for ${jwk.alg}`);
  }
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) {
    fail('DataError', 'the JSON Web Key has another use');
  }
  if (jwk.key_ops !== undefined) {
    if (!Array.isArray(jwk.key_ops)) throw new TypeError('key_ops of a JSON Web Key is a list');
    if (new Set(jwk.key_ops).size !== jwk.key_ops.length) fail('DataError', 'the JSON Web Key says a usage twice');
    if (usages.some((usage) => !jwk.key_ops.includes(usage))) {
      fail('DataError', 'the JSON Web Key does not permit these usages');
    }
  }
  if (jwk.ext === false && extractable) fail('DataError', 'the JSON Web Key is not extractable');
}

/** A JSON Web Key as the bytes that are wrapped. */
export function encodeJwk(jwk) {
  return new TextEncoder().encode(JSON.stringify(jwk));
}

/** The JSON Web Key that was wrapped; `DataError` if these bytes are none. */
export function decodeJwk(bytes) {
  try {
    const jwk = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (jwk !== null && typeof jwk === 'object' && !Array.isArray(jwk)) return jwk;
  } catch {
    // It is said below.
  }
  return fail('DataError', 'what was wrapped is not a JSON Web Key');
}
