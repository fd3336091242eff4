/** Errors by the names the Web Cryptography API gives them. */

/** What a host answers, and what it is called here. The other codes say that something is wrong with what was given. */
const NAMES = new Map([
  ['not-implemented', 'NotSupportedError'],
  ['unsupported-feature', 'NotSupportedError'],
  ['unsupported-encoding', 'NotSupportedError'],
  ['unsupported-algorithm', 'NotSupportedError'],
  ['unsupported-option', 'NotSupportedError'],
  ['prohibited-operation', 'InvalidAccessError'],
  ['algorithm-failure', 'OperationError'],
  ['internal-error', 'OperationError'],
  ['overflow', 'OperationError'],
  ['rng-error', 'OperationError'],
  ['too-many-handles', 'OperationError'],
]);

/** Throws a `DOMException`. */
export function fail(name, message) {
  throw new DOMException(message, name);
}

/**
 * Does `work`, with the error codes of `wasi:crypto` made into `DOMException`s.
 *
 * @param {string} otherwise the name for codes without one of their own
 */
export function translated(work, otherwise = 'OperationError') {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return fail(NAMES.get(code) ?? otherwise, `wasi:crypto answered ${code}`);
  }
}

/** Does `work` and tells whether it was answered with one of `codes` (false) or succeeded (true). */
export function accepted(work, ...codes) {
  try {
    work();
    return true;
  } catch (error) {
    if (codes.includes(codeOf(error))) return false;
    throw error;
  }
}

/** The `error-code` in what the bindings throw, or nothing for other errors. */
export function codeOf(error) {
  return typeof error?.payload === 'string' ? error.payload : undefined;
}
