//! What no engine is built from: each error of a provider, at every limit and one past it.

use crate::common::own::{Own, by_name};
use crate::common::streams::SEALED;
use wasi_crypto_engine::provider::{
    Algorithm, CryptoProvider, Description, Hash, HashState, KeyScheme, KeySizes, NonceRule, PasswordOutput,
    SecureRandom, SignatureScheme, Signer, StreamFormat, Verifier,
};
use wasi_crypto_engine::{ConfigError, Engine, Error, Result, SecretBytes};

const MIB: usize = 1 << 20;

fn built(provider: CryptoProvider) -> Result<(), ConfigError> {
    Engine::builder().provider(provider).build().map(drop)
}

fn hashes(hashes: Vec<&'static dyn Hash>) -> Result<(), ConfigError> {
    built(CryptoProvider { hashes, ..CryptoProvider::empty() })
}

/// The hash SHA-256 under another name.
fn sha_256(name: &'static str) -> &'static Own<dyn Hash> {
    Own::named(by_name(&CryptoProvider::ring().hashes, "SHA-256"), name)
}

/// What is said to a description of which the object is a hash of 32 bytes.
fn described(description: Description) -> Result<(), ConfigError> {
    hashes(vec![Own::described(by_name(&CryptoProvider::ring().hashes, "SHA-256"), description)])
}

#[test]
fn unknown_identifiers() {
    assert_eq!(hashes(vec![sha_256("SHA-256")]), Ok(()));
    assert_eq!(hashes(vec![sha_256("MD5")]), Err(ConfigError::UnknownAlgorithm("MD5")));
    assert_eq!(hashes(vec![sha_256("")]), Err(ConfigError::UnknownAlgorithm("")));
}

#[test]
fn identifiers_that_are_listed_twice() {
    let twice = hashes(vec![sha_256("SHA-256"), sha_256("sha-256")]);
    assert_eq!(twice, Err(ConfigError::Duplicate("SHA-256")));

    let ring = CryptoProvider::ring();
    let hash = Own::described(by_name(&ring.hashes, "SHA-256"), Description::hash("XXX/Twice", 32));
    let again = Own::described(by_name(&ring.hashes, "SHA-512"), Description::hash("xxx/twice", 64));
    assert_eq!(hashes(vec![hash]), Ok(()));
    assert_eq!(hashes(vec![hash, again]), Err(ConfigError::Duplicate("XXX/Twice")));
    assert_eq!(hashes(vec![hash, hash]), Err(ConfigError::Duplicate("XXX/Twice")));
    let xof = Own::described(by_name(&ring.xofs, "SHAKE-128"), Description::xof("XXX/Twice", 0));
    let kinds = built(CryptoProvider { hashes: vec![hash], xofs: vec![xof], ..CryptoProvider::empty() });
    assert_eq!(kinds, Err(ConfigError::Duplicate("XXX/Twice")));
}

#[test]
fn contradictions_to_the_table() {
    let ring = CryptoProvider::ring();
    let contradiction = |name| Err(ConfigError::Contradiction(name));
    let other_size = Own::named(by_name(&ring.hashes, "SHA-512"), "SHA-256");
    assert_eq!(hashes(vec![other_size]), contradiction("SHA-256"));
    assert_eq!(hashes(vec![sha_256("HMAC/SHA-256")]), contradiction("HMAC/SHA-256"));
    let aead = Own::named(by_name(&ring.aeads, "AES-128-GCM"), "AES-256-GCM");
    let aead = built(CryptoProvider { aeads: vec![aead], ..CryptoProvider::empty() });
    assert_eq!(aead, contradiction("AES-256-GCM"));
    // Even where it says the same.
    for name in ["SHA-256", "sha-256"] {
        assert_eq!(described(Description::hash(name, 32)), contradiction(name));
    }
}

/// An object of each kind that says its sizes, with one of them wrong in its description.
#[test]
fn contradictions_between_an_object_and_its_description() {
    let from = CryptoProvider::ring();
    let empty = CryptoProvider::empty;
    let contradiction = |provider, what: &str| {
        assert_eq!(built(provider), Err(ConfigError::Contradiction("XXX/A")), "{what}");
    };
    let hash = by_name(&from.hashes, "SHA-256");
    let description = Description::hash("XXX/A", 32);
    assert_eq!(hashes(vec![Own::described(hash, description)]), Ok(()));
    contradiction(
        CryptoProvider { hashes: vec![Own::new(hash, "XXX/A", Some(Description::hash("XXX/B", 32)))], ..empty() },
        "name",
    );
    contradiction(
        CryptoProvider { hashes: vec![Own::new(hash, "XXX/A", Some(Description::hash("xxx/a", 32)))], ..empty() },
        "case",
    );
    for wrong in [Description::hash("XXX/A", 31), Description::hash("XXX/A", 33), Description::xof("XXX/A", 0)] {
        contradiction(CryptoProvider { hashes: vec![Own::described(hash, wrong)], ..empty() }, "hash");
    }
    let xof = Own::described(by_name(&from.xofs, "BLAKE3"), Description::xof("XXX/A", 31));
    contradiction(CryptoProvider { xofs: vec![xof], ..empty() }, "xof");
    let mac = Own::described(by_name(&from.macs, "HMAC/SHA-256"), Description::mac("XXX/A", 32, 31));
    contradiction(CryptoProvider { macs: vec![mac], ..empty() }, "mac");
    let kdf = Own::described(by_name(&from.kdfs, "HKDF-EXPAND/SHA-256"), Description::mac("XXX/A", 32, 32));
    contradiction(CryptoProvider { kdfs: vec![kdf], ..empty() }, "kdf");
    for output in [PasswordOutput::Bytes, PasswordOutput::Stored] {
        let hash = Own::described(by_name(&from.passwords, "SCRYPT"), Description::password("XXX/A", output));
        contradiction(CryptoProvider { passwords: vec![hash], ..empty() }, "password");
    }
    for (key, nonce, tag) in [
        (15, NonceRule::Given(12), 16),
        (16, NonceRule::Given(13), 16),
        (16, NonceRule::Drawn(11), 16),
        (16, NonceRule::Given(12), 15),
    ] {
        let wrong = Description::aead("XXX/A", key, nonce, tag);
        let aead = Own::described(by_name(&from.aeads, "AES-128-GCM"), wrong);
        contradiction(CryptoProvider { aeads: vec![aead], ..empty() }, "aead");
    }
    for (key, iv) in [(15, 16), (16, 15)] {
        let wrong = Description::cipher("XXX/A", key, iv, 0);
        let cipher = Own::described(by_name(&from.ciphers, "AES-128-CTR"), wrong);
        contradiction(CryptoProvider { ciphers: vec![cipher], ..empty() }, "cipher");
    }
    for (key, tag) in [(15, 16), (16, 15)] {
        let wrong = Description::session("XXX/A", key, 16, tag);
        let session = Own::described(by_name(&from.sessions, "XOODYAK-128"), wrong);
        contradiction(CryptoProvider { sessions: vec![session], ..empty() }, "session");
    }
    for wrong in [
        StreamFormat { key: 15, ..SEALED },
        StreamFormat { header: 23, ..SEALED },
        StreamFormat { first: 4096, ..SEALED },
        StreamFormat { segment: 4095, ..SEALED },
        StreamFormat { tag: 15, ..SEALED },
        StreamFormat { max_segments: 1, ..SEALED },
        StreamFormat { empty_end: false, ..SEALED },
        StreamFormat { associated_data: false, ..SEALED },
    ] {
        let stream = by_name(&from.sealed_streams, "AES-128-GCM-HKDF-4KB");
        let stream = Own::described(stream, Description::sealed_stream("XXX/A", wrong));
        contradiction(CryptoProvider { sealed_streams: vec![stream], ..empty() }, "sealed stream");
    }
    let keys = KeySizes { secret: 32, public: 32 };
    let signature =
        Own::described(by_name(&from.signatures, "Ed25519"), Description::diffie_hellman("XXX/A", keys, 64));
    contradiction(CryptoProvider { signatures: vec![signature], ..empty() }, "signature");
    let dh = Own::described(by_name(&from.diffie_hellman, "X25519"), Description::signature("XXX/A", keys, 32));
    contradiction(CryptoProvider { diffie_hellman: vec![dh], ..empty() }, "dh");
    let kem = Own::described(by_name(&from.kems, "X-WING"), Description::diffie_hellman("XXX/A", keys, 32));
    contradiction(CryptoProvider { kems: vec![kem], ..empty() }, "kem");
}

#[test]
fn halves_of_derivations() {
    let ring = CryptoProvider::ring();
    let kdfs = |kdfs| built(CryptoProvider { kdfs, ..CryptoProvider::empty() });
    let (extract, expand) = (by_name(&ring.kdfs, "HKDF-EXTRACT/SHA-256"), by_name(&ring.kdfs, "HKDF-EXPAND/SHA-256"));
    assert_eq!(kdfs(vec![extract]), Err(ConfigError::Incomplete("HKDF-EXTRACT/SHA-256")));
    assert_eq!(kdfs(vec![expand]), Ok(()));
    assert_eq!(kdfs(vec![expand, extract]), Ok(()));

    let own_extract = |expand| Own::described(extract, Description::hkdf_extract("XXX/Extract", 32, expand));
    let own_expand = |hash| Own::described(expand, Description::hkdf_expand("XXX/Expand", hash));
    let incomplete = Err(ConfigError::Incomplete("XXX/Extract"));
    assert_eq!(kdfs(vec![own_extract("XXX/Expand")]), incomplete);
    assert_eq!(kdfs(vec![own_extract("XXX/Expand"), expand]), incomplete);
    assert_eq!(kdfs(vec![own_extract("xxx/expand"), own_expand(32)]), incomplete);
    assert_eq!(kdfs(vec![own_extract("HKDF-EXPAND/SHA-256")]), incomplete);
    // A counterpart that takes no such keys, or is none.
    let contradiction = Err(ConfigError::Contradiction("XXX/Extract"));
    assert_eq!(kdfs(vec![own_extract("XXX/Expand"), own_expand(33)]), contradiction);
    assert_eq!(kdfs(vec![own_extract("XXX/Extract")]), contradiction);
    assert_eq!(
        kdfs(vec![own_extract("HKDF-EXPAND/SHA-512"), by_name(&ring.kdfs, "HKDF-EXPAND/SHA-512")]),
        contradiction
    );
    assert_eq!(kdfs(vec![own_extract("XXX/Expand"), own_expand(31)]), Ok(()));
    assert_eq!(kdfs(vec![own_extract("XXX/Expand"), own_expand(32)]), Ok(()));
    assert_eq!(kdfs(vec![own_extract("HKDF-EXPAND/SHA-256"), expand]), Ok(()));
}

#[test]
fn identifiers_that_cannot_be_ones() {
    let longest = "XXX/456789012345678901234567890123456789012345678901234567890123";
    let too_long = "XXX/4567890123456789012345678901234567890123456789012345678901234";
    assert_eq!((longest.len(), too_long.len()), (64, 65));
    for name in [longest, "!", "~", "XXX/SHA-224"] {
        assert_eq!(described(Description::hash(name, 32)), Ok(()), "{name}");
    }
    for name in ["", too_long, "XXX/SHA 224", " ", "XXX/SHA-224\n", "XXX/\u{7f}", "XXX/ẞHA-224", "\0"] {
        assert_eq!(described(Description::hash(name, 32)), Err(ConfigError::InvalidIdentifier(name)), "{name:?}");
    }
    let shown = ConfigError::InvalidIdentifier("XXX/\n").to_string();
    assert!(shown.starts_with("`XXX/\\n`"), "{shown}");
}

/// The object is a hash of 32 bytes. What is sound is therefore a contradiction, except for that hash.
#[test]
fn sizes_that_cannot_be_ones() {
    let name = "XXX/A";
    let aead = |key, nonce, tag| Description::aead(name, key, nonce, tag);
    let keys = |secret, public| KeySizes { secret, public };
    let drawn = NonceRule::Drawn(12);
    let sound = [
        Description::hash(name, 1),
        Description::hash(name, 16 * MIB),
        Description::xof(name, 0),
        Description::xof(name, 16 * MIB),
        Description::mac(name, 1, 1),
        Description::mac(name, 16 * MIB, 64),
        Description::mac_with_any_key(name, 1, 64),
        Description::hkdf_extract(name, 1, name),
        Description::hkdf_expand(name, 1),
        Description::hkdf_expand(name, 16 * MIB / 255),
        aead(1, NonceRule::Drawn(1), 1),
        aead(16 * MIB, NonceRule::Drawn(40), 64),
        aead(32, NonceRule::Given(40), 16),
        aead(32, NonceRule::Optional(40), 16),
        Description::cipher(name, 1, 1, 0),
        Description::cipher(name, 16 * MIB, 40, 255),
        Description::session(name, 1, 1, 1),
        Description::session(name, 16 * MIB, 40, 64),
        Description::sealed_stream(name, SEALED),
        Description::sealed_stream(name, StreamFormat { key: 1, header: 1, first: 2, segment: 2, tag: 1, ..SEALED }),
        Description::sealed_stream(
            name,
            StreamFormat { key: 16 * MIB, header: 64, first: 16 * MIB, segment: 16 * MIB, tag: 64, ..SEALED },
        ),
        Description::sealed_stream(name, StreamFormat { max_segments: 1, ..SEALED }),
        Description::password(name, PasswordOutput::Bytes),
        Description::password(name, PasswordOutput::Stored),
        Description::password(name, PasswordOutput::Both),
        Description::signature(name, keys(1, 1), 1),
        Description::signature(name, keys(16 * MIB, 16 * MIB), 16 * MIB),
        Description::diffie_hellman(name, keys(1, 1), 1),
        Description::kem(name, keys(1, 1), 1, 1),
        Description::kem(name, keys(1, 1), 16 * MIB, 16 * MIB),
    ];
    for description in sound {
        assert_eq!(described(description), Err(ConfigError::Contradiction(name)), "{description:?}");
    }
    let past = 16 * MIB + 1;
    let unsound = [
        Description::hash(name, 0),
        Description::hash(name, past),
        Description::xof(name, past),
        Description::mac(name, 0, 16),
        Description::mac(name, past, 16),
        Description::mac(name, 16, 0),
        Description::mac(name, 16, 65),
        Description::mac_with_any_key(name, 0, 16),
        Description::mac_with_any_key(name, 16, 65),
        Description::hkdf_extract(name, 0, name),
        Description::hkdf_extract(name, past, name),
        Description::hkdf_expand(name, 0),
        Description::hkdf_expand(name, 16 * MIB / 255 + 1),
        Description::hkdf_expand(name, usize::MAX),
        aead(0, drawn, 16),
        aead(past, drawn, 16),
        aead(32, NonceRule::Drawn(0), 16),
        aead(32, NonceRule::Given(0), 16),
        aead(32, NonceRule::Optional(0), 16),
        aead(32, NonceRule::Drawn(41), 16),
        aead(32, NonceRule::Given(41), 16),
        aead(32, NonceRule::Optional(41), 16),
        aead(32, drawn, 0),
        aead(32, drawn, 65),
        Description::cipher(name, 0, 16, 0),
        Description::cipher(name, past, 16, 0),
        Description::cipher(name, 16, 0, 0),
        Description::cipher(name, 16, 41, 0),
        Description::cipher(name, 16, 16, 256),
        Description::session(name, 0, 16, 16),
        Description::session(name, past, 16, 16),
        Description::session(name, 16, 16, 0),
        Description::session(name, 16, 41, 16),
        Description::session(name, 16, 0, 16),
        Description::session(name, 16, 16, 65),
        Description::sealed_stream(name, StreamFormat { key: 0, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { key: past, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { header: 0, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { header: 65, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { first: 16, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { first: past, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { segment: 16, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { segment: past, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { tag: 0, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { tag: 65, ..SEALED }),
        Description::sealed_stream(name, StreamFormat { max_segments: 0, ..SEALED }),
        Description::signature(name, keys(0, 32), 64),
        Description::signature(name, keys(32, 0), 64),
        Description::signature(name, keys(past, 32), 64),
        Description::signature(name, keys(32, past), 64),
        Description::signature(name, keys(32, 32), 0),
        Description::signature(name, keys(32, 32), past),
        Description::diffie_hellman(name, keys(32, 0), 32),
        Description::diffie_hellman(name, keys(32, 32), 0),
        Description::diffie_hellman(name, keys(32, 32), past),
        Description::kem(name, keys(0, 32), 32, 32),
        Description::kem(name, keys(32, 32), 0, 32),
        Description::kem(name, keys(32, 32), past, 32),
        Description::kem(name, keys(32, 32), 32, 0),
        Description::kem(name, keys(32, 32), 32, past),
    ];
    for description in unsound {
        assert_eq!(described(description), Err(ConfigError::InvalidSize(name)), "{description:?}");
    }
}

/// A hash, and a signature scheme that signs its digests.
struct Digests(usize);

impl Algorithm for Digests {
    fn name(&self) -> &'static str {
        "Ed25519"
    }

    fn library(&self) -> &'static str {
        "a test"
    }
}

impl Hash for Digests {
    fn output_len(&self) -> usize {
        self.0
    }

    fn start(&self) -> Box<dyn HashState> {
        unreachable!("nothing is hashed")
    }

    fn digest(&self, _: &[u8], _: &mut [u8]) -> Result<()> {
        Err(Error::InternalError)
    }
}

impl KeyScheme for Digests {
    fn generate(&self, _: &dyn SecureRandom) -> Result<SecretBytes> {
        Err(Error::InternalError)
    }

    fn public_of(&self, _: &[u8]) -> Result<Vec<u8>> {
        Err(Error::InternalError)
    }

    fn decode_public(&self, _: &[u8]) -> Result<Vec<u8>> {
        Err(Error::InternalError)
    }

    fn validate_public(&self, _: &[u8]) -> Result<()> {
        Err(Error::InternalError)
    }
}

impl SignatureScheme for Digests {
    fn prehash(&self) -> Option<&'static dyn Hash> {
        Some(if self.0 == 64 { &Digests(64) } else { &Digests(65) })
    }

    fn signer(&self, _: &[u8], _: &[u8]) -> Result<Box<dyn Signer>> {
        Err(Error::InternalError)
    }

    fn verifier(&self, _: &[u8]) -> Result<Box<dyn Verifier>> {
        Err(Error::InternalError)
    }
}

#[test]
fn digests_that_are_too_long_to_be_signed() {
    let signatures = |signatures| built(CryptoProvider { signatures, ..CryptoProvider::empty() });
    assert_eq!(signatures(vec![&Digests(64)]), Ok(()));
    assert_eq!(signatures(vec![&Digests(65)]), Err(ConfigError::InvalidSize("Ed25519")));
}

#[test]
fn every_error_names_the_algorithm() {
    for error in [
        ConfigError::UnknownAlgorithm("XXX/A"),
        ConfigError::Duplicate("XXX/A"),
        ConfigError::Contradiction("XXX/A"),
        ConfigError::Incomplete("XXX/A"),
        ConfigError::InvalidIdentifier("XXX/A"),
        ConfigError::InvalidSize("XXX/A"),
    ] {
        assert!(error.to_string().contains("`XXX/A`"), "{error}");
    }
}
