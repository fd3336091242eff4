/**
 * `crypto.subtle` for a component that imports `wasi:crypto`.
 *
 * The world has to import `common`, `symmetric`, `asymmetric`, `signatures` and `key-exchange` of that package. Elsewhere, for instance
 * in Node with a component that jco has transpiled, take `createSubtle` from `./subtle.js` and hand it the interfaces.
 */
import * as common from 'wasi:crypto/common@0.13.0-draft';
import * as symmetric from 'wasi:crypto/symmetric@0.13.0-draft';
import * as asymmetric from 'wasi:crypto/asymmetric@0.13.0-draft';
import * as signatures from 'wasi:crypto/signatures@0.13.0-draft';
import * as keyExchange from 'wasi:crypto/key-exchange@0.13.0-draft';

import { createSubtle } from './subtle.js';

/** The functions of the Web Cryptography API, done by whatever implements `wasi:crypto` for this component. */
export const subtle = createSubtle({ common, symmetric, asymmetric, signatures, keyExchange });

export { CryptoKey } from './crypto-key.js';
