/** What the component needs of WASI: what the page has, with randomness a test may choose. */
import { random as unchosen } from '../browser/wasi.js';

export { wallClock } from '../browser/wasi.js';

let chosen;

/** What the next drawing of as many bytes gets; `undefined` for nothing in particular. */
export function choose(bytes) {
  chosen = bytes;
}

/** Whether nothing is chosen any more. */
export const drawn = () => chosen === undefined;

export const random = {
  getRandomBytes(length) {
    if (chosen?.length !== Number(length)) return unchosen.getRandomBytes(length);
    const bytes = chosen;
    chosen = undefined;
    return bytes;
  },
};
