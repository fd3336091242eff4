/** AES-GCM with a nonce of 96 bits and a tag of 128. */
import { bytesOf } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { aes } from './aes.js';

/** Lengths of tags the Web Cryptography API knows besides 128, in bits. */
const SHORT_TAGS = [32, 64, 96, 104, 112, 120];

export function aesGcm(host) {
  return {
    ...aes(host, 'GCM'),

    encrypt(parameters, key, plaintext) {
      const { iv, additional } = checked(parameters);
      return host.symmetric.seal(materialOf(key), iv, additional, plaintext).ciphertext;
    },

    decrypt(parameters, key, ciphertext) {
      const { iv, additional } = checked(parameters);
      return host.symmetric.open(materialOf(key), iv, additional, ciphertext);
    },
  };
}

function checked({ iv, additionalData, tagLength = 128 }) {
  const nonce = bytesOf(iv);
  const additional = additionalData === undefined ? new Uint8Array() : bytesOf(additionalData);
  if (SHORT_TAGS.includes(tagLength)) fail('NotSupportedError', 'tags have 128 bits');
  if (tagLength !== 128) fail('OperationError', 'no tag has that length');
  if (nonce.length !== 12) fail('NotSupportedError', 'the iv has 12 bytes');
  return { iv: nonce, additional };
}
