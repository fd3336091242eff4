//! Keys, states, algorithms and providers of wasi-crypto, without any WebAssembly.
//!
//! An [`Engine`] offers the algorithms of one [`CryptoProvider`](provider::CryptoProvider) under one set of
//! [`Limits`]. Everything else is made with it: keys, states, tags, signatures. Each type has the semantics of
//! the wasi-crypto object of the same name; the functions of [`oneshot`] do common jobs in one call.
//!
//! ```
//! use wasi_crypto_engine::{Engine, SymmetricState};
//!
//! let engine = Engine::new();
//! let mut state = SymmetricState::open(&engine, "SHA-256", None, None)?;
//! state.absorb(b"abc")?;
//! let digest = state.squeeze(32)?;
//! assert_eq!(digest[..4], [0xba, 0x78, 0x16, 0xbf]);
//! # Ok::<(), wasi_crypto_engine::Error>(())
//! ```
//!
//! # Choices
//!
//! Where the specification is silent or contradicts itself, this crate does the following.
//!
//! | Subject | Choice |
//! |---|---|
//! | key for an algorithm without keys | generating or importing one is [`Error::InvalidOperation`], opening a state with one [`Error::KeyNotSupported`] |
//! | nonce after use | one encryption uses it up for the state and all its clones; so does a successful decryption. It stays readable, and decryption stays possible |
//! | drawn nonces | XChaCha20-Poly1305, AES-GCM-SIV, AEGIS, Ascon; the vectors of AES-CTR and AES-CBC |
//! | AES-SIV | keys of 32 and 64 bytes. What was absorbed is one string, perhaps an empty one; a nonce of 1 to 40 bytes, if there is one, is the next. Without one, encryption is deterministic and may be repeated. The tag is behind the ciphertext |
//! | AEGIS | tags of 16 bytes |
//! | AES-CTR | the whole block counts, modulo 2^128. A message may come in pieces; of all clones only one encrypts at any place |
//! | AES-CBC | padding of PKCS#7; whatever is wrong with it is [`Error::InvalidTag`] |
//! | Xoodyak | a nonce of at most 27 bytes (23 with the longer key) is absorbed with the key, as its `id`. Clones of a session are independent: see [`SymmetricState::try_clone`] |
//! | `squeeze_key` of HKDF | only the HKDF-EXPAND of the same hash; anything else is [`Error::InvalidKey`] |
//! | password hashes, cost not set, or 0 | as OWASP recommends: Argon2id 19 MiB, 2 passes, 1 lane; scrypt N = 2^15, r = 8, p = 3; PBKDF2 600,000 (SHA-256) and 210,000 (SHA-512) iterations; bcrypt cost 12. A cost the function does not have is [`Error::UnsupportedOption`] |
//! | `memory_limit` | Argon2id: the memory, in whole KiB. scrypt: N is the largest power of two with 1,024 N bytes in it; r is always 8. `p` not set: 1 from N = 2^17 on, 2, 3, 5, and 10 below 2^14 |
//! | `buffer` | what the guest lets a password hash use: one that needs more is [`Error::Overflow`]. It never changes a result |
//! | password hashes over the limits | [`Error::Overflow`], before anything is done; a stored tag whose check would be is [`Error::InvalidTag`] |
//! | salt of a password | `squeeze` without one is [`Error::ParametersMissing`], `squeeze_tag` draws 16 bytes. An empty one is none |
//! | tag of a password | the text `$argon2id$v=19$..`, `$scrypt$ln=..`, `$2b$..` |
//! | bcrypt | passwords with a zero byte or of more than 72 bytes are [`Error::InvalidLength`]: others would cut them off |
//! | ECDSA, making | `ring`: nonce from key, message and randomness; `aws-lc-rs`: random; pure Rust: RFC 6979. On secp256k1 the smaller `s` |
//! | ECDSA, checking | both values of `s`, on every curve; DER has one encoding per signature |
//! | Ed25519, checking | `s` reduced; points canonical. `ring` and `aws-lc-rs` without the cofactor, pure Rust with it: they differ only for signatures made to differ |
//! | RSA | modulus exactly of the named size; exponent odd, 3 to 33 bits, at least 65537 for signing; PSS salt as long as the hash |
//! | Ed25519ph, Ed448 | the context is empty; Ed25519ph hashes with SHA-512, and refuses points of small order when it verifies. Ed448 refuses points outside the group of prime order on import |
//! | ML-DSA | not prehashed, empty context, hedged |
//! | X25519, X448 | top bit of X25519 cleared on import; an all-zero result is [`Error::InvalidKey`]; coordinates that are not reduced are accepted (RFC 7748) |
//! | P-256, P-384 agreement | the x-coordinate, in full length, not hashed |
//! | ML-KEM, ML-DSA, X-Wing secrets | the seed: 64, 32 and 32 bytes. An expanded key has no seed: as raw bytes it is [`Error::InvalidKey`] |
//! | BLAKE3 | a key of 32 bytes: the keyed hash; `context`, which is text: `derive_key`; both: [`Error::UnsupportedOption`] |
//! | TurboSHAKE | `context` is the domain separation byte, 0x01 to 0x7F; 0x1F without |
//! | `context` elsewhere | the customization string of cSHAKE, KMAC, TupleHash and KangarooTwelve, the personalization of BLAKE2b; an empty one is none |
//! | KMAC | tags of 32 (KMAC-128) and 64 bytes (KMAC-256); any key, generated ones have 16 and 32 bytes |
//! | XOF after output has begun | more input is [`Error::InvalidOperation`] |
//! | TupleHash | every `absorb` is an element, the empty ones included |
//! | raw key pairs | curves: the scalar. Ed25519, Ed448: seed, public key. ML-DSA: the seed. X25519, X448, ML-KEM, X-Wing: public key, secret key |
//! | raw public key on a curve | written compressed, read in either form; `sec` is written uncompressed |
//! | `sec` of a secret key | `ECPrivateKey` in DER, curve named |
//! | PKCS#8 | read in versions 1 and 2, written in version 1; encrypted is [`Error::UnsupportedEncoding`] |
//! | ML-KEM, ML-DSA in PKCS#8 | written as the seed (RFC 9935, RFC 9881); read as the seed, or as both if they agree; an expanded key alone is [`Error::UnsupportedEncoding`] |
//! | X-Wing in PKCS#8 | the seed without any wrapping, as in its draft |
//! | `local` | every key: a container that names the algorithm and says whether it has a pair, a secret or a public key |
//!
//! # Features
//!
//! * `ring` (default): the provider `CryptoProvider::ring`, small and native.
//! * `pure`: the provider `CryptoProvider::pure`, pure Rust, which also builds for WebAssembly. No RSA.
//! * `aws-lc-rs`: the provider `CryptoProvider::aws_lc`, native, needs a C compiler, generates RSA keys.
//! * `optional`: what the specification lists as optional, and some more, from pure Rust crates in every provider.
//! * `pre-release`: Ed448 and X448, whose libraries are pre-releases and not audited, in every provider.
//!
//! Features add providers and algorithms and never take one away. Guests are hostile: no input may panic, and every
//! guest-chosen size is checked before anything is allocated for it.

#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod asymmetric;
mod catalogue;
mod collected;
mod encoding;
mod engine;
mod error;
mod formats;
mod limits;
mod nonce;
mod options;
mod signatures;
mod symmetric;
mod table;
mod wipe;

pub mod key_exchange;
pub mod oneshot;
pub mod provider;

pub use asymmetric::{KeyPair, PublicKey, SecretKey};
pub use catalogue::AlgorithmInfo;
pub use encoding::{Category, KeyEncoding, SecretBytes, SignatureEncoding};
pub use engine::{ConfigError, Engine, EngineBuilder};
pub use error::{Error, Result};
pub use limits::Limits;
pub use options::Options;
pub use signatures::{Signature, SignatureState, SignatureVerificationState};
pub use symmetric::{SymmetricKey, SymmetricState, SymmetricTag};
pub use table::SpecStatus;
