/** Connects the page with the component. Everything that is computed is computed by the component. */
import { notary } from './component/notary.js';

import { hex, readable } from './text.js';
import { timed } from './timings.js';

const element = (id) => document.getElementById(id);
const encoder = new TextEncoder();

/** Keys and results of this visit. */
const held = {};

on('generate', () => {
  held.signer = timed('Generate an Ed25519 key', 0, () => new notary.SigningKey());
  held.publicKey = held.signer.publicKey();
  element('public-key').value = hex(held.publicKey);
  element('sign').disabled = false;
});

on('sign', () => {
  const message = encoder.encode(element('message').value);
  held.signature = timed('Sign', message.length, () => held.signer.sign(message));
  element('signature').value = hex(held.signature);
  element('verify').disabled = false;
  say('verdict', '');
});

on('verify', () => {
  const message = encoder.encode(element('message').value);
  const right = timed('Verify', message.length, () => notary.verify(held.publicKey, message, held.signature));
  say('verdict', right ? 'The signature is right.' : 'The signature is not for this message.', right);
});

on('encrypt', async () => {
  const [file] = element('file').files;
  if (file === undefined) return say('opened', 'Choose a file first.', false);
  const algorithm = element('algorithm').value;
  held.plaintext = new Uint8Array(await file.arrayBuffer());
  held.key = new notary.SealingKey(algorithm);
  // The component draws nonces that are long enough for that; this key is used once, so any other will do.
  const nonce = algorithm.startsWith('X') ? undefined : new Uint8Array(12);
  held.sealed = timed(`Encrypt with ${algorithm}`, file.size, () => held.key.seal(nonce, held.plaintext));
  show(held.sealed.ciphertext);
  for (const next of ['decrypt', 'tamper']) element(next).disabled = false;
  return say('opened', '');
});

on('tamper', () => {
  held.sealed.ciphertext[0] ^= 1;
  show(held.sealed.ciphertext);
  say('opened', '');
});

on('decrypt', () => {
  try {
    const opened = timed('Decrypt', held.plaintext.length, () => held.key.open(held.sealed));
    const same = opened.length === held.plaintext.length && opened.every((byte, at) => byte === held.plaintext[at]);
    say('opened', same ? `The same ${readable(opened.length)} again.` : 'Something else came out.', same);
  } catch (error) {
    say('opened', `Refused: ${error.payload}`, false);
  }
});

element('state').textContent = 'Ready.';
for (const first of ['generate', 'encrypt']) element(first).disabled = false;

function on(id, work) {
  element(id).addEventListener('click', work);
}

function show(ciphertext) {
  element('ciphertext').value = `${hex(ciphertext.slice(0, 24))}… ${readable(ciphertext.length)}`;
}

function say(id, text, good) {
  element(id).value = text;
  element(id).dataset.good = good;
}
