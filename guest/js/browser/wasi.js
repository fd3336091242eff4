/** What the component needs of WASI, from the browser: randomness, and the time for keys that expire. */

/** The browser gives at most this many random bytes at once. */
const AT_ONCE = 65536;

export const random = {
  getRandomBytes(length) {
    const bytes = new Uint8Array(Number(length));
    for (let at = 0; at < bytes.length; at += AT_ONCE) crypto.getRandomValues(bytes.subarray(at, at + AT_ONCE));
    return bytes;
  },
};

export const wallClock = {
  now() {
    const milliseconds = Date.now();
    return { seconds: BigInt(Math.floor(milliseconds / 1000)), nanoseconds: (milliseconds % 1000) * 1e6 };
  },
};
