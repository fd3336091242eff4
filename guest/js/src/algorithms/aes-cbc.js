/** AES-CBC with the padding of PKCS#7. It authenticates nothing; prefer AES-GCM. */
import { bytesOf } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { aes } from './aes.js';

export function aesCbc(host) {
  const keys = aes(host, 'CBC');

  function using({ iv }, key, work) {
    const vector = bytesOf(iv);
    if (vector.length !== 16) fail('OperationError', 'the iv has 16 bytes');
    return host.usingCipher(keys.cipher(key), materialOf(key), vector, work);
  }

  return {
    ...keys,
    encrypt: (parameters, key, plaintext) => using(parameters, key, (state) => state.encrypt(plaintext)),
    decrypt: (parameters, key, ciphertext) => using(parameters, key, (state) => state.decrypt(ciphertext)),
  };
}
