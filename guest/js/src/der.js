/** As much of DER (X.690) as RSA keys need: sequences, integers of any length, strings. */
import { concat } from './bytes.js';
import { fail } from './errors.js';

export const TAG = { integer: 0x02, bitString: 0x03, octetString: 0x04, sequence: 0x30 };

/** One element: its tag, a length, its content. */
export function element(tag, ...content) {
  const bytes = concat(...content);
  const { length } = bytes;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), bytes);
  const digits = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return concat(Uint8Array.of(tag, 0x80 | digits.length, ...digits), bytes);
}

/** An integer that is not negative, from its big-endian bytes. */
export function integer(bytes) {
  const digits = magnitude(bytes);
  const positive = digits.length === 0 || digits[0] >= 0x80 ? concat(Uint8Array.of(0), digits) : digits;
  return element(TAG.integer, positive);
}

/** The elements in `bytes`, one after the other; `DataError` when they do not fill it exactly. */
export function elements(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at];
    let length = bytes[at + 1] ?? malformed();
    at += 2;
    if (length >= 0x80) {
      const digits = length & 0x7f;
      if (digits < 1 || digits > 3) malformed();
      length = bytes.subarray(at, at + digits).reduce((number, digit) => number * 256 + digit, 0);
      at += digits;
    }
    if (at + length > bytes.length) malformed();
    found.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

/** The content of an element that must have this tag. */
export function contentOf(found, tag) {
  return found?.tag === tag ? found.content : malformed();
}

/** Big-endian bytes without the zeros before them. */
export function magnitude(bytes) {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array() : bytes.slice(first);
}

function malformed() {
  return fail('DataError', 'the key is malformed');
}
