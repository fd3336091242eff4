/** Bytes as the Web Cryptography API takes and gives them, and as JSON Web Keys write them. */
import { fail } from './errors.js';

/** A copy of an `ArrayBuffer`, or of what a view shows of one. */
export function bytesOf(source) {
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength));
  }
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
  throw new TypeError('not an ArrayBuffer or a view of one');
}

/** The bytes as an `ArrayBuffer` with nothing else in it. */
export function bufferOf(bytes) {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(a, b) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Base64url without padding (RFC 4648). */
export function toBase64url(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of a member of a JSON Web Key; `DataError` when it is missing or not base64url. */
export function fromBase64url(text) {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    fail('DataError', 'a member of the JSON Web Key is missing or not base64url');
  }
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
