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

/** All that somebody may still use. */
const owned = new Set();

/** Gives back what nobody refers to any more, in engines that tell. */
const forgotten = new FinalizationRegistry((one) => one.release());

/** What the host has of an object, and gets back when nobody refers to the object any more. */
export class Owned {
  #owner;

  constructor(owner, material) {
    this.#owner = new WeakRef(owner);
    this.material = material;
    owned.add(this);
    forgotten.register(owner, this, this);
  }

  isForgotten() {
    return this.#owner.deref() === undefined;
  }

  /** May be repeated. */
  release() {
    forgotten.unregister(this);
    if (owned.delete(this)) this.material[DISPOSE]();
  }
}

/** How often garbage is waited for when there are no handles left. */
const TRIES = 8;

/**
 * What `work` returns. Where the host has no handle left for it, objects that nobody refers to give theirs back first.
 *
 * Engines let go of an object once the program has had a turn to spare and they have looked for memory; the one that
 * componentize-js builds in never tells the registry, so that everything is looked through.
 */
export async function patiently(work) {
  for (let tries = TRIES; ; tries -= 1) {
    try {
      return work();
    } catch (error) {
      if (tries === 0 || codeOf(error) !== 'too-many-handles') throw error;
      await turn();
      press();
      await turn();
      for (const one of owned) if (one.isForgotten()) one.release();
    }
  }
}

/** Uses so much memory for a moment that the engine looks for some. */
function press() {
  const used = [];
  for (let at = 0; at < 16; at += 1) used.push(new ArrayBuffer(1 << 20), Array.from({ length: 1000 }, () => ({})));
  return used.length;
}

function turn() {
  return typeof setTimeout === 'function' ? new Promise((resolve) => setTimeout(resolve, 0)) : Promise.resolve();
}
