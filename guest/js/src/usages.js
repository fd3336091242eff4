/** What a key may be used for. */
import { fail } from './errors.js';

/** In the order in which `CryptoKey.usages` lists them. */
const ALL = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'];

/**
 * The usages in their usual order, each once; `TypeError` for what is no list of them, `SyntaxError` for one that is
 * not among those `allowed`.
 */
export function usagesOf(usages, allowed = ALL) {
  if (typeof usages !== 'object' || typeof usages?.[Symbol.iterator] !== 'function') {
    throw new TypeError('the usages are a list');
  }
  const wanted = new Set(usages);
  for (const usage of wanted) {
    if (!ALL.includes(usage)) throw new TypeError(`no usage is called ${usage}`);
    if (!allowed.includes(usage)) fail('SyntaxError', `such a key cannot ${usage}`);
  }
  return ALL.filter((usage) => wanted.has(usage));
}
