/** The interfaces of `wasi:crypto`, and the few combinations of their calls that more than one algorithm needs. */
import { concat } from './bytes.js';
import { fail } from './errors.js';
import { using } from './resources.js';

export class Host {
  constructor({ common, symmetric, asymmetric, signatures, keyExchange }) {
    Object.assign(this, { common, symmetric, asymmetric, signatures, keyExchange });
  }

  /** What `work` makes of a state of a cipher that begins with this nonce. */
  usingCipher(algorithm, key, nonce, work) {
    const open = (options) => {
      options.set('nonce', nonce);
      return this.symmetric.SymmetricState.open(algorithm, key, options);
    };
    return using(using(this.common.Options.open('symmetric'), open), work);
  }

  /** The interface for key exchange, which not every world imports. */
  exchange() {
    return this.keyExchange ?? fail('NotSupportedError', 'the component does not import key-exchange');
  }

  /**
   * Random bytes, drawn by the host: a fresh AES key is nothing else. The random numbers of a JavaScript engine in a
   * component may have been drawn when the component was built.
   */
  random(length) {
    const keys = [];
    for (let drawn = 0; drawn < length; drawn += 32) {
      keys.push(using(this.symmetric.SymmetricKey.generate('AES-256-GCM'), (key) => key.export()));
    }
    return concat(...keys).slice(0, length);
  }
}
