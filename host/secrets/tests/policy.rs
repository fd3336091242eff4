//! Policy files, and what a policy does.

use std::time::Duration;

use crate::common::{Bench, NOW, wait};
use wasi_crypto_engine::provider::{
    Algorithm, CryptoProvider, Description, KeyScheme, KeySizes, SecureRandom, SignatureScheme, Signer, Verifier,
};
use wasi_crypto_engine::{Category, Engine, Error, KeyEncoding, KeyPair, SecretBytes, SymmetricKey, Use, oneshot};
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{Origin, Policy, Rules, SecretsError};

fn parse(text: &str) -> Result<Policy, String> {
    let policy: Policy = toml::from_str(text).map_err(|error| error.to_string())?;
    policy.check().map_err(|error| error.to_string())?;
    Ok(policy)
}

/// The example in the documentation is read, and says what it says.
#[test]
fn the_documented_example_is_read() {
    let source = include_str!("../src/policy.rs");
    let example = source.split("/// ```toml\n").nth(1).unwrap().split("/// ```").next().unwrap();
    let policy = parse(&example.replace("/// ", "").replace("///", "")).unwrap();
    assert_eq!(policy.defaults.min_rsa_bits, Some(3072));
    assert_eq!(policy.defaults.default_expiry, Some(Duration::from_secs(90 * 86_400)));
    let tool = &policy.guests["release-tool"];
    assert_eq!((tool.store_imported, tool.max_versions), (Some(false), Some(10)));
    assert_eq!(tool.host_keys["release-2026"].iter().copied().collect::<Vec<_>>(), [Use::Sign, Use::Verify]);
}

#[test]
fn every_setting_is_read_and_an_empty_file_is_the_default() {
    assert_eq!(parse(""), Ok(Policy::default()));
    let text = r#"
        [defaults]
        algorithms = ["Ed25519", "sha-256"]
        own_algorithms = ["example.org/KDF"]
        min_rsa_bits = 4096
        export = true
        export_managed = true
        store_imported = false
        max_versions = 1
        max_bytes = 2
        max_expiry = "3h"
        default_expiry = "4m"
        max_secret_len = 5
        host_keys = { "a.b" = [], c = ["derive", "decrypt", "encrypt"] }
    "#;
    let expected = Rules {
        algorithms: Some(["Ed25519".into(), "sha-256".into()].into()),
        own_algorithms: Some(["example.org/KDF".into()].into()),
        min_rsa_bits: Some(4096),
        export: Some(true),
        export_managed: Some(true),
        store_imported: Some(false),
        max_versions: Some(1),
        max_bytes: Some(2),
        max_expiry: Some(Duration::from_secs(3 * 3600)),
        default_expiry: Some(Duration::from_secs(240)),
        max_secret_len: Some(5),
        host_keys: [("a.b".into(), [].into()), ("c".into(), [Use::Derive, Use::Decrypt, Use::Encrypt].into())].into(),
    };
    assert_eq!(parse(text).unwrap().defaults, expected);
}

#[test]
fn spans_have_whole_numbers_and_units() {
    for (text, seconds) in
        [("0s", 0), ("90s", 90), ("4m", 240), ("3h", 10_800), ("1h30m", 5_400), ("365d", 31_536_000), ("2w", 1_209_600)]
    {
        let policy = parse(&format!("[defaults]\nmax_expiry = \"{text}\"")).unwrap();
        assert_eq!(policy.defaults.max_expiry, Some(Duration::from_secs(seconds)), "{text}");
    }
}

#[test]
fn mistakes_are_named() {
    for (text, named) in [
        ("[default]", "default"),
        ("[defaults]\nexports = true", "exports"),
        ("[defaults]\nexport = false\nexport_managed = true", "export_managed"),
        ("[defaults]\nexport = false\n[guests.a]\nexport_managed = true", "`a`"),
        ("[guests.a]\nexport_manged = true", "export_manged"),
        ("[defaults]\nalgorithms = [\"Ed25519\", \"MD5\"]", "MD5"),
        ("[guests.a.host_keys]\nb = [\"sign\", \"export\"]", "export"),
        ("[guests.a.host_keys]\n\"b c\" = [\"sign\"]", "b c"),
        ("[guests.\"a b\"]", "a b"),
        ("[guests.\":host\"]", ":host"),
        ("[defaults]\nmax_expiry = \"1y\"", "1y"),
        ("[defaults]\nmax_expiry = \"1mo\"", "1mo"),
        ("[defaults]\nmax_expiry = \"P1D\"", "P1D"),
        ("[defaults]\nmax_expiry = \"1d ago\"", "1d ago"),
        ("[defaults]\nmax_expiry = \"d\"", "`d`"),
        ("[defaults]\nmax_expiry = \"-1d\"", "-1d"),
        ("[defaults]\nmax_expiry = \"1.5d\"", "1.5d"),
        ("[defaults]\nmax_expiry = \"99999999999999999999d\"", "9999"),
        ("[defaults]\nmax_expiry = \"999999999999999999d\"", "9999"),
        ("[defaults]\nmax_expiry = 5", "5"),
        ("[defaults]\nmax_versions = -1", "-1"),
        ("[defaults]\nmax_expiry = \"1d\"\ndefault_expiry = \"2d\"", "the defaults"),
        ("[defaults]\nmax_expiry = \"1d\"\n[guests.a]\ndefault_expiry = \"2d\"", "`a`"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.contains(named), "{text}: {error}");
    }
}

#[test]
fn a_wrong_policy_does_not_open_a_store() {
    let bench = Bench::new();
    let rules = Rules { algorithms: Some(["MD5".into()].into()), ..Rules::default() };
    let error = bench.try_open(Policy { defaults: rules, ..Policy::default() }).unwrap_err();
    assert!(matches!(&error, SecretsError::Policy(what) if what.contains("MD5")), "{error}");
    assert_eq!(bench.snapshot(), Default::default());
}

#[test]
fn names_of_guests_are_checked() {
    let secrets = Bench::new().open(Rules::default());
    for name in ["", ":host", "a b", "ä"] {
        assert!(matches!(secrets.guest(name), Err(SecretsError::Refused(_))), "{name}");
    }
    assert_eq!(secrets.guest("a.b-c_d").unwrap().name(), "a.b-c_d");
}

#[test]
fn guests_have_the_defaults_where_they_have_no_rules_of_their_own() {
    let bench = Bench::new();
    let policy = parse(
        r#"
        [defaults]
        store_imported = false
        max_secret_len = 1
        host_keys = { common = ["sign"], special = ["verify"] }
        [guests.special]
        max_secret_len = 2
        host_keys = { special = ["sign"] }
        "#,
    );
    let secrets = bench.try_open(policy.unwrap()).unwrap();
    for name in ["common", "special"] {
        wait(secrets.operator().generate(name, "Ed25519", None)).unwrap();
    }
    for (guest, longest, special) in [("special", 2, Ok(())), ("other", 1, Err(Error::ProhibitedOperation))] {
        let guest = secrets.guest(guest).unwrap();
        assert_eq!(
            wait(guest.store_key_pair(&bench.ed25519(), Origin::Imported)).unwrap_err(),
            Error::ProhibitedOperation
        );
        wait(guest.store_secret(&vec![0; longest], NOW + 1)).unwrap();
        assert_eq!(wait(guest.store_secret(&vec![0; longest + 1], NOW + 1)).unwrap_err(), Error::Overflow);
        let find = |id: &[u8]| wait(guest.key_pair_from_id(&bench.engine, id, Selector::Latest)).unwrap().key;
        oneshot::sign(&find(b"common"), b"x").unwrap();
        assert_eq!(oneshot::sign(&find(b"special"), b"x").map(|_| ()), special);
    }
}

#[test]
fn only_allowed_algorithms_are_generated_found_and_offered() {
    let bench = Bench::new();
    let free = bench.guest(Rules::default());
    let p256 = wait(free.generate_key_pair(&bench.engine, Category::Signatures, "ECDSA_P256_SHA256", None)).unwrap();
    let x25519 = wait(free.generate_key_pair(&bench.engine, Category::KeyExchange, "X25519", None)).unwrap();
    let hmac = wait(free.generate_symmetric_key(&bench.engine, "HMAC/SHA-256", None)).unwrap();

    let guest = bench.guest(Rules { algorithms: Some(["Ed25519".into()].into()), ..Rules::default() });
    let prohibited = Error::ProhibitedOperation;
    let generate = |category, algorithm| wait(guest.generate_key_pair(&bench.engine, category, algorithm, None));
    generate(Category::Signatures, "Ed25519").unwrap();
    assert_eq!(generate(Category::Signatures, "ECDSA_P256_SHA256").unwrap_err(), prohibited);
    assert_eq!(generate(Category::Signatures, "MD5").unwrap_err(), Error::UnsupportedAlgorithm);
    let symmetric = wait(guest.generate_symmetric_key(&bench.engine, "HMAC/SHA-256", None));
    assert_eq!(symmetric.unwrap_err(), prohibited);
    for id in [&p256.id, &x25519.id] {
        let found = wait(guest.key_pair_from_id(&bench.engine, id, Selector::Latest));
        assert_eq!(found.unwrap_err(), prohibited);
    }
    let found = wait(guest.symmetric_key_from_id(&bench.engine, &hmac.id, Selector::Latest));
    assert_eq!(found.unwrap_err(), prohibited);
    let offered: Vec<_> = guest.engine(&bench.engine).algorithms().map(|algorithm| algorithm.identifier).collect();
    assert_eq!(offered, ["Ed25519"]);
}

/// A signature scheme under an identifier that the host's provider describes.
struct Described(&'static dyn SignatureScheme);

static DESCRIPTION: Description =
    Description::signature("example.org/Ed25519", KeySizes { secret: 32, public: 32 }, 64);

impl Algorithm for Described {
    fn name(&self) -> &'static str {
        DESCRIPTION.identifier()
    }

    fn library(&self) -> &'static str {
        self.0.library()
    }

    fn description(&self) -> Option<&'static Description> {
        Some(&DESCRIPTION)
    }
}

impl KeyScheme for Described {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes, Error> {
        self.0.generate(random)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.public_of(secret)
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.decode_public(public)
    }

    fn validate_public(&self, public: &[u8]) -> Result<(), Error> {
        self.0.validate_public(public)
    }
}

impl SignatureScheme for Described {
    fn signer(&self, secret: &[u8], public: &[u8]) -> Result<Box<dyn Signer>, Error> {
        self.0.signer(secret, public)
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>, Error> {
        self.0.verifier(public)
    }
}

/// Managed keys of algorithms that only the host's provider has, and the part of a policy that is about them.
#[test]
fn algorithms_of_the_hosts_own() {
    let ring = CryptoProvider::ring();
    let ed25519 = *ring.signatures.iter().find(|scheme| scheme.name() == "Ed25519").unwrap();
    let own: &'static Described = Box::leak(Box::new(Described(ed25519)));
    let provider = CryptoProvider { signatures: vec![own], ..CryptoProvider::empty() }.or(ring);
    let bench = Bench { engine: Engine::builder().provider(provider).build().unwrap(), ..Bench::new() };

    let algorithms = || Some([String::from("Ed25519")].into());
    let name = DESCRIPTION.identifier();
    let rules = Rules { own_algorithms: Some([name.into()].into()), ..Rules::default() };
    for (rules, allowed) in [
        (Rules::default(), true),
        (Rules { algorithms: algorithms(), ..Rules::default() }, false),
        (Rules { algorithms: algorithms(), ..rules.clone() }, true),
        (rules, true),
    ] {
        let guest = bench.guest(rules);
        let made = wait(guest.generate_key_pair(&bench.engine, Category::Signatures, name, None));
        let offered = guest.engine(&bench.engine).algorithms().any(|known| known.identifier == name);
        assert_eq!((made.as_ref().err(), offered), ((!allowed).then_some(&Error::ProhibitedOperation), allowed));
        if let Ok(made) = made {
            let found = wait(guest.key_pair_from_id(&bench.engine, &made.id, Selector::Latest)).unwrap();
            assert_eq!(found.key.algorithm(), name);
            oneshot::sign(&found.key, b"message").unwrap();
        }
    }
}

#[test]
fn no_secret_key_is_exported_where_the_policy_forbids_it() {
    let bench = Bench::new();
    let secrets = bench.try_open(parse("[guests.closed]\nexport = false").unwrap()).unwrap();
    for (name, outcome) in [("open", Ok(())), ("closed", Err(Error::ProhibitedOperation))] {
        let guest = secrets.guest(name).unwrap();
        let engine = guest.engine(&bench.engine);
        let pair = KeyPair::generate(&engine, Category::Signatures, "Ed25519", None).unwrap();
        let symmetric = SymmetricKey::generate(&engine, "HMAC/SHA-256", None).unwrap();
        for encoding in [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Local] {
            assert_eq!(pair.export(encoding).map(|_| ()), outcome, "{name}");
            assert_eq!(pair.secret_key().unwrap().export(encoding).map(|_| ()), outcome, "{name}");
            pair.public_key().unwrap().export(encoding).unwrap();
        }
        assert_eq!(symmetric.export().map(|_| ()), outcome, "{name}");
        let imported = SymmetricKey::import(&engine, "HMAC/SHA-256", &[7; 32]).unwrap();
        assert_eq!(imported.export().map(|_| ()), outcome, "{name}");
        // It can be stored, used and found all the same.
        let stored = wait(guest.store_key_pair(&pair, Origin::Generated)).unwrap();
        wait(guest.store_symmetric_key(&symmetric, Origin::Generated)).unwrap();
        wait(guest.generate_key_pair(&bench.engine, Category::Signatures, "Ed25519", None)).unwrap();
        let found = wait(guest.key_pair_from_id(&bench.engine, &stored.id, Selector::Latest)).unwrap();
        oneshot::sign(&found.key, b"message").unwrap();
        assert_eq!(found.key.export(KeyEncoding::Raw), Err(Error::ProhibitedOperation));
        // But not again: what comes from the store is under its permissions.
        let again = wait(guest.store_key_pair(&found.key, Origin::Generated));
        assert_eq!(again.unwrap_err(), Error::ProhibitedOperation);
    }
}

#[test]
fn short_rsa_keys_are_refused() {
    let bench = Bench::new();
    let guest = bench.guest(Rules { min_rsa_bits: Some(3072), ..Rules::default() });
    let engine = guest.engine(&bench.engine);
    for (algorithm, error) in
        [("RSA_PSS_2048_SHA256", Error::ProhibitedOperation), ("RSA_PSS_3072_SHA384", Error::InvalidKey)]
    {
        let imported = KeyPair::import(&engine, Category::Signatures, algorithm, b"not a key", KeyEncoding::Pkcs8);
        assert_eq!(imported.unwrap_err(), error, "{algorithm}");
    }
}
