//! A component on our WIT as a subject: the second of the three paths, guest code, component boundary, host, engine. And the
//! same component with the provider composed into it, in wasmtime or in Node.

use std::collections::HashMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{Category, Engine as CryptoEngine, Error, KeyEncoding, SignatureEncoding};
use wasmtime::component::{ComponentNamedList, ComponentType, Lift, Lower};

use super::Subject;
use super::component_types::{Action, Opening, Setting, WitCategory, WitEncoding, WitForm, encoded};
use super::in_node::InNode;
use super::in_wasmtime::InWasmtime;
use super::randomness::{Chosen, choosing};
use super::subject::Outcome;

const SYMMETRIC: &str = "wasi-crypto-tests:vectors/symmetric-vectors";
const ASYMMETRIC: &str = "wasi-crypto-tests:vectors/asymmetric-vectors";

/// The guest `component-vectors`, somewhere. States and one-shot functions, attached and detached tags have to agree, and
/// after every call a host has to hold as many objects as before.
pub struct ComponentSubject {
    guest: Guest,
    known: HashMap<(Category, String), bool>,
}

/// Where it runs.
enum Guest {
    Wasmtime(Box<InWasmtime>),
    Node(InNode),
}

/// Parameters of the guest's functions.
pub trait Params: ComponentNamedList + Lower + Serialize {}

impl<P: ComponentNamedList + Lower + Serialize> Params for P {}

/// What they answer.
pub trait Answer: ComponentType + Lift + DeserializeOwned + 'static {}

impl<R: ComponentType + Lift + DeserializeOwned + 'static> Answer for R {}

/// The error at this position.
pub fn error(code: u8) -> Error {
    Error::ALL[usize::from(code)]
}

/// Two ways to do the same have to come to the same.
pub(super) fn same<T: PartialEq + std::fmt::Debug>(one: Outcome<T>, other: Outcome<T>) -> Outcome<T> {
    assert_eq!(one, other, "two ways to do the same differ");
    one
}

/// In two pieces, which must not matter.
pub(super) fn pieces(message: &[u8]) -> [&[u8]; 2] {
    let (first, second) = message.split_at(message.len() / 2);
    [first, second]
}

fn split(mut sealed: Vec<u8>, len: usize) -> (Vec<u8>, Vec<u8>) {
    let tag = sealed.split_off(len);
    (sealed, tag)
}

impl ComponentSubject {
    /// The guest on a host with this provider.
    ///
    /// # Panics
    /// If the provider contradicts the algorithm table, or guest and host do not fit.
    pub fn new(provider: CryptoProvider) -> Self {
        let provider = CryptoProvider { random: &Chosen, ..provider };
        Self::on(CryptoEngine::builder().provider(provider).build().expect("a provider that agrees with the table"))
    }

    /// The guest on a host with this engine.
    ///
    /// # Panics
    /// If guest and host do not fit.
    pub fn on(engine: CryptoEngine) -> Self {
        Self::of(Guest::Wasmtime(Box::new(InWasmtime::on(engine))))
    }

    /// The guest composed with the provider component, on a host without wasi-crypto.
    ///
    /// # Panics
    /// If the two do not fit, or import more than they should.
    pub fn with_provider() -> Self {
        Self::of(Guest::Wasmtime(Box::new(InWasmtime::with_provider())))
    }

    /// The guest composed with the provider component, in Node.
    ///
    /// # Panics
    /// If Node or jco cannot be had, or jco does not take the component. Every call panics when Node ends, or does not
    /// answer.
    pub fn in_node() -> Self {
        Self::of(Guest::Node(InNode::start()))
    }

    fn of(guest: Guest) -> Self {
        Self { guest, known: HashMap::new() }
    }

    /// Objects the host holds for the guest; none if it brings its provider.
    pub fn open_handles(&self) -> usize {
        match &self.guest {
            Guest::Wasmtime(guest) => guest.open_handles(),
            Guest::Node(_) => 0,
        }
    }

    /// Bytes of the guest's memories, those of a provider it brings included. They never become fewer.
    pub fn memory(&self) -> usize {
        match &self.guest {
            Guest::Wasmtime(guest) => guest.memory(),
            Guest::Node(guest) => guest.memory(),
        }
    }

    fn call<P: Params, R: Answer>(&mut self, interface: &str, name: &str, params: P) -> Outcome<R> {
        let before = self.open_handles();
        let answer = match &mut self.guest {
            Guest::Wasmtime(guest) => guest.call(interface, name, params),
            Guest::Node(guest) => guest.call(interface, name, &params),
        };
        assert_eq!(self.open_handles(), before, "{name} leaves objects behind");
        answer.map_err(error)
    }

    /// Opens a state with a key of its own algorithm, does what the calls say, and answers the outcome of the last one;
    /// each has to succeed for the next to count.
    fn script(
        &mut self,
        algorithm: &str,
        key: &[u8],
        options: Option<&[Setting<'_>]>,
        calls: &[(u32, Action<'_>)],
    ) -> Outcome<Vec<u8>> {
        let options = options.map(|settings| (WitCategory::Symmetric, settings));
        let opening = Opening { algorithm, key: Some((algorithm, key)), options };
        let outcomes: Outcome<Vec<_>> = self.outcomes(opening, calls)?.into_iter().collect();
        outcomes.map(|mut done| done.pop().expect("a script has calls"))
    }

    /// Opens a state and makes the calls; each has its own outcome, calls after a failed one are made as well.
    ///
    /// # Errors
    /// The opening's.
    pub fn outcomes(&mut self, opening: Opening<'_>, calls: &[(u32, Action<'_>)]) -> Outcome<Vec<Outcome<Vec<u8>>>> {
        let outcomes: Vec<Result<Vec<u8>, u8>> = self.symmetric("script", (opening, calls))?;
        assert_eq!(outcomes.len(), calls.len(), "one outcome for each call");
        Ok(outcomes.into_iter().map(|outcome| outcome.map_err(error)).collect())
    }

    /// Calls a function of the guest's interface `symmetric-vectors`.
    ///
    /// # Errors
    /// The guest's.
    pub fn symmetric<P: Params, R: Answer>(&mut self, name: &str, params: P) -> Outcome<R> {
        self.call(SYMMETRIC, name, params)
    }

    /// Calls a function of the guest's interface `asymmetric-vectors`.
    ///
    /// # Errors
    /// The guest's.
    pub fn asymmetric<P: Params, R: Answer>(&mut self, name: &str, params: P) -> Outcome<R> {
        self.call(ASYMMETRIC, name, params)
    }

    /// An import of nothing at all says whether the name is known.
    fn probe(&mut self, category: Category, algorithm: &str) -> bool {
        let imported: Outcome<(String, Vec<u8>)> = match category {
            Category::Symmetric => {
                let nothing: &[u8] = &[];
                self.symmetric("import-export", (algorithm, nothing))
            }
            Category::Signatures | Category::KeyExchange => {
                let nothing = encoded(&[], KeyEncoding::Pkcs8);
                let params = (WitCategory::from(category), algorithm, nothing, WitEncoding::Pkcs8);
                self.asymmetric("convert-public", params)
            }
        };
        imported.err() != Some(Error::UnsupportedAlgorithm)
    }
}

impl Subject for ComponentSubject {
    fn name(&self) -> String {
        match &self.guest {
            Guest::Wasmtime(guest) => format!("component on {}", guest.name()),
            Guest::Node(_) => "component on the provider component, in Node".to_owned(),
        }
    }

    fn offers(&mut self, category: Category, algorithm: &str) -> bool {
        let key = (category, algorithm.to_owned());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let known = self.probe(category, algorithm);
        self.known.insert(key, known);
        known
    }

    fn seal(
        &mut self,
        algorithm: &str,
        key: &[u8],
        nonce: &[u8],
        aad: &[u8],
        pt: &[u8],
    ) -> Outcome<(Vec<u8>, Vec<u8>)> {
        let params = (algorithm, key, Some(nonce), aad, pt);
        let attached = self.symmetric("aead-seal", params).map(|sealed| split(sealed, pt.len()));
        let detached = self.symmetric("aead-seal-detached", params);
        let once = self.symmetric("aead-seal-once", params).map(|(used, sealed): (Vec<u8>, Vec<u8>)| {
            assert_eq!(used, nonce, "the nonce given is the one used");
            split(sealed, pt.len())
        });
        let options = [Setting::Bytes(("nonce", nonce))];
        let [first, second] = pieces(aad).map(Action::Absorb);
        let calls = [(0, first), (0, second), (0, Action::EncryptDetached(pt))];
        let in_pieces = self.script(algorithm, key, Some(&options), &calls).map(|sealed| split(sealed, pt.len()));
        same(same(same(attached, detached), once), in_pieces)
    }

    fn open(
        &mut self,
        algorithm: &str,
        key: &[u8],
        nonce: &[u8],
        aad: &[u8],
        ct: &[u8],
        tag: &[u8],
    ) -> Outcome<Vec<u8>> {
        let joined = [ct, tag].concat();
        let attached = self.symmetric("aead-open", (algorithm, key, Some(nonce), aad, joined.as_slice()));
        let detached = self.symmetric("aead-open-detached", (algorithm, key, Some(nonce), aad, ct, tag));
        let once = self.symmetric("aead-open-once", (algorithm, key, nonce, aad, joined.as_slice()));
        same(same(attached, detached), once)
    }

    fn encrypt(&mut self, algorithm: &str, key: &[u8], nonce: &[u8], plaintext: &[u8]) -> Outcome<Vec<u8>> {
        let options = [Setting::Bytes(("nonce", nonce))];
        self.script(algorithm, key, Some(&options), &[(0, Action::Encrypt(plaintext))])
    }

    fn decrypt(&mut self, algorithm: &str, key: &[u8], nonce: &[u8], ciphertext: &[u8]) -> Outcome<Vec<u8>> {
        let options = [Setting::Bytes(("nonce", nonce))];
        self.script(algorithm, key, Some(&options), &[(0, Action::Decrypt(ciphertext))])
    }

    fn mac(&mut self, algorithm: &str, key: &[u8], message: &[u8]) -> Outcome<Vec<u8>> {
        let state = self.symmetric("mac", (algorithm, key, &pieces(message)[..]));
        // Neither a tag in between nor a copy changes the state.
        let [first, second] = pieces(message).map(Action::Absorb);
        let calls = [
            (0, first),
            (0, Action::SqueezeTag),
            (0, Action::Clone),
            (1, Action::Absorb(b"something else")),
            (0, second),
            (0, Action::SqueezeTag),
        ];
        let disturbed = self.script(algorithm, key, None, &calls);
        let once = self.symmetric("mac-once", (algorithm, key, message));
        same(same(state, disturbed), once)
    }

    fn verify_mac(&mut self, algorithm: &str, key: &[u8], message: &[u8], tag: &[u8]) -> Outcome<()> {
        let state = self.symmetric("mac-verify", (algorithm, key, &pieces(message)[..], tag));
        same(state, self.symmetric("mac-verify-once", (algorithm, key, message, tag)))
    }

    fn hkdf(
        &mut self,
        extract: &str,
        expand: &str,
        key: &[u8],
        salt: &[u8],
        info: &[u8],
        len: usize,
    ) -> Outcome<Vec<u8>> {
        // The guest takes the hash and makes both names of it.
        let hash = extract.strip_prefix("HKDF-EXTRACT/").expect("an extraction");
        assert_eq!(expand.strip_prefix("HKDF-EXPAND/"), Some(hash));
        let params = (hash, key, salt, info, u32::try_from(len).expect("a length"));
        let states = self.symmetric("hkdf", params);
        same(states, self.symmetric("hkdf-once", params))
    }

    fn sign(&mut self, algorithm: &str, pair: &[u8], message: &[u8], randomness: &[u8]) -> Outcome<Vec<u8>> {
        let pair = encoded(pair, KeyEncoding::Raw);
        let params = (algorithm, pair, &pieces(message)[..], WitForm::Raw);
        let (state, drawn) = choosing(randomness, || self.asymmetric("sign", params));
        assert!(drawn || state.is_err(), "the host draws randomness elsewhere, so that nothing is compared");
        let once = choosing(randomness, || self.asymmetric("sign-once", (algorithm, pair, message))).0;
        same(state, once)
    }

    fn verify(
        &mut self,
        algorithm: &str,
        key: (&[u8], KeyEncoding),
        message: &[u8],
        signature: (&[u8], SignatureEncoding),
    ) -> Outcome<()> {
        let key = encoded(key.0, key.1);
        let form = WitForm::from(signature.1);
        let state = self.asymmetric("verify", (algorithm, key, &pieces(message)[..], signature.0, form));
        match form {
            WitForm::Raw => same(state, self.asymmetric("verify-once", (algorithm, key, message, signature.0))),
            WitForm::Der => state,
        }
    }

    fn recode_public(
        &mut self,
        category: Category,
        algorithm: &str,
        key: (&[u8], KeyEncoding),
        to: KeyEncoding,
    ) -> Outcome<Vec<u8>> {
        let (category, key) = (WitCategory::from(category), encoded(key.0, key.1));
        self.asymmetric::<_, ()>("check-public", (category, algorithm, key))?;
        let params = (category, algorithm, key, WitEncoding::from(to));
        let (named, recoded): (String, _) = self.asymmetric("convert-public", params)?;
        assert_eq!(named, algorithm, "the key names its algorithm");
        Ok(recoded)
    }

    fn public_of(&mut self, category: Category, algorithm: &str, secret: &[u8]) -> Outcome<Vec<u8>> {
        let secret = encoded(secret, KeyEncoding::Raw);
        self.asymmetric("public-of-secret", (WitCategory::from(category), algorithm, secret, WitEncoding::Raw))
    }

    fn dh(&mut self, algorithm: &str, public: (&[u8], KeyEncoding), secret: &[u8]) -> Outcome<Vec<u8>> {
        let public = (WitCategory::KeyExchange, algorithm, encoded(public.0, public.1));
        let secret = (WitCategory::KeyExchange, algorithm, encoded(secret, KeyEncoding::Raw));
        self.asymmetric("dh", (public, secret))
    }

    fn encapsulate(&mut self, algorithm: &str, public: &[u8], randomness: &[u8]) -> Outcome<(Vec<u8>, Vec<u8>, bool)> {
        let public = encoded(public, KeyEncoding::Raw);
        let (made, drawn) = choosing(randomness, || self.asymmetric("encapsulate", (algorithm, public)));
        assert!(drawn || made.is_err(), "the host draws randomness elsewhere, so that nothing is compared");
        made.map(|(secret, encapsulated)| (secret, encapsulated, drawn))
    }

    fn decapsulate(&mut self, algorithm: &str, secret: &[u8], encapsulated: &[u8]) -> Outcome<Vec<u8>> {
        self.asymmetric("decapsulate", (algorithm, encoded(secret, KeyEncoding::Raw), encapsulated))
    }
}
