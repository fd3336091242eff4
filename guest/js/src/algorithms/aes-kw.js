/**
 * AES-KW (RFC 3394), which hosts do not have: made of single blocks of AES, which are CBC with a vector of zeros and
 * nothing before it.
 */
import { bytesOf, concat } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { aes } from './aes.js';

const BLOCK = 16;
const HALF = 8;
/** What stands in front of a key and is found there again, if nothing was changed. */
const CHECK = new Uint8Array(HALF).fill(0xa6);
const ROUNDS = 6;

export function aesKw(host) {
  const keys = aes(host, 'KW', { cipher: 'CBC', usages: ['wrapKey', 'unwrapKey'] });

  function cbc(key, vector, work) {
    return host.usingCipher(keys.cipher(key), materialOf(key), vector, work);
  }

  /** Padding is a block of its own, which nobody needs. */
  function encrypted(key, block) {
    return cbc(key, new Uint8Array(BLOCK), (state) => state.encrypt(block)).subarray(0, BLOCK);
  }

  /** CBC wants padding after the block: the ciphertext of nothing that follows that block. */
  function decrypted(key, block) {
    const padding = cbc(key, block, (state) => state.encrypt(new Uint8Array()));
    return cbc(key, new Uint8Array(BLOCK), (state) => state.decrypt(concat(block, padding)));
  }

  return {
    ...keys,

    wrapKey(_, key, plain) {
      if (plain.length % HALF !== 0 || plain.length < BLOCK) {
        fail('OperationError', 'what is wrapped with AES-KW has 16 bytes at least, and is a multiple of 8 bytes long');
      }
      const parts = split(plain);
      let check = CHECK;
      for (let step = 1; step <= ROUNDS * parts.length; step += 1) {
        const at = (step - 1) % parts.length;
        const block = encrypted(key, concat(check, parts[at]));
        [check, parts[at]] = [numbered(block.slice(0, HALF), step), block.slice(HALF)];
      }
      return concat(check, ...parts);
    },

    unwrapKey(_, key, wrapped) {
      const bytes = bytesOf(wrapped);
      if (bytes.length % HALF !== 0 || bytes.length < BLOCK + HALF) fail('OperationError', 'no wrapped key has that length');
      let [check, ...parts] = split(bytes);
      for (let step = ROUNDS * parts.length; step >= 1; step -= 1) {
        const at = (step - 1) % parts.length;
        const block = decrypted(key, concat(numbered(check, step), parts[at]));
        [check, parts[at]] = [block.slice(0, HALF), block.slice(HALF)];
      }
      // All bytes are looked at, whichever differ.
      const difference = check.reduce((all, byte, at) => all | (byte ^ CHECK[at]), 0);
      if (difference !== 0) fail('OperationError', 'the wrapped key is not authentic');
      return concat(...parts);
    },
  };
}

function split(bytes) {
  return Array.from({ length: bytes.length / HALF }, (_, at) => bytes.slice(at * HALF, (at + 1) * HALF));
}

/** The half of a block with the number of a step added to it: exclusive or, big-endian. */
function numbered(half, step) {
  const view = new DataView(half.slice().buffer);
  view.setUint32(4, view.getUint32(4) ^ step);
  return new Uint8Array(view.buffer);
}
