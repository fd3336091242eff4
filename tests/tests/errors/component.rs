//! The mistakes in a component on our WIT.

use wasi_crypto_engine::{Category, KeyEncoding, SignatureEncoding};
use wasi_crypto_tests::wycheproof::component_types::{
    Action, Encoded, Opening, Setting, WitCategory, WitEncoding, WitForm, encoded,
};
use wasi_crypto_tests::wycheproof::{ComponentSubject, Outcome, Subject};

use crate::legacy::dry;

type C = ComponentSubject;

const AES: &str = "AES-256-GCM";
const SMALL_AES: &str = "AES-128-GCM";
const HMAC: &str = "HMAC/SHA-256";
const EXTRACT: &str = "HKDF-EXTRACT/SHA-256";
const EXPAND: &str = "HKDF-EXPAND/SHA-256";
const MESSAGE: &[u8] = b"twenty-two bytes long.";
const NONCE: &[Setting<'static>] = &[Setting::Bytes(("nonce", &[9; 12]))];

/// A public key whose other half is forgotten.
pub const RSA_PUBLIC: &[u8] = include_bytes!("../../guests/keys/rsa-2048.pub.pem");

/// SEC 2 section 2.4.2.
pub const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The u-coordinate of a point of order eight on Curve25519.
pub const ORDER_EIGHT: [u8; 32] = [
    0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d,
    0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
];

/// Coordinates (1, 1): not on P-256.
pub fn off_the_curve() -> [u8; 65] {
    let mut point = [0; 65];
    (point[0], point[32], point[64]) = (4, 1, 1);
    point
}

// What the cases are made of.

/// A state with the key, or without, that does what the calls say; the outcome is that of the last.
fn state(
    c: &mut C,
    algorithm: &str,
    key: Option<(&str, &[u8])>,
    options: Option<&[Setting<'_>]>,
    calls: &[Action<'_>],
) -> Outcome<Vec<u8>> {
    let options = options.map(|settings| (WitCategory::Symmetric, settings));
    let calls: Vec<(u32, Action<'_>)> = calls.iter().map(|call| (0, *call)).collect();
    let outcomes = c.outcomes(Opening { algorithm, key, options }, &calls)?;
    outcomes.into_iter().last().unwrap_or(Ok(Vec::new()))
}

fn open(c: &mut C, algorithm: &str, key: Option<(&str, &[u8])>, options: Option<&[Setting<'_>]>) -> Outcome<()> {
    state(c, algorithm, key, options, &[]).map(drop)
}

fn hash(c: &mut C, call: Action<'_>) -> Outcome<()> {
    state(c, "SHA-256", None, None, &[call]).map(drop)
}

fn mac(c: &mut C, call: Action<'_>) -> Outcome<Vec<u8>> {
    state(c, HMAC, Some((HMAC, &[1; 32])), None, &[Action::Absorb(MESSAGE), call])
}

fn derivation(c: &mut C, algorithm: &str, call: Action<'_>) -> Outcome<()> {
    state(c, algorithm, Some((algorithm, &[1; 32])), None, &[call]).map(drop)
}

fn aead(c: &mut C, calls: &[Action<'_>]) -> Outcome<Vec<u8>> {
    state(c, AES, Some((AES, &[7; 32])), Some(NONCE), calls)
}

fn import(c: &mut C, algorithm: &str, key: &[u8]) -> Outcome<()> {
    c.symmetric::<_, (String, Vec<u8>)>("import-export", (algorithm, key)).map(drop)
}

fn pair(c: &mut C, category: Category, algorithm: &str, key: &[u8], encoding: KeyEncoding) -> Outcome<()> {
    let params = (WitCategory::from(category), algorithm, encoded(key, encoding), WitEncoding::Pkcs8);
    c.asymmetric::<_, (String, Vec<u8>)>("convert-pair", params).map(drop)
}

fn public(c: &mut C, category: Category, algorithm: &str, key: &[u8], encoding: KeyEncoding) -> Outcome<()> {
    let params = (WitCategory::from(category), algorithm, encoded(key, encoding), WitEncoding::Raw);
    c.asymmetric::<_, (String, Vec<u8>)>("convert-public", params).map(drop)
}

fn generate(c: &mut C, category: WitCategory, algorithm: &str, encoding: WitEncoding) -> Outcome<Vec<u8>> {
    c.asymmetric("generate", (category, algorithm, encoding))
}

/// The raw halves of a new pair: public, secret.
fn halves(c: &mut C, algorithm: &str) -> Outcome<(Vec<u8>, Vec<u8>)> {
    let exchange = WitCategory::KeyExchange;
    // The scalar alone on a curve; public key, then secret key elsewhere.
    let raw = generate(c, exchange, algorithm, WitEncoding::Raw)?;
    let pair = encoded(&raw, KeyEncoding::Raw);
    let public = c.asymmetric("public-of-pair", (exchange, algorithm, pair, WitEncoding::Raw))?;
    let secret = c.asymmetric("secret-of-pair", (exchange, algorithm, pair, WitEncoding::Raw))?;
    Ok((public, secret))
}

// Algorithms.

pub fn unknown_key(c: &mut C) -> Outcome<()> {
    import(c, "AES-255-GCM", &[1; 32])
}

pub fn unknown_state(c: &mut C) -> Outcome<()> {
    open(c, "SHA-255", None, None)
}

pub fn unknown_pair(c: &mut C) -> Outcome<()> {
    generate(c, WitCategory::Signatures, "Ed25520", WitEncoding::Raw).map(drop)
}

pub fn unknown_public(c: &mut C) -> Outcome<()> {
    public(c, Category::KeyExchange, "X25520", &[9; 32], KeyEncoding::Raw)
}

pub fn unknown_signature(c: &mut C) -> Outcome<()> {
    signature(c, "Ed25520", &[1; 64], WitForm::Raw)
}

pub fn wrong_category(c: &mut C) -> Outcome<()> {
    generate(c, WitCategory::Signatures, "X25519", WitEncoding::Raw).map(drop)
}

// Keys of states.

pub fn keyed_hash(c: &mut C) -> Outcome<()> {
    open(c, "SHA-256", Some((AES, &[1; 32])), None)
}

pub fn mac_without_key(c: &mut C) -> Outcome<()> {
    open(c, HMAC, None, None)
}

pub fn cipher_without_key(c: &mut C) -> Outcome<()> {
    open(c, AES, None, Some(NONCE))
}

pub fn derivation_without_key(c: &mut C) -> Outcome<()> {
    open(c, EXTRACT, None, None)
}

pub fn key_of_other_size(c: &mut C) -> Outcome<()> {
    open(c, SMALL_AES, Some((AES, &[1; 32])), Some(NONCE))
}

pub fn key_of_other_algorithm(c: &mut C) -> Outcome<()> {
    open(c, "CHACHA20-POLY1305", Some((AES, &[1; 32])), Some(NONCE))
}

pub fn derived_for_other(c: &mut C) -> Outcome<()> {
    derivation(c, EXTRACT, Action::SqueezeKey(AES))
}

pub fn short_key(c: &mut C) -> Outcome<()> {
    import(c, AES, &[1; 31])
}

pub fn long_key(c: &mut C) -> Outcome<()> {
    import(c, AES, &[1; 33])
}

pub fn empty_key(c: &mut C) -> Outcome<()> {
    import(c, "CHACHA20-POLY1305", &[])
}

pub fn half_a_pair(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "Ed25519", &[1; 32], KeyEncoding::Raw)
}

pub fn short_prk(c: &mut C) -> Outcome<()> {
    import(c, EXPAND, &[1; 31])
}

// Nonces and options.

pub fn no_options(c: &mut C) -> Outcome<()> {
    open(c, AES, Some((AES, &[1; 32])), None)
}

pub fn options_without_nonce(c: &mut C) -> Outcome<()> {
    open(c, AES, Some((AES, &[1; 32])), Some(&[]))
}

pub fn second_encryption(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Encrypt(MESSAGE)])?;
    aead(c, &[Action::Encrypt(MESSAGE), Action::Encrypt(MESSAGE)]).map(drop)
}

pub fn short_nonce(c: &mut C) -> Outcome<()> {
    open(c, AES, Some((AES, &[7; 32])), Some(&[Setting::Bytes(("nonce", &[9; 11]))]))
}

pub fn long_nonce(c: &mut C) -> Outcome<()> {
    let name = "XCHACHA20-POLY1305";
    open(c, name, Some((name, &[7; 32])), Some(&[Setting::Bytes(("nonce", &[9; 25]))]))
}

pub fn empty_nonce(c: &mut C) -> Outcome<()> {
    open(c, AES, Some((AES, &[7; 32])), Some(&[Setting::Bytes(("nonce", &[]))]))
}

pub fn no_salt(c: &mut C) -> Outcome<()> {
    let calls = [Action::Absorb(b"password"), Action::Squeeze(32)];
    state(c, "ARGON2-ID-13", None, None, &calls).map(drop)
}

fn set(c: &mut C, category: WitCategory, setting: Setting<'_>) -> Outcome<()> {
    let outcomes: Vec<Result<(), u8>> = c.symmetric("set-options", (category, &[setting][..]))?;
    outcomes[0].map_err(wasi_crypto_tests::wycheproof::error)
}

pub fn set_unknown(c: &mut C) -> Outcome<()> {
    set(c, WitCategory::Symmetric, Setting::Bytes(("flavour", b"x")))
}

pub fn set_unknown_number(c: &mut C) -> Outcome<()> {
    set(c, WitCategory::Symmetric, Setting::Number(("flavour", 1)))
}

pub fn set_for_signatures(c: &mut C) -> Outcome<()> {
    set(c, WitCategory::Signatures, Setting::Bytes(("nonce", b"x")))
}

pub fn get_unknown(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::GetOption("flavour")]).map(drop)
}

pub fn get_unknown_number(c: &mut C) -> Outcome<()> {
    hash(c, Action::GetOptionU64("flavour"))
}

pub fn get_unset(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::GetOption("salt")]).map(drop)
}

pub fn get_without_options(c: &mut C) -> Outcome<()> {
    hash(c, Action::GetOption("nonce"))
}

pub fn get_unset_number(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::GetOptionU64("ops_limit")]).map(drop)
}

// Lengths and operations.

pub fn long_digest(c: &mut C) -> Outcome<()> {
    hash(c, Action::Squeeze(33))
}

pub fn long_truncated_digest(c: &mut C) -> Outcome<()> {
    state(c, "SHA-512/256", None, None, &[Action::Squeeze(64)]).map(drop)
}

pub fn long_derivation(c: &mut C) -> Outcome<()> {
    derivation(c, EXPAND, Action::Squeeze(255 * 32 + 1))
}

pub fn squeeze_mac(c: &mut C) -> Outcome<()> {
    mac(c, Action::Squeeze(32)).map(drop)
}

pub fn squeeze_cipher(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Squeeze(32)]).map(drop)
}

pub fn tag_of_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::SqueezeTag)
}

pub fn key_of_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::SqueezeKey(AES))
}

pub fn max_tag_of_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::MaxTagLen)
}

pub fn encrypt_with_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::Encrypt(MESSAGE))
}

pub fn decrypt_with_mac(c: &mut C) -> Outcome<()> {
    mac(c, Action::Decrypt(MESSAGE)).map(drop)
}

pub fn detached_with_hash(c: &mut C) -> Outcome<()> {
    hash(c, Action::EncryptDetached(MESSAGE))
}

pub fn detached_with_kdf(c: &mut C) -> Outcome<()> {
    derivation(c, EXTRACT, Action::DecryptDetached((MESSAGE, &[0; 16])))
}

pub fn ratchet_cipher(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Ratchet]).map(drop)
}

pub fn generate_for_hash(c: &mut C) -> Outcome<()> {
    c.symmetric::<_, Vec<u8>>("generate", ("SHA-256",)).map(drop)
}

pub fn import_for_hash(c: &mut C) -> Outcome<()> {
    import(c, "SHA-256", &[1; 32])
}

// Tags of ciphers.

/// Decrypts both ways what `change` made of ciphertext and tag; the answers have to be the same.
fn changed(c: &mut C, associated_data: &[u8], change: fn(&mut Vec<u8>, &mut Vec<u8>)) -> Outcome<()> {
    let mut data = aead(c, &[Action::Encrypt(MESSAGE)])?;
    let mut tag = data.split_off(MESSAGE.len());
    change(&mut data, &mut tag);
    let joined = [data.as_slice(), &tag].concat();
    let attached = aead(c, &[Action::Absorb(associated_data), Action::Decrypt(&joined)]);
    let detached = aead(c, &[Action::Absorb(associated_data), Action::DecryptDetached((&data, &tag))]);
    assert_eq!(attached, detached, "attached and detached");
    detached.map(drop)
}

pub fn shorter_than_tag(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Decrypt(&[1; 15])]).map(drop)
}

pub fn nothing_to_decrypt(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Decrypt(&[])]).map(drop)
}

pub fn tag_bit(c: &mut C) -> Outcome<()> {
    changed(c, b"", |_, tag| tag[15] ^= 1)
}

pub fn ciphertext_bit(c: &mut C) -> Outcome<()> {
    changed(c, b"", |data, _| data[0] ^= 0x80)
}

pub fn other_associated_data(c: &mut C) -> Outcome<()> {
    changed(c, b"other", |_, _| ())
}

pub fn tag_prefix(c: &mut C) -> Outcome<()> {
    changed(c, b"", |_, tag| tag.truncate(15))
}

pub fn tag_and_more(c: &mut C) -> Outcome<()> {
    changed(c, b"", |_, tag| tag.push(0))
}

pub fn no_tag(c: &mut C) -> Outcome<()> {
    changed(c, b"", |_, tag| tag.clear())
}

// Tags of MACs.

fn verify_tag(c: &mut C, change: fn(&mut Vec<u8>)) -> Outcome<()> {
    let mut tag = mac(c, Action::SqueezeTag)?;
    mac(c, Action::VerifyTag(&tag)).expect("the right tag");
    change(&mut tag);
    mac(c, Action::VerifyTag(&tag)).map(drop)
}

pub fn verify_bit(c: &mut C) -> Outcome<()> {
    verify_tag(c, |tag| tag[31] ^= 1)
}

pub fn verify_prefix(c: &mut C) -> Outcome<()> {
    verify_tag(c, |tag| tag.truncate(16))
}

pub fn verify_and_more(c: &mut C) -> Outcome<()> {
    verify_tag(c, |tag| tag.push(0))
}

pub fn verify_nothing(c: &mut C) -> Outcome<()> {
    verify_tag(c, Vec::clear)
}

// Signatures.

fn mismatch(c: &mut C, algorithm: &str) -> Outcome<()> {
    let pair = generate(c, WitCategory::Signatures, algorithm, WitEncoding::Pkcs8)?;
    let pair = encoded(&pair, KeyEncoding::Pkcs8);
    let public = (WitCategory::Signatures, algorithm, pair, WitEncoding::Raw);
    let public: Vec<u8> = c.asymmetric("public-of-pair", public)?;
    let signature: Vec<u8> = c.asymmetric("sign-once", (algorithm, pair, MESSAGE))?;
    let (public, signature) = ((&public[..], KeyEncoding::Raw), (&signature[..], SignatureEncoding::Raw));
    c.verify(algorithm, public, MESSAGE, signature).expect("the right message");
    c.verify(algorithm, public, b"another message", signature)
}

pub fn mismatch_ed25519(c: &mut C) -> Outcome<()> {
    mismatch(c, "Ed25519")
}

pub fn mismatch_ecdsa(c: &mut C) -> Outcome<()> {
    mismatch(c, "ECDSA_P256_SHA256")
}

pub fn mismatch_rsa(c: &mut C) -> Outcome<()> {
    let signature = (&[1; 256][..], SignatureEncoding::Raw);
    c.verify("RSA_PKCS1_2048_SHA256", (RSA_PUBLIC, KeyEncoding::Pem), MESSAGE, signature)
}

fn signature(c: &mut C, algorithm: &str, signature: &[u8], form: WitForm) -> Outcome<()> {
    let params = (algorithm, signature, form, WitForm::Raw);
    c.asymmetric::<_, (String, Vec<u8>)>("convert-signature", params).map(drop)
}

pub fn short_signature(c: &mut C) -> Outcome<()> {
    signature(c, "Ed25519", &[1; 63], WitForm::Raw)
}

pub fn long_signature(c: &mut C) -> Outcome<()> {
    signature(c, "ECDSA_P384_SHA384", &[1; 97], WitForm::Raw)
}

pub fn empty_signature(c: &mut C) -> Outcome<()> {
    signature(c, "RSA_PKCS1_2048_SHA256", &[], WitForm::Raw)
}

pub fn bad_der_signature(c: &mut C) -> Outcome<()> {
    signature(c, "ECDSA_P256_SHA256", &[0x30, 1, 2], WitForm::Der)
}

// Keys.

pub fn bad_der(c: &mut C) -> Outcome<()> {
    public(c, Category::Signatures, "ECDSA_P256_SHA256", &[0x30, 1, 2], KeyEncoding::Pkcs8)
}

pub fn bad_pem(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "Ed25519", b"-----BEGIN PRIVATE KEY-----", KeyEncoding::Pem)
}

pub fn off_curve(c: &mut C) -> Outcome<()> {
    public(c, Category::KeyExchange, "P256-SHA256", &off_the_curve(), KeyEncoding::Sec)
}

pub fn infinity(c: &mut C) -> Outcome<()> {
    public(c, Category::Signatures, "ECDSA_P256_SHA256", &[0], KeyEncoding::Sec)
}

pub fn zero_scalar(c: &mut C) -> Outcome<()> {
    let key = encoded(&[0; 32], KeyEncoding::Raw);
    let params = (WitCategory::Signatures, "ECDSA_P256_SHA256", key, WitEncoding::Raw);
    c.asymmetric::<_, (String, Vec<u8>)>("convert-secret", params).map(drop)
}

pub fn large_scalar(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "ECDSA_P256_SHA256", &P256_ORDER, KeyEncoding::Raw)
}

pub fn other_curve(c: &mut C) -> Outcome<()> {
    let other = generate(c, WitCategory::Signatures, "ECDSA_P384_SHA384", WitEncoding::Pkcs8)?;
    pair(c, Category::Signatures, "ECDSA_P256_SHA256", &other, KeyEncoding::Pkcs8)
}

pub fn strange_halves(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "Ed25519", &[1; 64], KeyEncoding::Raw)
}

pub fn raw_rsa(c: &mut C) -> Outcome<()> {
    pair(c, Category::Signatures, "RSA_PKCS1_2048_SHA256", &[1; 256], KeyEncoding::Raw)
}

pub fn sec_in(c: &mut C) -> Outcome<()> {
    public(c, Category::Signatures, "Ed25519", &[1; 32], KeyEncoding::Sec)
}

pub fn sec_out(c: &mut C) -> Outcome<()> {
    let pair = generate(c, WitCategory::Signatures, "Ed25519", WitEncoding::Raw)?;
    let params = (WitCategory::Signatures, "Ed25519", encoded(&pair, KeyEncoding::Raw), WitEncoding::Sec);
    c.asymmetric::<_, Vec<u8>>("public-of-pair", params).map(drop)
}

pub fn der_in(c: &mut C) -> Outcome<()> {
    signature(c, "Ed25519", &[1; 64], WitForm::Der)
}

// Key exchange.

type Named<'a> = (WitCategory, &'a str, Encoded<'a>);

fn named<'a>(algorithm: &'a str, key: &'a [u8]) -> Named<'a> {
    (WitCategory::KeyExchange, algorithm, encoded(key, KeyEncoding::Raw))
}

fn dh(c: &mut C, public: Named<'_>, secret: Named<'_>) -> Outcome<()> {
    c.asymmetric::<_, Vec<u8>>("dh", (public, secret)).map(drop)
}

pub fn mixed_dh(c: &mut C) -> Outcome<()> {
    let ((public, _), (_, secret)) = (halves(c, "X25519")?, halves(c, "P256-SHA256")?);
    dh(c, named("X25519", &public), named("P256-SHA256", &secret))
}

pub fn dh_on_kem(c: &mut C) -> Outcome<()> {
    let (public, secret) = halves(c, "ML-KEM-768")?;
    dh(c, named("ML-KEM-768", &public), named("ML-KEM-768", &secret))
}

pub fn encapsulate_on_dh(c: &mut C) -> Outcome<()> {
    let (public, _) = halves(c, "X25519")?;
    encapsulate(c, "X25519", &public)
}

fn encapsulate(c: &mut C, algorithm: &str, public: &[u8]) -> Outcome<()> {
    let params = (algorithm, encoded(public, KeyEncoding::Raw));
    c.asymmetric::<_, (Vec<u8>, Vec<u8>)>("encapsulate", params).map(drop)
}

pub fn decapsulate_on_dh(c: &mut C) -> Outcome<()> {
    decapsulate(c, "P256-SHA256", &[1; 32])
}

pub fn low_order(c: &mut C) -> Outcome<()> {
    let (_, secret) = halves(c, "X25519")?;
    dh(c, named("X25519", &[0; 32]), named("X25519", &secret))
}

pub fn order_eight(c: &mut C) -> Outcome<()> {
    let (_, secret) = halves(c, "X25519")?;
    dh(c, named("X25519", &ORDER_EIGHT), named("X25519", &secret))
}

fn decapsulate(c: &mut C, algorithm: &str, encapsulated: &[u8]) -> Outcome<()> {
    let (_, secret) = halves(c, algorithm)?;
    Subject::decapsulate(c, algorithm, &secret, encapsulated).map(drop)
}

pub fn short_encapsulation(c: &mut C) -> Outcome<()> {
    decapsulate(c, "ML-KEM-768", &[1; 1087])
}

pub fn long_encapsulation(c: &mut C) -> Outcome<()> {
    decapsulate(c, "X-WING", &[1; 1121])
}

pub fn empty_encapsulation(c: &mut C) -> Outcome<()> {
    decapsulate(c, "ML-KEM-768", &[])
}

fn join(c: &mut C, public: (&str, &[u8]), secret: (&str, &[u8])) -> Outcome<()> {
    let key = |(algorithm, key)| (algorithm, encoded(key, KeyEncoding::Raw));
    let params = (WitCategory::KeyExchange, key(public), key(secret), WitEncoding::Raw);
    c.asymmetric::<_, Vec<u8>>("join", params).map(drop)
}

pub fn joined_algorithms(c: &mut C) -> Outcome<()> {
    let ((public, _), (_, secret)) = (halves(c, "X25519")?, halves(c, "P256-SHA256")?);
    join(c, ("X25519", &public), ("P256-SHA256", &secret))
}

pub fn joined_strangers(c: &mut C) -> Outcome<()> {
    let ((public, _), (_, secret)) = (halves(c, "X25519")?, halves(c, "X25519")?);
    join(c, ("X25519", &public), ("X25519", &secret))
}

pub fn open_manager(c: &mut C) -> Outcome<()> {
    let none: Option<(WitCategory, &[Setting<'_>])> = None;
    c.symmetric("open-secrets-manager", (none,))
}

// Randomness.

pub fn no_randomness_key(_: &mut C) -> Outcome<()> {
    ComponentSubject::on(dry()).symmetric::<_, Vec<u8>>("generate", (AES,)).map(drop)
}

pub fn no_randomness_nonce(_: &mut C) -> Outcome<()> {
    let name = "XCHACHA20-POLY1305";
    open(&mut ComponentSubject::on(dry()), name, Some((name, &[1; 32])), None)
}

pub fn no_randomness_encapsulate(c: &mut C) -> Outcome<()> {
    let (public, _) = halves(c, "ML-KEM-768")?;
    encapsulate(&mut ComponentSubject::on(dry()), "ML-KEM-768", &public)
}
