/** Hash functions. Their names are the same on both sides. */

const NAMES = ['SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'];

export function digests(host) {
  return NAMES.map((name) => ({
    name,
    digest: (_, message) => host.symmetric.hash(name, message),
  }));
}

/** The usual name of the hash function that another algorithm's parameters ask for. */
export function hashName(parameters) {
  const hash = parameters.hash?.name ?? parameters.hash;
  if (typeof hash !== 'string') throw new TypeError('the algorithm needs a hash');
  return hash.toUpperCase();
}
