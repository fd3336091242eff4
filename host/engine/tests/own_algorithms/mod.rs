//! Algorithms from outside of this crate: of each kind, under identifiers of the table and under identifiers of their own.

mod key_pairs;
mod symmetric;

use crate::common::nonce;
use crate::common::own::{LIBRARY, Own, by_name};
use crate::common::streams::SEALED;
use wasi_crypto_engine::provider::{CryptoProvider, Description, KeySizes, NonceRule, PasswordOutput};
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, Error, KeyPair, Options, Restrictions, SpecStatus, SymmetricKey, SymmetricState,
    oneshot,
};

/// An algorithm of each kind under an identifier of its own, all of which begin with `XXX/`.
fn own() -> CryptoProvider {
    let from = CryptoProvider::ring();
    let ed25519 = KeySizes { secret: 32, public: 32 };
    CryptoProvider {
        name: "own",
        hashes: vec![Own::described(
            by_name(&from.hashes, "SHA-256"),
            Description::hash("XXX/Hash", 32).reference("FIPS 180-4"),
        )],
        xofs: vec![
            Own::described(by_name(&from.xofs, "CSHAKE-128"), Description::xof("XXX/Xof", 0).options(&["context"])),
            Own::described(by_name(&from.xofs, "BLAKE3"), Description::xof("XXX/Keyed-Xof", 32)),
        ],
        macs: vec![
            Own::described(by_name(&from.macs, "AES-128-CMAC"), Description::mac("XXX/Mac", 16, 16)),
            Own::described(by_name(&from.macs, "HMAC/SHA-256"), Description::mac_with_any_key("XXX/Hmac", 24, 32)),
        ],
        kdfs: vec![
            Own::described(
                by_name(&from.kdfs, "HKDF-EXTRACT/SHA-512"),
                Description::hkdf_extract("XXX/Extract", 64, "XXX/Expand"),
            ),
            Own::described(by_name(&from.kdfs, "HKDF-EXPAND/SHA-512"), Description::hkdf_expand("XXX/Expand", 64)),
        ],
        passwords: vec![
            Own::described(
                by_name(&from.passwords, "PBKDF2/SHA-256"),
                Description::password("XXX/Bytes", PasswordOutput::Bytes),
            ),
            Own::described(
                by_name(&from.passwords, "BCRYPT"),
                Description::password("XXX/Stored", PasswordOutput::Stored),
            ),
            Own::described(by_name(&from.passwords, "SCRYPT"), Description::password("XXX/Both", PasswordOutput::Both)),
        ],
        aeads: vec![
            Own::described(
                by_name(&from.aeads, "AES-256-GCM"),
                Description::aead("XXX/Aead", 32, NonceRule::Given(12), 16).limit("2^32 messages"),
            ),
            Own::described(
                by_name(&from.aeads, "XCHACHA20-POLY1305"),
                Description::aead("XXX/Drawn", 32, NonceRule::Drawn(24), 16),
            ),
            Own::described(
                by_name(&from.aeads, "AES-128-SIV"),
                Description::aead("XXX/Siv", 32, NonceRule::Optional(40), 16),
            ),
        ],
        ciphers: vec![
            Own::described(by_name(&from.ciphers, "AES-128-CTR"), Description::cipher("XXX/Stream", 16, 16, 0)),
            Own::described(by_name(&from.ciphers, "AES-256-CBC"), Description::cipher("XXX/Padded", 32, 16, 16)),
        ],
        sessions: vec![Own::described(
            by_name(&from.sessions, "XOODYAK-128"),
            Description::session("XXX/Session", 16, 16, 16),
        )],
        sealed_streams: vec![Own::described(
            by_name(&from.sealed_streams, "AES-128-GCM-HKDF-4KB"),
            Description::sealed_stream("XXX/Sealed", SEALED),
        )],
        signatures: vec![
            Own::described(by_name(&from.signatures, "Ed25519"), Description::signature("XXX/Signature", ed25519, 64)),
            Own::described(by_name(&from.signatures, "Ed25519ph"), Description::signature("XXX/Hashed", ed25519, 64)),
        ],
        diffie_hellman: vec![Own::described(
            by_name(&from.diffie_hellman, "X448"),
            Description::diffie_hellman("XXX/Dh", KeySizes { secret: 56, public: 56 }, 56),
        )],
        kems: vec![Own::described(
            by_name(&from.kems, "ML-KEM-768"),
            Description::kem("XXX/Kem", KeySizes { secret: 64, public: 1184 }, 1088, 32),
        )],
        ..CryptoProvider::empty()
    }
}

fn engine() -> Engine {
    Engine::builder().provider(own().or(CryptoProvider::ring())).build().unwrap()
}

/// Those with an identifier of their own.
fn described(engine: &Engine) -> Vec<AlgorithmInfo> {
    engine.algorithms().filter(|known| known.identifier.starts_with("XXX/")).collect()
}

fn known(engine: &Engine, identifier: &str) -> AlgorithmInfo {
    engine.algorithms().find(|known| known.identifier == identifier).expect(identifier)
}

#[test]
fn they_are_listed_behind_those_of_the_table() {
    let engine = engine();
    let all: Vec<_> = engine.algorithms().map(|known| known.identifier).collect();
    let described = described(&engine);
    assert_eq!((all.len(), described.len()), (104 + 21, 21));
    assert!(all[104..].iter().eq(described.iter().map(|known| &known.identifier)));
    for known in &described {
        assert_eq!((known.provider, known.status), (LIBRARY, SpecStatus::Extension), "{known:?}");
    }
    assert_eq!(known(&engine, "XXX/Hash").reference, "FIPS 180-4");
    assert_eq!(known(&engine, "XXX/Mac").reference, "");
    assert_eq!(known(&engine, "XXX/Aead").limit, Some("2^32 messages"));
    assert_eq!(known(&engine, "XXX/Drawn").limit, None);
    assert_eq!(known(&engine, "XXX/Xof").options, ["context"]);
    assert_eq!(known(&engine, "XXX/Stream").options, ["nonce"]);
}

/// What is listed follows from the description as it does from the table.
#[test]
fn they_are_listed_as_those_they_are_made_of() {
    let engine = engine();
    for (own, ours) in [
        ("XXX/Hash", "SHA-256"),
        ("XXX/Xof", "CSHAKE-128"),
        ("XXX/Keyed-Xof", "BLAKE3"),
        ("XXX/Mac", "AES-128-CMAC"),
        ("XXX/Extract", "HKDF-EXTRACT/SHA-512"),
        ("XXX/Expand", "HKDF-EXPAND/SHA-512"),
        ("XXX/Bytes", "PBKDF2/SHA-256"),
        ("XXX/Stored", "BCRYPT"),
        ("XXX/Both", "SCRYPT"),
        ("XXX/Aead", "AES-256-GCM"),
        ("XXX/Drawn", "XCHACHA20-POLY1305"),
        ("XXX/Siv", "AES-128-SIV"),
        ("XXX/Stream", "AES-128-CTR"),
        ("XXX/Padded", "AES-256-CBC"),
        ("XXX/Session", "XOODYAK-128"),
        ("XXX/Sealed", "AES-128-GCM-HKDF-4KB"),
        ("XXX/Signature", "Ed25519"),
        ("XXX/Hashed", "Ed25519ph"),
        ("XXX/Dh", "X448"),
        ("XXX/Kem", "ML-KEM-768"),
    ]
    .map(|(own, ours)| (known(&engine, own), known(&engine, ours)))
    {
        assert_eq!(own.category, ours.category, "{own:?}");
        assert_eq!(own.kind, ours.kind, "{own:?}");
        assert_eq!(own.sizes, ours.sizes, "{own:?}");
        assert_eq!(own.operations, ours.operations, "{own:?}");
    }
}

#[test]
fn identifiers_are_found_in_their_category_only() {
    let engine = engine();
    let no = Error::UnsupportedAlgorithm;
    assert_eq!(SymmetricState::open(&engine, "XXX/Signature", None, None).unwrap_err(), no);
    assert_eq!(KeyPair::generate(&engine, Category::Signatures, "XXX/Dh", None).unwrap_err(), no);
    assert_eq!(KeyPair::generate(&engine, Category::KeyExchange, "XXX/Signature", None).unwrap_err(), no);
    assert_eq!(oneshot::hash(&engine, "XXX/Hash ", b"").unwrap_err(), no);
    // And nobody else has them.
    assert_eq!(oneshot::hash(&Engine::new(), "XXX/Hash", b"").unwrap_err(), no);
}

/// The kinds for which there was no list of their own, each in place of one of the table.
#[test]
fn identifiers_of_the_table_can_be_provided_whatever_their_kind() {
    let from = CryptoProvider::ring();
    let provider = CryptoProvider {
        xofs: vec![Own::named(by_name(&from.xofs, "SHAKE-128"), "SHAKE-128")],
        passwords: vec![Own::named(by_name(&from.passwords, "SCRYPT"), "SCRYPT")],
        ciphers: vec![Own::named(by_name(&from.ciphers, "AES-128-CTR"), "AES-128-CTR")],
        sessions: vec![Own::named(by_name(&from.sessions, "XOODYAK-128"), "XOODYAK-128")],
        ..CryptoProvider::empty()
    };
    let engine = Engine::builder().provider(provider).build().unwrap();
    let all: Vec<_> = engine.algorithms().map(|known| (known.identifier, known.provider)).collect();
    assert_eq!(all, ["SHAKE-128", "SCRYPT", "AES-128-CTR", "XOODYAK-128"].map(|name| (name, LIBRARY)));
    let mut state = SymmetricState::open(&engine, "SHAKE-128", None, None).unwrap();
    state.absorb(b"").unwrap();
    assert_eq!(state.squeeze(4).unwrap()[..], [0x7f, 0x9c, 0x2b, 0xa4]);
    let key = SymmetricKey::generate(&engine, "AES-128-CTR", None).unwrap();
    let options = nonce(&engine, &[1; 16]);
    let open = || SymmetricState::open(&engine, "AES-128-CTR", Some(&key), Some(&options)).unwrap();
    assert_eq!(*open().decrypt(&open().encrypt(b"message").unwrap()).unwrap(), b"message");
    let mut state = SymmetricState::open(&engine, "XOODYAK-128", None, None).unwrap();
    state.absorb(b"input").unwrap();
    assert_eq!(state.squeeze(20).unwrap().len(), 20);
    let mut options = Options::open(&engine, Category::Symmetric);
    options.set_u64("memory_limit", 4096).unwrap();
    let mut state = SymmetricState::open(&engine, "SCRYPT", None, Some(&options)).unwrap();
    state.absorb(b"password").unwrap();
    let tag = state.squeeze_tag().unwrap();
    tag.verify(tag.bytes().unwrap()).unwrap();
}

#[test]
fn restrictions_are_for_them_too() {
    let engine = engine();
    let left = |restrictions: &Restrictions| -> Vec<_> {
        engine.restrict(restrictions).algorithms().map(|known| known.identifier).collect()
    };
    let prohibited = |restrictions: &Restrictions, name: &str| {
        oneshot::hash(&engine.restrict(restrictions), name, b"").err() == Some(Error::ProhibitedOperation)
    };
    // Where nothing is said of identifiers, nothing is taken away.
    for all in [Restrictions::new(), Restrictions::new().min_rsa_bits(u32::MAX)] {
        assert!(left(&all).iter().filter(|name| name.starts_with("XXX/")).count() == 21);
    }
    assert_eq!(left(&Restrictions::new().allow_own(["XXX/Hash"])).len(), 104 + 21);

    let only = Restrictions::new().allow_only(["SHA-512"]).unwrap();
    assert_eq!(left(&only), ["SHA-512"]);
    assert!(prohibited(&only, "XXX/Hash") && prohibited(&only, "SHA-256"));
    let with_own = only.clone().allow_own(["xxx/hash", "XXX/SIGNATURE"]);
    assert_eq!(left(&with_own), ["SHA-512", "XXX/Hash", "XXX/Signature"]);
    assert!(!prohibited(&with_own, "XXX/Hash") && prohibited(&with_own, "SHA-256"));
    assert_eq!(left(&with_own.clone().allow_own(["XXX/Aead"])), ["SHA-512", "XXX/Aead"]);
    let nothing_else = Restrictions::new().allow_own(["XXX/Aead"]).allow_only([""; 0]).unwrap();
    assert_eq!(left(&nothing_else), ["XXX/Aead"]);

    // What the table has is for the other list, and what nobody has does not come to be.
    assert_eq!(left(&only.clone().allow_own(["SHA-256", "XXX/None"])), ["SHA-512"]);
    assert_eq!(Restrictions::new().allow_only(["XXX/Hash"]).unwrap_err().0, "XXX/Hash");
    let opened = oneshot::hash(&engine.restrict(&only.clone().allow_own(["XXX/None"])), "XXX/None", b"");
    assert_eq!(opened.unwrap_err(), Error::UnsupportedAlgorithm);

    // Restricting again brings nothing back.
    let again = engine.restrict(&only).restrict(&with_own);
    assert_eq!(again.algorithms().map(|known| known.identifier).collect::<Vec<_>>(), ["SHA-512"]);
}
