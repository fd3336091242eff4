//! Keys, signatures and key exchange.

use crate::bindings::Vectors;
use crate::bindings::exports::wasi_crypto_tests::vectors::asymmetric_vectors::{
    Category, Code, Encoded, Encoding, Guest, SignatureForm,
};
use crate::bindings::wasi::crypto::asymmetric::{KeyPair, PublicKey, SecretKey};
use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode};
use crate::bindings::wasi::crypto::key_exchange;
use crate::bindings::wasi::crypto::signatures::{
    self as one_shot, Signature, SignatureEncoding, SignatureState, SignatureVerificationState,
};
use crate::{code, coded};

type Bytes = Vec<u8>;
/// A key with the category and the algorithm it is imported for.
type Named = (Category, String, Encoded);

impl Guest for Vectors {
    fn generate(category: Category, algorithm: String, encoding: Encoding) -> Result<Bytes, Code> {
        let pair = KeyPair::generate(category.into(), &algorithm, None);
        coded(pair.and_then(|pair| pair.export(encoding.into())))
    }

    fn convert_pair(
        category: Category,
        algorithm: String,
        pair: Encoded,
        into: Encoding,
    ) -> Result<(String, Bytes), Code> {
        let pair = import_pair(category, &algorithm, &pair)?;
        Ok((pair.algorithm(), pair.export(into.into()).map_err(code)?))
    }

    fn convert_public(
        category: Category,
        algorithm: String,
        key: Encoded,
        into: Encoding,
    ) -> Result<(String, Bytes), Code> {
        let key = import_public(category, &algorithm, &key)?;
        Ok((key.algorithm(), key.export(into.into()).map_err(code)?))
    }

    fn convert_secret(
        category: Category,
        algorithm: String,
        key: Encoded,
        into: Encoding,
    ) -> Result<(String, Bytes), Code> {
        let key = import_secret(category, &algorithm, &key)?;
        Ok((key.algorithm(), key.export(into.into()).map_err(code)?))
    }

    fn public_of_pair(category: Category, algorithm: String, pair: Encoded, into: Encoding) -> Result<Bytes, Code> {
        let pair = import_pair(category, &algorithm, &pair)?;
        coded(pair.public_key().and_then(|public| public.export(into.into())))
    }

    fn public_of_secret(category: Category, algorithm: String, secret: Encoded, into: Encoding) -> Result<Bytes, Code> {
        let secret = import_secret(category, &algorithm, &secret)?;
        coded(PublicKey::from_secret_key(&secret).and_then(|public| public.export(into.into())))
    }

    fn secret_of_pair(category: Category, algorithm: String, pair: Encoded, into: Encoding) -> Result<Bytes, Code> {
        let pair = import_pair(category, &algorithm, &pair)?;
        coded(pair.secret_key().and_then(|secret| secret.export(into.into())))
    }

    fn join(
        category: Category,
        public: (String, Encoded),
        secret: (String, Encoded),
        into: Encoding,
    ) -> Result<Bytes, Code> {
        let public = import_public(category, &public.0, &public.1)?;
        let secret = import_secret(category, &secret.0, &secret.1)?;
        coded(KeyPair::from_keys(&public, &secret).and_then(|pair| pair.export(into.into())))
    }

    fn check_public(category: Category, algorithm: String, key: Encoded) -> Result<(), Code> {
        coded(import_public(category, &algorithm, &key)?.verify())
    }

    fn sign(algorithm: String, pair: Encoded, chunks: Vec<Bytes>, form: SignatureForm) -> Result<Bytes, Code> {
        let pair = import_pair(Category::Signatures, &algorithm, &pair)?;
        coded(signing(&pair, &chunks).and_then(|state| state.sign()?.export(form.into())))
    }

    fn verify(
        algorithm: String,
        public: Encoded,
        chunks: Vec<Bytes>,
        signature: Bytes,
        form: SignatureForm,
    ) -> Result<(), Code> {
        let public = import_public(Category::Signatures, &algorithm, &public)?;
        let signature = Signature::import(&algorithm, &signature, form.into()).map_err(code)?;
        coded(verifying(&public, &chunks).and_then(|state| state.verify(&signature)))
    }

    fn sign_once(algorithm: String, pair: Encoded, message: Bytes) -> Result<Bytes, Code> {
        coded(one_shot::sign(&import_pair(Category::Signatures, &algorithm, &pair)?, &message))
    }

    fn verify_once(algorithm: String, public: Encoded, message: Bytes, signature: Bytes) -> Result<(), Code> {
        let public = import_public(Category::Signatures, &algorithm, &public)?;
        coded(one_shot::verify(&public, &message, &signature))
    }

    fn convert_signature(
        algorithm: String,
        signature: Bytes,
        form: SignatureForm,
        into: SignatureForm,
    ) -> Result<(String, Bytes), Code> {
        let signature = Signature::import(&algorithm, &signature, form.into()).map_err(code)?;
        Ok((signature.algorithm(), signature.export(into.into()).map_err(code)?))
    }

    fn verify_each(
        algorithm: String,
        public: Encoded,
        chunks: Vec<Bytes>,
        signature: Bytes,
    ) -> Result<Vec<Result<(), Code>>, Code> {
        let public = import_public(Category::Signatures, &algorithm, &public)?;
        let signature = Signature::import(&algorithm, &signature, SignatureEncoding::Raw).map_err(code)?;
        let state = SignatureVerificationState::open(&public).map_err(code)?;
        let step = |chunk: &Bytes| coded(state.update(chunk).and_then(|()| state.verify(&signature)));
        Ok(chunks.iter().map(step).collect())
    }

    fn sign_each(algorithm: String, pair: Encoded, chunks: Vec<Bytes>) -> Result<Vec<Result<Bytes, Code>>, Code> {
        let pair = import_pair(Category::Signatures, &algorithm, &pair)?;
        let state = SignatureState::open(&pair).map_err(code)?;
        let step = |chunk: &Bytes| {
            state.update(chunk)?;
            state.sign()?.export(SignatureEncoding::Raw)
        };
        Ok(chunks.iter().map(|chunk| coded(step(chunk))).collect())
    }

    fn batch_sign(algorithm: String, pair: Encoded, messages: Vec<Bytes>) -> Result<Vec<Result<Bytes, Code>>, Code> {
        let pair = import_pair(Category::Signatures, &algorithm, &pair)?;
        let states = messages.iter().map(|message| signing(&pair, std::slice::from_ref(message)));
        let states = states.collect::<Result<Vec<_>, _>>().map_err(code)?;
        let outcomes = one_shot::batch_sign(&states.iter().collect::<Vec<_>>()).map_err(code)?;
        let raw = |signature: Signature| signature.export(SignatureEncoding::Raw);
        Ok(outcomes.into_iter().map(|outcome| coded(outcome.and_then(raw))).collect())
    }

    fn batch_verify(
        algorithm: String,
        public: Encoded,
        entries: Vec<(Bytes, Bytes)>,
    ) -> Result<Vec<Result<(), Code>>, Code> {
        let public = import_public(Category::Signatures, &algorithm, &public)?;
        let entry = |(message, signature): (Bytes, Bytes)| {
            let signature = Signature::import(&algorithm, &signature, SignatureEncoding::Raw)?;
            Ok::<_, ErrorCode>((verifying(&public, &[message])?, signature))
        };
        let entries = entries.into_iter().map(entry).collect::<Result<Vec<_>, _>>().map_err(code)?;
        let borrowed: Vec<_> = entries.iter().map(|(state, signature)| (state, signature)).collect();
        Ok(one_shot::batch_verify(&borrowed).map_err(code)?.into_iter().map(coded).collect())
    }

    fn dh(public: Named, secret: Named) -> Result<Bytes, Code> {
        let (public, secret) = halves(public, secret)?;
        coded(key_exchange::dh(&public, &secret))
    }

    fn dh_key(public: Named, secret: Named, algorithm: String) -> Result<Bytes, Code> {
        let (public, secret) = halves(public, secret)?;
        coded(key_exchange::dh_key(&public, &secret, &algorithm).and_then(|key| key.export()))
    }

    fn encapsulate(algorithm: String, public: Encoded) -> Result<(Bytes, Bytes), Code> {
        let public = import_public(Category::KeyExchange, &algorithm, &public)?;
        let sent = key_exchange::encapsulate(&public).map_err(code)?;
        Ok((sent.secret, sent.encapsulated))
    }

    fn decapsulate(algorithm: String, secret: Encoded, encapsulated: Bytes) -> Result<Bytes, Code> {
        let secret = import_secret(Category::KeyExchange, &algorithm, &secret)?;
        coded(key_exchange::decapsulate(&secret, &encapsulated))
    }

    fn encapsulate_key(algorithm: String, public: Encoded, key_algorithm: String) -> Result<(Bytes, Bytes), Code> {
        let public = import_public(Category::KeyExchange, &algorithm, &public)?;
        let sent = key_exchange::encapsulate_key(&public, &key_algorithm).map_err(code)?;
        Ok((sent.key.export().map_err(code)?, sent.encapsulated))
    }

    fn decapsulate_key(
        algorithm: String,
        secret: Encoded,
        encapsulated: Bytes,
        key_algorithm: String,
    ) -> Result<Bytes, Code> {
        let secret = import_secret(Category::KeyExchange, &algorithm, &secret)?;
        let key = key_exchange::decapsulate_key(&secret, &encapsulated, &key_algorithm);
        coded(key.and_then(|key| key.export()))
    }
}

impl From<SignatureForm> for SignatureEncoding {
    fn from(form: SignatureForm) -> Self {
        match form {
            SignatureForm::Raw => SignatureEncoding::Raw,
            SignatureForm::Der => SignatureEncoding::Der,
        }
    }
}

fn import_pair(category: Category, algorithm: &str, pair: &Encoded) -> Result<KeyPair, Code> {
    coded(KeyPair::import(AlgorithmType::from(category), algorithm, &pair.bytes, pair.encoding.into()))
}

fn import_public(category: Category, algorithm: &str, key: &Encoded) -> Result<PublicKey, Code> {
    coded(PublicKey::import(AlgorithmType::from(category), algorithm, &key.bytes, key.encoding.into()))
}

fn import_secret(category: Category, algorithm: &str, key: &Encoded) -> Result<SecretKey, Code> {
    coded(SecretKey::import(AlgorithmType::from(category), algorithm, &key.bytes, key.encoding.into()))
}

fn halves(public: Named, secret: Named) -> Result<(PublicKey, SecretKey), Code> {
    Ok((import_public(public.0, &public.1, &public.2)?, import_secret(secret.0, &secret.1, &secret.2)?))
}

fn signing(pair: &KeyPair, chunks: &[Bytes]) -> Result<SignatureState, ErrorCode> {
    let state = SignatureState::open(pair)?;
    for chunk in chunks {
        state.update(chunk)?;
    }
    Ok(state)
}

fn verifying(public: &PublicKey, chunks: &[Bytes]) -> Result<SignatureVerificationState, ErrorCode> {
    let state = SignatureVerificationState::open(public)?;
    for chunk in chunks {
        state.update(chunk)?;
    }
    Ok(state)
}
