/** All algorithms, by their names in lower case. */
import { aesCbc } from './aes-cbc.js';
import { aesCtr } from './aes-ctr.js';
import { aesGcm } from './aes-gcm.js';
import { aesKw } from './aes-kw.js';
import { hkdf, pbkdf2 } from './derived.js';
import { digests } from './digest.js';
import { ecdh } from './ecdh.js';
import { ecdsa } from './ecdsa.js';
import { ed25519 } from './ed25519.js';
import { hmac } from './hmac.js';
import { rsaPss, rsaPkcs1 } from './rsa.js';

export function createAlgorithms(host) {
  const all = [...digests(host), hmac(host), aesGcm(host), aesCtr(host), aesCbc(host), aesKw(host)];
  all.push(ecdsa(host), ed25519(host), rsaPss(host), rsaPkcs1(host), ecdh(host), hkdf(host), pbkdf2(host));
  return new Map(all.map((algorithm) => [algorithm.name.toLowerCase(), algorithm]));
}
