/** Resources of the host, of which it grants a component a limited number. */
import { codeOf } from './errors.js';

/** What everything that the host has is let go of by. */
export const DISPOSE = Symbol.dispose ?? Symbol.for('dispose');

/**
 * What `work` makes of a resource that is not needed any more afterwards. Garbage may be collected late or never.
 */
export function using(resource, work) {
  try {
    return work(resource);
  } finally {
    resource[DISPOSE]();
  }
}

/** How often garbage is waited for when there are no handles left. */
const TRIES = 4;

/**
 * What `work` returns. Where the host has no handle left for it, keys that nobody refers to give theirs back first: an
 * engine tells of them once it has collected garbage and the program has a turn to spare.
 */
export async function patiently(work) {
  for (let tries = TRIES; ; tries -= 1) {
    try {
      return work();
    } catch (error) {
      if (tries === 0 || codeOf(error) !== 'too-many-handles') throw error;
      press();
      await turn();
    }
  }
}

/** Uses so much memory for a moment that the engine looks for some. */
function press() {
  const used = [];
  for (let at = 0; at < 64; at += 1) used.push(new ArrayBuffer(1 << 20), Array.from({ length: 1000 }, () => ({})));
  return used.length;
}

function turn() {
  return typeof setTimeout === 'function' ? new Promise((resolve) => setTimeout(resolve, 0)) : Promise.resolve();
}
