/** What the component needs of WASI, with randomness a test may choose. */

const AT_ONCE = 65536;

let chosen;

/** What the next drawing of as many bytes gets; `undefined` for nothing in particular. */
export function choose(bytes) {
  chosen = bytes;
}

/** Whether nothing is chosen any more. */
export const drawn = () => chosen === undefined;

export const random = {
  getRandomBytes(length) {
    if (chosen?.length === Number(length)) {
      const bytes = chosen;
      chosen = undefined;
      return bytes;
    }
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
