/** Arguments and results of `subtle` as JSON: bytes as numbers, keys as numbers that only the driver can resolve. */

/** The keys that were sent to the other side, which stay here. */
export class Keys {
  #keys = [];

  keep(key) {
    return this.#keys.push(key) - 1;
  }

  get(number) {
    return this.#keys[number];
  }
}

export function encode(value, keys) {
  if (value instanceof ArrayBuffer) return { $buffer: [...new Uint8Array(value)] };
  if (ArrayBuffer.isView(value)) return { $bytes: [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] };
  if (value === undefined) return { $undefined: true };
  if (Array.isArray(value)) return value.map((item) => encode(item, keys));
  if (value === null || typeof value !== 'object') return value;
  if (isKey(value)) {
    const { type, extractable, algorithm, usages } = value;
    return { $key: value.$key ?? keys.keep(value), type, extractable, algorithm: encode(algorithm, keys), usages };
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, encode(item, keys)]));
}

export function decode(value, keys) {
  if (Array.isArray(value)) return value.map((item) => decode(item, keys));
  if (value === null || typeof value !== 'object') return value;
  if ('$buffer' in value) return Uint8Array.from(value.$buffer).buffer;
  if ('$bytes' in value) return Uint8Array.from(value.$bytes);
  if ('$undefined' in value) return undefined;
  if ('$key' in value && keys !== undefined) return keys.get(value.$key);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decode(item, keys)]));
}

function isKey(value) {
  return 'usages' in value && 'extractable' in value && 'algorithm' in value;
}
