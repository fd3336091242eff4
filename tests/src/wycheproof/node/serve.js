/**
 * Calls the component that jco has made into `guest/guest.js`: a line of JSON on standard input is a call, a line on
 * standard output its outcome. What is no outcome ends the process: a trap, or something wrong with the call.
 */
import { createInterface } from 'node:readline';

import { choose, drawn } from './wasi.js';

const memories = new Set();
watchMemories();
const guest = await import('./guest/guest.js');

for await (const line of createInterface({ input: process.stdin })) {
  const { interface: named, name, params, random } = JSON.parse(line);
  choose(random ?? undefined);
  const outcome = outcomeOf(() => guest[named][camelCase(name)](...bytesOfNumbers(params)));
  const memory = [...memories].reduce((total, { buffer }) => total + buffer.byteLength, 0);
  console.log(JSON.stringify({ outcome, drawn: random !== null && drawn(), memory }, asRust));
}

/** Errors of the WIT are thrown with the error as payload. */
function outcomeOf(call) {
  try {
    return { tag: 'ok', val: call() };
  } catch (error) {
    if (typeof error?.payload !== 'number') throw error;
    return { tag: 'err', val: error.payload };
  }
}

/** The interfaces have no lists of numbers but bytes; a list of nothing is the same as no bytes. */
function bytesOfNumbers(value) {
  if (Array.isArray(value)) return value.every(Number.isInteger) ? Uint8Array.from(value) : value.map(bytesOfNumbers);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, bytesOfNumbers(item)]));
}

/** Results as Rust writes them. */
function asRust(_, value) {
  if (value instanceof Uint8Array) return [...value];
  if (value?.tag === 'ok') return { Ok: value.val ?? null };
  if (value?.tag === 'err') return { Err: value.val };
  return value;
}

function camelCase(name) {
  return name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** Every memory that is made from now on is one of the component's. */
function watchMemories() {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args);
    const { exports } = made.instance ?? made;
    for (const item of Object.values(exports)) if (item instanceof WebAssembly.Memory) memories.add(item);
    return made;
  };
}
