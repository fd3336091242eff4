/** Assertions that several tests use. */
import assert from 'node:assert/strict';

export const text = (string) => new TextEncoder().encode(string);
export const bytes = (buffer) => new Uint8Array(buffer);

/** Fills with a pattern, so that nothing passes because it is all zeros. */
export const pattern = (length) => Uint8Array.from({ length }, (_, at) => (at * 7 + 3) % 256);

export function same(actual, expected, message) {
  assert.deepEqual(bytes(actual), bytes(expected), message);
}

/** The promise is rejected with an error of this name. */
export function refused(promise, name) {
  return assert.rejects(promise, (error) => {
    assert.equal(error.name, name, error.message);
    return true;
  });
}
