/**
 * The `subtle` under test, as the environment says: `SUBTLE_COMMAND` is a command line that runs the driver as a
 * component, `SUBTLE_PROVIDER` a provider component that jco has transpiled.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { createSubtle } from '../src/subtle.js';
import { startDriver } from './driver/client.js';

async function backend() {
  const { SUBTLE_COMMAND: command, SUBTLE_PROVIDER: provider } = process.env;
  if (provider) return createSubtle(await import(pathToFileURL(resolve(provider))));
  if (!command) throw new Error('set SUBTLE_COMMAND or SUBTLE_PROVIDER, see test/backend.js');
  return startDriver(...command.split(' '));
}

export const ours = await backend();

/** An implementation by others. */
export const theirs = globalThis.crypto.subtle;

/** Algorithms that not every provider has are `RSA=no` where it is known that they are missing. */
export const hasRsa = process.env.RSA !== 'no';
