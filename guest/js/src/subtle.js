/** The object with the shape of `crypto.subtle`: checks what concerns every algorithm, then asks the right one. */
import { createAlgorithms } from './algorithms/index.js';
import { bytesOf, bufferOf } from './bytes.js';
import { CryptoKey, newKey } from './crypto-key.js';
import { fail, translated } from './errors.js';
import { Host } from './host.js';
import { decodeJwk, encodeJwk } from './jwk.js';
import { DISPOSE, patiently } from './resources.js';
import { usagesOf } from './usages.js';

const FORMATS = ['raw', 'pkcs8', 'spki', 'jwk'];

/**
 * Makes a `crypto.subtle` out of the interfaces of `wasi:crypto`.
 *
 * @param {{common: object, symmetric: object, asymmetric: object, signatures: object, keyExchange: object}} interfaces as
 *   a component imports them, or as a component transpiled by jco exports them; without the last there is no ECDH
 */
export function createSubtle(interfaces) {
  return new Subtle(new Host(interfaces));
}

class Subtle {
  #algorithms;

  constructor(host) {
    this.#algorithms = createAlgorithms(host);
  }

  async digest(algorithm, data) {
    const { implementation, parameters } = this.#find(algorithm, 'digest');
    const message = bytesOf(data);
    return bufferOf(await done(() => implementation.digest(parameters, message)));
  }

  async sign(algorithm, key, data) {
    const { implementation, parameters } = this.#find(algorithm, 'sign');
    const message = bytesOf(data);
    mayDo(key, implementation, 'sign');
    return bufferOf(await done(() => implementation.sign(parameters, key, message)));
  }

  async verify(algorithm, key, signature, data) {
    const { implementation, parameters } = this.#find(algorithm, 'verify');
    const [expected, message] = [bytesOf(signature), bytesOf(data)];
    mayDo(key, implementation, 'verify');
    return done(() => implementation.verify(parameters, key, expected, message));
  }

  async encrypt(algorithm, key, data) {
    const { implementation, parameters } = this.#find(algorithm, 'encrypt');
    const plaintext = bytesOf(data);
    mayDo(key, implementation, 'encrypt');
    return bufferOf(await done(() => implementation.encrypt(parameters, key, plaintext)));
  }

  async decrypt(algorithm, key, data) {
    const { implementation, parameters } = this.#find(algorithm, 'decrypt');
    const ciphertext = bytesOf(data);
    mayDo(key, implementation, 'decrypt');
    return bufferOf(await done(() => implementation.decrypt(parameters, key, ciphertext)));
  }

  async generateKey(algorithm, extractable, usages) {
    const { implementation, parameters } = this.#find(algorithm, 'generateKey');
    const wanted = usagesOf(usages, implementation.usages.all);
    const made = await done(() => implementation.generateKey(parameters));
    if ('secret' in made) {
      if (wanted.length === 0) made.secret.material[DISPOSE]();
      return secretKey(made.secret, extractable, wanted);
    }

    const { publicHalf, privateHalf, details } = made;
    const [mine, theirs] = ['private', 'public'].map((half) => only(wanted, implementation.usages[half]));
    if (mine.length === 0) {
      for (const half of [publicHalf, privateHalf]) half[DISPOSE]();
      fail('SyntaxError', 'the private key would have no usages');
    }
    return {
      publicKey: newKey(publicHalf, { type: 'public', extractable: true, algorithm: details, usages: theirs }),
      privateKey: newKey(privateHalf, { type: 'private', extractable, algorithm: details, usages: mine }),
    };
  }

  async importKey(format, keyData, algorithm, extractable, usages) {
    const { implementation, parameters } = this.#find(algorithm, 'importKey');
    const data = knownFormat(format) === 'jwk' ? jwkOf(keyData) : bytesOf(keyData);
    const wanted = usagesOf(usages);
    const purpose = { extractable: Boolean(extractable), usages: wanted };
    const made = await done(() => implementation.importKey(parameters, format, data, purpose), 'DataError');
    const material = made.secret?.material ?? made.privateHalf ?? made.publicHalf;
    try {
      if ('secret' in made) return secretKey(made.secret, extractable, usagesOf(wanted, implementation.usages.all));
      const type = 'privateHalf' in made ? 'private' : 'public';
      const granted = usagesOf(wanted, implementation.usages[type]);
      if (type === 'private' && granted.length === 0) fail('SyntaxError', 'a private key needs usages');
      return newKey(material, { type, extractable, algorithm: made.details, usages: granted });
    } catch (error) {
      material[DISPOSE]();
      throw error;
    }
  }

  async exportKey(format, key) {
    knownFormat(format);
    if (!(key instanceof CryptoKey)) throw new TypeError('not a CryptoKey');
    const { implementation } = this.#find(key.algorithm, 'exportKey');
    if (!key.extractable) fail('InvalidAccessError', 'the key is not extractable');
    const exported = await done(() => implementation.exportKey(format, key));
    return format === 'jwk' ? { ...exported, key_ops: [...key.usages], ext: key.extractable } : bufferOf(exported);
  }

  async deriveBits(algorithm, baseKey, length = null) {
    const { implementation, parameters } = this.#find(algorithm, 'deriveBits');
    mayDo(baseKey, implementation, 'deriveBits');
    return bufferOf(await done(() => implementation.deriveBits(parameters, baseKey, bitLength(length))));
  }

  async deriveKey(algorithm, baseKey, derivedKeyType, extractable, usages) {
    const { implementation, parameters } = this.#find(algorithm, 'deriveBits');
    const derived = this.#find(derivedKeyType, 'keyLength');
    usagesOf(usages);
    mayDo(baseKey, implementation, 'deriveKey');
    const length = derived.implementation.keyLength(derived.parameters);
    const bits = await done(() => implementation.deriveBits(parameters, baseKey, length));
    return this.importKey('raw', bits, derivedKeyType, extractable, usages);
  }

  async wrapKey(format, key, wrappingKey, wrapAlgorithm) {
    const { operation, implementation, parameters } = this.#wrapping(wrapAlgorithm, 'wrapKey', 'encrypt');
    knownFormat(format);
    mayDo(wrappingKey, implementation, 'wrapKey');
    const exported = await this.exportKey(format, key);
    const plain = format === 'jwk' ? encodeJwk(exported) : bytesOf(exported);
    return bufferOf(await done(() => implementation[operation](parameters, wrappingKey, plain)));
  }

  async unwrapKey(format, wrappedKey, unwrappingKey, unwrapAlgorithm, unwrappedKeyAlgorithm, extractable, usages) {
    const { operation, implementation, parameters } = this.#wrapping(unwrapAlgorithm, 'unwrapKey', 'decrypt');
    this.#find(unwrappedKeyAlgorithm, 'importKey');
    knownFormat(format);
    usagesOf(usages);
    const wrapped = bytesOf(wrappedKey);
    mayDo(unwrappingKey, implementation, 'unwrapKey');
    const plain = await done(() => implementation[operation](parameters, unwrappingKey, wrapped));
    const data = format === 'jwk' ? decodeJwk(plain) : plain;
    return this.importKey(format, data, unwrappedKeyAlgorithm, extractable, usages);
  }

  /** What wraps or unwraps with an algorithm: the operation of that name if it has one, else that of a cipher. */
  #wrapping(algorithm, wrap, cipher) {
    const name = typeof algorithm === 'string' ? algorithm : algorithm?.name;
    const operation = this.#algorithms.get(String(name).toLowerCase())?.[wrap] ? wrap : cipher;
    return { operation, ...this.#find(algorithm, operation) };
  }

  /** The implementation of an algorithm that has `operation`, and the parameters, with `name` spelled as usual. */
  #find(algorithm, operation) {
    const given = typeof algorithm === 'string' ? { name: algorithm } : algorithm;
    if (typeof given?.name !== 'string') throw new TypeError('an algorithm is a name or an object with one');
    const implementation = this.#algorithms.get(given.name.toLowerCase());
    if (!implementation?.[operation]) fail('NotSupportedError', `${operation} is not offered with ${given.name}`);
    return { implementation, parameters: { ...given, name: implementation.name } };
  }
}

/** Refuses a key of another algorithm, and one without the usage. */
function mayDo(key, implementation, usage) {
  if (!(key instanceof CryptoKey)) throw new TypeError('not a CryptoKey');
  if (key.algorithm.name !== implementation.name) fail('InvalidAccessError', `the key is for ${key.algorithm.name}`);
  if (!key.usages.includes(usage)) fail('InvalidAccessError', `the key may not be used to ${usage}`);
}

function secretKey({ material, details }, extractable, usages) {
  if (usages.length === 0) fail('SyntaxError', 'a secret key needs usages');
  return newKey(material, { type: 'secret', extractable, algorithm: details, usages });
}

function only(usages, allowed) {
  return usages.filter((usage) => allowed.includes(usage));
}

function knownFormat(format) {
  if (!FORMATS.includes(format)) throw new TypeError(`no key format is called ${format}`);
  return format;
}

function jwkOf(keyData) {
  const bytes = ArrayBuffer.isView(keyData) || keyData instanceof ArrayBuffer;
  if (bytes || keyData === null || typeof keyData !== 'object') throw new TypeError('a JSON Web Key is an object');
  return keyData;
}

/** `work` done, after waiting for handles if there are none; its errors are `DOMException`s. */
async function done(work, otherwise) {
  try {
    return await patiently(work);
  } catch (error) {
    return translated(() => {
      throw error;
    }, otherwise);
  }
}

function bitLength(length) {
  if (length === null) return null;
  const number = Number(length);
  if (!Number.isFinite(number) || number < 0 || number >= 2 ** 32) throw new TypeError('the length is a number of bits');
  return Math.trunc(number);
}
