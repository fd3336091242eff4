/** A program: signs a text, then seals and opens it, as one would with `crypto.subtle` in a browser. */
import { getArguments } from 'wasi:cli/environment@0.2.0';

import { subtle } from '../../src/index.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const run = {
  async run() {
    const [, text = 'hello from JavaScript'] = getArguments();
    const message = encoder.encode(text);
    console.log(`text ${JSON.stringify(text)}\n`);
    console.log(`= SHA-256  ${hex(await subtle.digest('SHA-256', message))}`);

    const { publicKey, privateKey } = await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    const signature = await subtle.sign('Ed25519', privateKey, message);
    console.log(`~ Ed25519  ${hex(signature).slice(0, 32)}.. by ${(await subtle.exportKey('jwk', publicKey)).x}`);
    console.log(`= verified ${await subtle.verify('Ed25519', publicKey, signature, message)}`);
    console.log(`= another text ${await subtle.verify('Ed25519', publicKey, signature, encoder.encode('!'))}`);

    const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    // A key that is used once may have any nonce.
    const parameters = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: encoder.encode('note') };
    const sealed = await subtle.encrypt(parameters, key, message);
    console.log(`~ AES-GCM  ${hex(sealed).slice(0, 32)}.. ${sealed.byteLength} bytes`);
    console.log(`= opened   ${decoder.decode(await subtle.decrypt(parameters, key, sealed))}`);

    const refused = await subtle.exportKey('raw', key).catch((error) => error);
    console.log(`= export   ${refused.name}`);
  },
};

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
