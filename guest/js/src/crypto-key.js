/** Keys as callers see them: what they are for, and nothing of what they are. */

import { fail } from './errors.js';
import { DISPOSE, Owned } from './resources.js';

/** From a key to what the host has of it. Not exported by the package, so callers cannot get around `extractable`. */
const materials = new WeakMap();

export class CryptoKey {
  /** @param {symbol} permit keeps others from making keys */
  constructor(permit, { type, extractable, algorithm, usages }) {
    if (permit !== PERMIT) throw new TypeError('CryptoKeys are made by importKey and generateKey');
    this.type = type;
    this.extractable = Boolean(extractable);
    this.algorithm = Object.freeze({ ...algorithm });
    this.usages = Object.freeze([...usages]);
    Object.freeze(this);
  }

  get [Symbol.toStringTag]() {
    return 'CryptoKey';
  }

  /** Gives back what the host has of the key, at once; the key cannot be used any more. May be repeated. */
  [DISPOSE]() {
    materials.get(this)?.release();
    materials.delete(this);
  }
}

const PERMIT = Symbol('new CryptoKey');

/** Makes a key. `extractable` and `usages` are kept here: the host would give the bytes of any key it was given. */
export function newKey(material, description) {
  const key = new CryptoKey(PERMIT, description);
  materials.set(key, new Owned(key, material));
  return key;
}

/** The resource behind a key: a symmetric key, a key pair, or a public key. */
export function materialOf(key) {
  return materials.get(key)?.material ?? fail('InvalidAccessError', 'the key was disposed of');
}
