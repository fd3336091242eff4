//! Signatures, key exchange, key encapsulation and key files.

use wasi_crypto_guest::prelude::*;

use crate::report::{check, hex, refused, Failure, Step, Steps};
use crate::Input;

/// The steps, in the order they run.
pub const STEPS: Steps = &[
    Step { name: "Ed25519", mark: '=', work: ed25519 },
    Step { name: "ECDSA_P256_SHA256", mark: '~', work: |input| ecdsa("ECDSA_P256_SHA256", input) },
    Step { name: "ECDSA_K256_SHA256", mark: '~', work: |input| ecdsa("ECDSA_K256_SHA256", input) },
    Step { name: "ECDSA_P384_SHA384", mark: '~', work: |input| ecdsa("ECDSA_P384_SHA384", input) },
    Step { name: "RSA_PKCS1_2048_SHA256", mark: '=', work: rsa },
    Step { name: "X25519", mark: '~', work: |_| agree("X25519") },
    Step { name: "P256-SHA256", mark: '~', work: |_| agree("P256-SHA256") },
    Step { name: "X25519 fixed keys", mark: '=', work: x25519_fixed },
    Step { name: "ML-KEM-768", mark: '~', work: |_| encapsulate("ML-KEM-768") },
    Step { name: "X-WING", mark: '~', work: |_| encapsulate("X-WING") },
];

/// Key pair of the first Ed25519 test of RFC 8032: secret seed, then public key.
const ED25519_PAIR: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\
                            d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/// Keys of RFC 7748, section 6.1, and what they agree on.
const X25519_ALICE: &str = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
const X25519_BOB_PUBLIC: &str = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
const X25519_SHARED: &str = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

/// A key made for the guests of this folder.
const RSA_2048: &str = include_str!("../../../keys/rsa-2048.pem");

/// Hosts answer a signature that does not verify with either of these.
const BAD_SIGNATURE: [WasiCryptoError; 2] = [WasiCryptoError::InvalidSignature, WasiCryptoError::VerificationFailed];

fn ed25519(input: &Input) -> Result<String, Failure> {
    let pair = SignatureKeyPair::from_raw("Ed25519", unhex(ED25519_PAIR))?;
    let signature = sign_and_verify("Ed25519", &pair, input)?;

    // A signature is covered in pieces just the same.
    let mut state = pair.multipart_signature()?;
    for piece in input.text.as_bytes().chunks(5) {
        state.update(piece)?;
    }
    check(state.sign()?.raw()? == signature, "signing in pieces gave another signature")?;
    Ok(hex(&signature))
}

fn ecdsa(algorithm: &'static str, input: &Input) -> Result<String, Failure> {
    let pair = SignatureKeyPair::generate(algorithm)?;
    let signature = sign_and_verify(algorithm, &pair, input)?;

    // Out to a file and back in, secret and public.
    let file = pair.pem()?;
    let again = SignatureKeyPair::from_pem(algorithm, file)?;
    let public = SignaturePublicKey::from_sec(algorithm, again.publickey()?.sec()?)?;
    public.signature_verify(&input.text, &Signature::from_raw(algorithm, &signature)?)?;
    let der = Signature::from_raw(algorithm, &signature)?.der()?;
    check(Signature::from_der(algorithm, der)?.raw()? == signature, "DER changed the signature")?;
    Ok(hex(&signature))
}

fn rsa(input: &Input) -> Result<String, Failure> {
    let algorithm = "RSA_PKCS1_2048_SHA256";
    let pair = SignatureKeyPair::from_pem(algorithm, RSA_2048)?;
    let signature = sign_and_verify(algorithm, &pair, input)?;
    let public = SignaturePublicKey::from_pkcs8(algorithm, pair.publickey()?.pkcs8()?)?;
    public.signature_verify(&input.text, &Signature::from_raw(algorithm, &signature)?)?;
    Ok(hex(&signature))
}

/// Signs the text, checks that the signature verifies and that nothing else does, and returns its raw bytes.
fn sign_and_verify(algorithm: &'static str, pair: &SignatureKeyPair, input: &Input) -> Result<Vec<u8>, Failure> {
    let public = pair.publickey()?;
    let signature = pair.sign(&input.text)?;
    public.signature_verify(&input.text, &signature)?;
    refused(public.signature_verify("another text", &signature), &BAD_SIGNATURE, "the signature fits another text")?;

    let raw = signature.raw()?;
    let mut tampered = raw.clone();
    tampered[7] ^= 1;
    let outcome =
        Signature::from_raw(algorithm, tampered).and_then(|tampered| public.signature_verify(&input.text, &tampered));
    refused(outcome, &BAD_SIGNATURE, "a tampered signature was accepted")?;
    Ok(raw)
}

fn agree(algorithm: &'static str) -> Result<String, Failure> {
    let (alice, bob) = (KxKeyPair::generate(algorithm)?, KxKeyPair::generate(algorithm)?);
    let shared = alice.publickey()?.dh(&bob.secretkey()?)?;
    check(bob.publickey()?.dh(&alice.secretkey()?)? == shared, "the two sides disagree")?;
    alice.publickey()?.verify()?;
    Ok(hex(&shared))
}

fn x25519_fixed(_: &Input) -> Result<String, Failure> {
    let alice = KxSecretKey::from_raw("X25519", unhex(X25519_ALICE))?;
    let bob = KxPublicKey::from_raw("X25519", unhex(X25519_BOB_PUBLIC))?;
    let shared = bob.dh(&alice)?;
    check(shared == unhex(X25519_SHARED), "not what RFC 7748 says")?;

    let zero = KxPublicKey::from_raw("X25519", [0; 32]).and_then(|public| public.dh(&alice));
    refused(zero, &[WasiCryptoError::InvalidKey], "an all-zero secret was accepted")?;
    Ok(hex(&shared))
}

fn encapsulate(algorithm: &'static str) -> Result<String, Failure> {
    let pair = KxKeyPair::generate(algorithm)?;
    // The public key travels to the other side as bytes.
    let public = KxPublicKey::from_raw(algorithm, pair.publickey()?.raw()?)?;
    let sent = public.encapsulate()?;
    let received = pair.secretkey()?.decapsulate(&sent.encapsulated_secret)?;
    check(received == sent.secret, "the two sides disagree")?;
    Ok(hex(&sent.secret))
}

fn unhex(digits: &str) -> Vec<u8> {
    let nibble = |digit: u8| (digit as char).to_digit(16).unwrap_or_default() as u8;
    digits.as_bytes().chunks(2).map(|pair| nibble(pair[0]) << 4 | nibble(pair[1])).collect()
}
