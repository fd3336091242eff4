/** A component that gets a key afresh for every message, more often than a host has handles, as servers do. */
import { subtle } from '../src/index.js';

const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const P256 = { name: 'ECDH', namedCurve: 'P-256' };
const AES = { name: 'AES-GCM', length: 256 };
/** How often most keys are asked for; together with the rarer ones more keys than there are handles. */
const ROUNDS = 11_200;

export const run = {
  async run() {
    const kept = await subtle.importKey('raw', new Uint8Array(32), HMAC, false, ['sign']);
    const base = await subtle.importKey('raw', new Uint8Array(32), 'HKDF', false, ['deriveKey']);
    const wrapping = await subtle.importKey('raw', new Uint8Array(16), AES, false, ['encrypt', 'unwrapKey']);
    const by = { name: 'AES-GCM', iv: new Uint8Array(12) };
    const wrapped = await subtle.encrypt(by, wrapping, new Uint8Array(32));
    const jwk = { kty: 'oct', k: 'AAECAwQFBgcICQoLDA0ODw' };
    const pair = await subtle.generateKey('Ed25519', true, ['sign', 'verify']);
    const spki = await subtle.exportKey('spki', pair.publicKey);

    /** Each way to a key that nobody keeps. */
    const ways = [
      (number) => subtle.importKey('raw', Uint8Array.of(number), HMAC, false, ['sign']),
      () => subtle.importKey('jwk', jwk, 'AES-GCM', false, ['encrypt']),
      () => subtle.generateKey(AES, false, ['encrypt']),
      (number) => derived(base, Uint8Array.of(number)),
      () => subtle.unwrapKey('raw', wrapped, wrapping, by, HMAC, false, ['sign']),
      () => subtle.importKey('spki', spki, 'Ed25519', true, ['verify']),
      // Pairs take longer to make.
      (number) => (number % 20 === 0 ? subtle.generateKey('Ed25519', false, ['sign', 'verify']) : undefined),
      (number) => (number % 100 === 0 ? subtle.generateKey(P256, false, ['deriveBits']) : undefined),
    ];
    for (let number = 0; number < ROUNDS; number += 1) {
      for (const way of ways) await way(number);
    }
    const tag = await subtle.sign('HMAC', kept, new Uint8Array());
    console.log(`all done, and the first key is still there: ${new Uint8Array(tag)[0]}`);
  },
};

function derived(base, info) {
  return subtle.deriveKey({ ...HMAC, name: 'HKDF', salt: new Uint8Array(), info }, base, AES, false, ['encrypt']);
}
