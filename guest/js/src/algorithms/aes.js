/** AES keys, which are the same for all modes. */
import { fromBase64url, toBase64url } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { checkJwk } from '../jwk.js';

const USAGES = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];

/** What all modes of AES share; a mode adds what it does. `cipher` is the mode of the host that does it. */
export function aes(host, mode, { cipher = mode, usages = USAGES } = {}) {
  const { SymmetricKey } = host.symmetric;
  const name = `AES-${mode}`;
  const hostName = (length) => `AES-${length}-${cipher}`;

  return {
    name,
    usages: { all: usages },

    generateKey(parameters) {
      const length = offered(parameters.length, 'OperationError');
      return { secret: { material: SymmetricKey.generate(hostName(length)), details: { name, length } } };
    },

    importKey(_, format, data, purpose) {
      let bytes = data;
      if (format === 'jwk') {
        checkJwk(data, { kty: 'oct', use: 'enc', ...purpose });
        bytes = fromBase64url(data.k);
        checkJwk(data, { kty: 'oct', alg: `A${bytes.length * 8}${mode}`, use: 'enc', ...purpose });
      } else if (format !== 'raw') {
        fail('NotSupportedError', `AES keys are not imported as ${format}`);
      }
      const length = offered(bytes.length * 8, 'DataError');
      return { secret: { material: SymmetricKey.import(hostName(length), bytes), details: { name, length } } };
    },

    exportKey(format, key) {
      const bytes = materialOf(key).export();
      if (format === 'raw') return bytes;
      if (format !== 'jwk') fail('NotSupportedError', `AES keys are not exported as ${format}`);
      return { kty: 'oct', k: toBase64url(bytes), alg: `A${key.algorithm.length}${mode}` };
    },

    keyLength: ({ length }) => offered(length, 'OperationError'),

    /** The name of the cipher with a key of this length, for the host. */
    cipher: (key) => hostName(key.algorithm.length),
  };
}

function offered(length, otherwise) {
  if (length === 128 || length === 256) return length;
  if (length === undefined) throw new TypeError('the algorithm needs a length');
  if (length === 192) return fail('NotSupportedError', 'AES with 192 bits is not offered');
  return fail(otherwise, 'AES keys have 128 or 256 bits');
}
