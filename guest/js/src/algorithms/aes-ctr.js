/** AES-CTR. It authenticates nothing; prefer AES-GCM. */
import { bytesOf, concat } from '../bytes.js';
import { materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { aes } from './aes.js';

const BLOCK = 16;

export function aesCtr(host) {
  const keys = aes(host, 'CTR');

  /** Encrypts and decrypts: the same thing. */
  function apply({ counter, length }, key, data) {
    const block = bytesOf(counter);
    if (block.length !== BLOCK) fail('OperationError', 'the counter has 16 bytes');
    if (!Number.isInteger(length) || length < 1 || length > 128) {
      fail('OperationError', 'the counter has 1 to 128 bits');
    }

    const cipher = (start, part) =>
      host.usingCipher(keys.cipher(key), materialOf(key), start, (state) => state.encrypt(part));
    const [before, after] = split(block, length, data);
    if (after.length === 0) return cipher(block, before);
    return concat(cipher(block, before), cipher(cleared(block, length), after));
  }

  return { ...keys, encrypt: apply, decrypt: apply };
}

/**
 * Where the counter goes back to zero: the host counts with the whole block, here only its last `length` bits count.
 */
function split(block, length, data) {
  const numbers = 1n << BigInt(length);
  const blocks = BigInt(Math.ceil(data.length / BLOCK));
  if (blocks > numbers) fail('OperationError', 'more blocks than the counter can number');
  const left = numbers - (toNumber(block) & (numbers - 1n));
  const at = blocks > left ? Number(left) * BLOCK : data.length;
  return [data.subarray(0, at), data.subarray(at)];
}

/** The block with its last `length` bits zero. */
function cleared(block, length) {
  let number = (toNumber(block) >> BigInt(length)) << BigInt(length);
  const bytes = new Uint8Array(BLOCK);
  for (let at = BLOCK - 1; at >= 0; at -= 1) {
    bytes[at] = Number(number & 0xffn);
    number >>= 8n;
  }
  return bytes;
}

function toNumber(block) {
  return block.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}
