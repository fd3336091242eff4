/** ECDH on P-256 and P-384, and on P-521 if the host has that. */
import { CryptoKey, materialOf } from '../crypto-key.js';
import { fail } from '../errors.js';
import { using } from '../resources.js';
import { DERIVING, leading } from './derived.js';
import { ecKeys } from './ec-keys.js';

const CURVES = {
  'P-256': { host: 'P256-SHA256' },
  'P-384': { host: 'P384-SHA384' },
  'P-521': { host: 'P521-SHA512' },
};

const USAGES = { all: DERIVING, public: [], private: DERIVING };

export function ecdh(host) {
  return {
    ...ecKeys(host, { name: 'ECDH', category: 'key-exchange', curves: CURVES, use: 'enc', usages: USAGES }),

    deriveBits({ public: theirs }, key, length) {
      if (!(theirs instanceof CryptoKey)) throw new TypeError('the algorithm needs the public key of the other side');
      if (key.type !== 'private') fail('InvalidAccessError', 'the base key is a private one');
      const { name, namedCurve } = theirs.algorithm;
      if (theirs.type !== 'public' || name !== 'ECDH' || namedCurve !== key.algorithm.namedCurve) {
        fail('InvalidAccessError', 'the other key is no public key on the same curve');
      }
      const { dh } = host.exchange();
      const secret = using(materialOf(key).secretKey(), (mine) => dh(materialOf(theirs), mine));
      return leading(secret, length);
    },
  };
}
