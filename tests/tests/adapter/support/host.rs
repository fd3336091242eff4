//! A host for tests: the interfaces with toy cryptography.
//!
//! * Encryption flips bits and appends the sum of the plaintext, eight bytes, as tag.
//! * Names that end with `-CBC` pad to blocks of eight bytes instead, so that the last byte says how many there are too
//!   many.
//! * Algorithm `HASH` has no tags, `PAD` loses the last four bytes at decryption, `LIAR` encrypts to one byte more than
//!   it should, `EMPTY` squeezes nothing, `NULL` does nothing; the tags of names that begin with `T` depend on every
//!   letter ([`tag_len`]); every other name is an ordinary cipher.

use std::collections::HashMap;

use wasmtime::component::{ComponentType, Lift, Linker, LinkerInstance, Lower, Resource, ResourceType, WasmList};
use wasmtime::{Result, StoreContextMut};

pub struct Options;
pub struct SecretsManager;
pub struct SymmetricKey;
pub struct SymmetricState;
pub struct SymmetricTag;
pub struct KeyPair;
pub struct PublicKey;
pub struct SecretKey;
pub struct Signature;
pub struct SignatureState;
pub struct VerificationState;

macro_rules! error_code {
    ([] $($error:ident $name:tt)*) => {
        /// The error codes of the package, in its order.
        #[expect(dead_code, reason = "the type has the cases WIT says, whether a test uses them or not")]
        #[derive(Clone, Copy, Debug, ComponentType, Lift, Lower)]
        #[component(enum)]
        #[repr(u8)]
        pub enum ErrorCode {
            $(#[component(name = $name)] $error,)*
        }
    };
}

wasi_crypto_engine::for_each_error!(error_code);

#[expect(dead_code, reason = "the type has the cases WIT says, whether a test uses them or not")]
#[derive(Clone, Copy, Debug, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
pub enum AlgorithmType {
    #[component(name = "signatures")]
    Signatures,
    #[component(name = "symmetric")]
    Symmetric,
    #[component(name = "key-exchange")]
    KeyExchange,
}

#[expect(dead_code, reason = "the type has the cases WIT says, whether a test uses them or not")]
#[derive(Clone, Copy, Debug, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
pub enum KeyEncoding {
    #[component(name = "raw")]
    Raw,
    #[component(name = "pkcs8")]
    Pkcs8,
    #[component(name = "pem")]
    Pem,
    #[component(name = "sec")]
    Sec,
    #[component(name = "local")]
    Local,
}

#[expect(dead_code, reason = "the type has the cases WIT says, whether a test uses them or not")]
#[derive(Clone, Copy, Debug, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
pub enum SignatureEncoding {
    #[component(name = "raw")]
    Raw,
    #[component(name = "der")]
    Der,
}

/// What the host is asked to refuse.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Objects at once.
    pub objects: usize,
    /// Inputs that states take.
    pub inputs: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { objects: usize::MAX, inputs: usize::MAX }
    }
}

#[derive(Default)]
pub struct Host {
    pub objects: HashMap<u32, Object>,
    /// WIT functions called, in order.
    pub calls: Vec<&'static str>,
    /// Lengths of the inputs that states took.
    pub inputs: Vec<usize>,
    limits: Limits,
    next: u32,
}

/// What any resource is made of.
#[derive(Clone, Debug, Default)]
pub struct Object {
    pub algorithm: String,
    pub data: Vec<u8>,
    pub options: Vec<(String, Vec<u8>)>,
}

/// Length of tags.
pub const TAG: usize = 8;
/// Length of identifiers.
pub const ID: usize = 16;

type Cx<'a> = StoreContextMut<'a, Host>;
type Answer<T> = Result<(std::result::Result<T, ErrorCode>,)>;

#[derive(ComponentType, Lower)]
#[component(record)]
struct Detached {
    ciphertext: Vec<u8>,
    tag: Resource<SymmetricTag>,
}

#[derive(ComponentType, Lower)]
#[component(record)]
struct ManagedId {
    id: Vec<u8>,
    version: u64,
}

#[derive(ComponentType, Lower)]
#[component(record)]
struct Encapsulation {
    secret: Vec<u8>,
    encapsulated: Vec<u8>,
}

#[derive(Clone, Copy, Debug, ComponentType, Lift, Lower)]
#[component(variant)]
enum Version {
    #[component(name = "latest")]
    Latest,
    #[component(name = "all")]
    All,
    #[component(name = "exact")]
    Exact(u64),
}

impl Host {
    pub fn new(limits: Limits) -> Host {
        Host { limits, ..Host::default() }
    }

    fn make<T: 'static>(&mut self, object: Object) -> std::result::Result<Resource<T>, ErrorCode> {
        if self.objects.len() >= self.limits.objects {
            return Err(ErrorCode::TooManyHandles);
        }
        self.next += 1;
        self.objects.insert(self.next, object);
        Ok(Resource::new_own(self.next))
    }

    fn named<T: 'static>(&mut self, algorithm: &str, data: &[u8]) -> std::result::Result<Resource<T>, ErrorCode> {
        self.make(Object { algorithm: algorithm.to_string(), data: data.to_vec(), options: Vec::new() })
    }

    /// A state takes an input, which it keeps unless it is `NULL`.
    fn add<T: 'static>(&mut self, state: &Resource<T>, data: Vec<u8>) -> std::result::Result<(), ErrorCode> {
        if self.inputs.len() >= self.limits.inputs {
            return Err(ErrorCode::Overflow);
        }
        self.inputs.push(data.len());
        if self.get(state).algorithm != "NULL" {
            self.get(state).data.extend(data);
        }
        Ok(())
    }

    fn get<T: 'static>(&mut self, resource: &Resource<T>) -> &mut Object {
        self.objects.get_mut(&resource.rep()).expect("the host was given a resource it does not have")
    }
}

pub fn add_to_linker(linker: &mut Linker<Host>) -> Result<()> {
    // Every interface that uses a resource exports it again.
    for interface in ["common", "symmetric", "asymmetric", "external-secrets"] {
        let mut instance = linker.instance(&format!("wasi:crypto/{interface}@0.13.0-draft"))?;
        instance.resource("options", ResourceType::host::<Options>(), drop_object)?;
        instance.resource("secrets-manager", ResourceType::host::<SecretsManager>(), drop_object)?;
    }
    for interface in ["asymmetric", "signatures", "key-exchange"] {
        let mut instance = linker.instance(&format!("wasi:crypto/{interface}@0.13.0-draft"))?;
        instance.resource("key-pair", ResourceType::host::<KeyPair>(), drop_object)?;
        instance.resource("public-key", ResourceType::host::<PublicKey>(), drop_object)?;
        instance.resource("secret-key", ResourceType::host::<SecretKey>(), drop_object)?;
    }
    for interface in ["symmetric", "key-exchange"] {
        let mut instance = linker.instance(&format!("wasi:crypto/{interface}@0.13.0-draft"))?;
        instance.resource("symmetric-key", ResourceType::host::<SymmetricKey>(), drop_object)?;
    }
    common(linker.instance("wasi:crypto/common@0.13.0-draft")?)?;
    keys(linker.instance("wasi:crypto/symmetric@0.13.0-draft")?)?;
    states(linker.instance("wasi:crypto/symmetric@0.13.0-draft")?)?;
    asymmetric(linker.instance("wasi:crypto/asymmetric@0.13.0-draft")?)?;
    signatures(linker.instance("wasi:crypto/signatures@0.13.0-draft")?)?;
    let mut kx = linker.instance("wasi:crypto/key-exchange@0.13.0-draft")?;
    kx.func_wrap("encapsulate", |mut cx: Cx, (pk,): (Resource<PublicKey>,)| -> Answer<Encapsulation> {
        let pk = cx.data_mut().get(&pk).clone();
        Ok((Ok(Encapsulation { secret: pk.data.clone(), encapsulated: pk.algorithm.into_bytes() }),))
    })
}

fn common(mut common: LinkerInstance<'_, Host>) -> Result<()> {
    common.func_wrap("[static]options.open", |mut cx: Cx, (ty,): (AlgorithmType,)| -> Answer<Resource<Options>> {
        Ok((cx.data_mut().named(&format!("{ty:?}"), &[]),))
    })?;
    common.func_wrap(
        "[method]options.set",
        |mut cx: Cx, (options, name, value): (Resource<Options>, String, Vec<u8>)| -> Answer<()> {
            if name == "bad" {
                return Ok((Err(ErrorCode::UnsupportedOption),));
            }
            cx.data_mut().get(&options).options.push((name, value));
            Ok((Ok(()),))
        },
    )?;
    common.func_wrap(
        "[static]secrets-manager.open",
        |mut cx: Cx, (_,): (Option<Resource<Options>>,)| -> Answer<Resource<SecretsManager>> {
            Ok((cx.data_mut().named("", &[]),))
        },
    )?;
    common.func_wrap("[method]secrets-manager.id-len", |_: Cx, (_,): (Resource<SecretsManager>,)| Ok((ID as u32,)))?;
    common.func_wrap(
        "[method]secrets-manager.invalidate",
        |_: Cx, (_, id, version): (Resource<SecretsManager>, Vec<u8>, Version)| -> Answer<()> {
            let as_asked = match id[..] {
                [0] => matches!(version, Version::Latest),
                [1] => matches!(version, Version::All),
                _ => matches!(version, Version::Exact(7)),
            };
            Ok((if as_asked { Ok(()) } else { Err(ErrorCode::NotFound) },))
        },
    )
}

fn keys(mut symmetric: LinkerInstance<'_, Host>) -> Result<()> {
    type Key = Resource<SymmetricKey>;
    type Manager = Resource<SecretsManager>;
    symmetric.resource("symmetric-tag", ResourceType::host::<SymmetricTag>(), drop_object)?;
    symmetric
        .func_wrap("[static]symmetric-key.import", |mut cx: Cx, (name, raw): (String, Vec<u8>)| -> Answer<Key> {
            Ok((cx.data_mut().named(&name, &raw),))
        })?;
    symmetric.func_wrap("[method]symmetric-key.export", |mut cx: Cx, (key,): (Key,)| -> Answer<Vec<u8>> {
        Ok((Ok(cx.data_mut().get(&key).data.clone()),))
    })?;
    symmetric.func_wrap(
        "[method]symmetric-key.store-managed",
        |mut cx: Cx, (key, _): (Key, Manager)| -> Answer<Vec<u8>> {
            cx.data_mut().calls.push("store-managed");
            let _ = cx.data_mut().get(&key);
            Ok((Ok(vec![0xee; ID]),))
        },
    )?;
    symmetric.func_wrap(
        "[method]symmetric-key.replace-managed",
        |mut cx: Cx, (old, _, new): (Key, Manager, Key)| -> Answer<u64> {
            let old = cx.data_mut().get(&old).algorithm.clone();
            let new = cx.data_mut().get(&new).algorithm.clone();
            Ok((if old == new { Ok(0x0102_0304_0506_0708) } else { Err(ErrorCode::IncompatibleKeys) },))
        },
    )?;
    symmetric.func_wrap("[method]symmetric-key.id", |mut cx: Cx, (key,): (Key,)| -> Answer<ManagedId> {
        Ok((Ok(ManagedId { id: cx.data_mut().get(&key).data.clone(), version: 9 }),))
    })?;
    symmetric.func_wrap("[method]symmetric-tag.len", |mut cx: Cx, (tag,): (Resource<SymmetricTag>,)| {
        Ok((cx.data_mut().get(&tag).data.len() as u32,))
    })?;
    symmetric.func_wrap(
        "[method]symmetric-tag.bytes",
        |mut cx: Cx, (tag,): (Resource<SymmetricTag>,)| -> Answer<Vec<u8>> {
            Ok((Ok(cx.data_mut().get(&tag).data.clone()),))
        },
    )?;
    symmetric.func_wrap(
        "[method]symmetric-tag.verify",
        |mut cx: Cx, (tag, expected): (Resource<SymmetricTag>, Vec<u8>)| -> Answer<()> {
            let good = cx.data_mut().get(&tag).data == expected;
            Ok((if good { Ok(()) } else { Err(ErrorCode::InvalidTag) },))
        },
    )
}

fn states(mut symmetric: LinkerInstance<'_, Host>) -> Result<()> {
    type State = Resource<SymmetricState>;
    symmetric.resource("symmetric-state", ResourceType::host::<SymmetricState>(), drop_object)?;
    symmetric.func_wrap(
        "[static]symmetric-state.open",
        |mut cx: Cx, (algorithm, key, options): (String, Option<Resource<SymmetricKey>>, Option<Resource<Options>>)| {
            let data = key.map(|key| cx.data_mut().get(&key).data.clone()).unwrap_or_default();
            let options = options.map(|options| cx.data_mut().get(&options).options.clone()).unwrap_or_default();
            Ok((cx.data_mut().make::<SymmetricState>(Object { algorithm, data, options }),))
        },
    )?;
    symmetric.func_wrap("[method]symmetric-state.algorithm", |mut cx: Cx, (state,): (State,)| {
        cx.data_mut().calls.push("algorithm");
        Ok((cx.data_mut().get(&state).algorithm.clone(),))
    })?;
    symmetric.func_wrap(
        "[method]symmetric-state.get-option",
        |mut cx: Cx, (state, name): (State, String)| -> Answer<Vec<u8>> {
            let found = cx.data_mut().get(&state).options.iter().find(|(known, _)| *known == name);
            Ok((found.map(|(_, value)| value.clone()).ok_or(ErrorCode::OptionNotSet),))
        },
    )?;
    symmetric.func_wrap(
        "[method]symmetric-state.get-option-u64",
        |mut cx: Cx, (state, name): (State, String)| -> Answer<u64> {
            let found = cx.data_mut().get(&state).options.iter().find(|(known, _)| *known == name);
            Ok((found.map(|(_, value)| value.len() as u64 | 1 << 40).ok_or(ErrorCode::OptionNotSet),))
        },
    )?;
    symmetric.func_wrap("[method]symmetric-state.clone", |mut cx: Cx, (state,): (State,)| -> Answer<State> {
        let copy = cx.data_mut().get(&state).clone();
        Ok((cx.data_mut().make(copy),))
    })?;
    symmetric.func_wrap(
        "[method]symmetric-state.absorb",
        |mut cx: Cx, (state, data): (State, WasmList<u8>)| -> Answer<()> {
            let data = data.as_le_slice(&cx).to_vec();
            Ok((cx.data_mut().add(&state, data),))
        },
    )?;
    symmetric.func_wrap("[method]symmetric-state.squeeze", |mut cx: Cx, (state, len): (State, u32)| {
        let state = cx.data_mut().get(&state);
        Ok((match state.algorithm.as_str() {
            "NULL" => Ok(vec![0; len as usize]),
            "EMPTY" => Ok(Vec::new()),
            _ if state.data.is_empty() => Err(ErrorCode::NonceRequired),
            _ => Ok(state.data.iter().copied().cycle().take(len as usize).collect()),
        },))
    })?;
    symmetric.func_wrap(
        "[method]symmetric-state.squeeze-tag",
        |mut cx: Cx, (state,): (State,)| -> Answer<Resource<SymmetricTag>> {
            let data = cx.data_mut().get(&state).data.clone();
            Ok((cx.data_mut().named("", &sum(&data)),))
        },
    )?;
    symmetric.func_wrap("[method]symmetric-state.max-tag-len", |mut cx: Cx, (state,): (State,)| -> Answer<u32> {
        cx.data_mut().calls.push("max-tag-len");
        let answer = match cx.data_mut().get(&state).algorithm.as_str() {
            "HASH" => Err(ErrorCode::InvalidOperation),
            name => Ok(tag_len(name) as u32),
        };
        Ok((answer,))
    })?;
    symmetric.func_wrap(
        "[method]symmetric-state.encrypt",
        |mut cx: Cx, (state, data): (State, WasmList<u8>)| -> Answer<Vec<u8>> {
            cx.data_mut().calls.push("encrypt");
            let data = data.as_le_slice(&cx).to_vec();
            let name = cx.data_mut().get(&state).algorithm.clone();
            if pads(&name) {
                let padding = TAG - data.len() % TAG;
                return Ok((Ok(flip(&[data, vec![padding as u8; padding]].concat())),));
            }
            let mut out = flip(&data);
            out.extend(sum(&data));
            out.resize(data.len() + tag_len(&name) + usize::from(name == "LIAR"), 0);
            Ok((Ok(out),))
        },
    )?;
    symmetric.func_wrap(
        "[method]symmetric-state.encrypt-detached",
        |mut cx: Cx, (state, data): (State, Vec<u8>)| -> Answer<Detached> {
            let liar = cx.data_mut().get(&state).algorithm == "LIAR";
            let mut ciphertext = flip(&data);
            ciphertext.extend(liar.then_some(0));
            let tag = cx.data_mut().named("", &sum(&data));
            Ok((tag.map(|tag| Detached { ciphertext, tag }),))
        },
    )?;
    symmetric.func_wrap(
        "[method]symmetric-state.decrypt",
        |mut cx: Cx, (state, data): (State, Vec<u8>)| -> Answer<Vec<u8>> {
            cx.data_mut().calls.push("decrypt");
            let name = cx.data_mut().get(&state).algorithm.clone();
            if pads(&name) {
                let mut out = flip(&data);
                let padding = usize::from(*out.last().unwrap());
                let whole = out.len().is_multiple_of(TAG) && (1..=TAG).contains(&padding);
                out.truncate(out.len() - if whole { padding } else { 0 });
                return Ok((if whole { Ok(out) } else { Err(ErrorCode::InvalidTag) },));
            }
            let Some((data, tag)) = data.len().checked_sub(TAG).map(|len| data.split_at(len)) else {
                return Ok((Err(ErrorCode::InvalidTag),));
            };
            let mut out = flip(data);
            if sum(&out) != tag {
                return Ok((Err(ErrorCode::InvalidTag),));
            }
            out.truncate(out.len().saturating_sub(if name == "PAD" { 4 } else { 0 }));
            Ok((Ok(out),))
        },
    )?;
    symmetric.func_wrap(
        "[method]symmetric-state.decrypt-detached",
        |_: Cx, (_, data, tag): (State, Vec<u8>, Vec<u8>)| -> Answer<Vec<u8>> {
            let out = flip(&data);
            Ok((if sum(&out) == tag[..] { Ok(out) } else { Err(ErrorCode::InvalidTag) },))
        },
    )
}

fn asymmetric(mut asymmetric: LinkerInstance<'_, Host>) -> Result<()> {
    asymmetric.func_wrap(
        "[static]key-pair.generate",
        |mut cx: Cx, (_, name, _): (AlgorithmType, String, Option<Resource<Options>>)| -> Answer<Resource<KeyPair>> {
            Ok((cx.data_mut().named(&name, b"pair"),))
        },
    )?;
    asymmetric.func_wrap(
        "[static]public-key.import",
        |mut cx: Cx, (_, name, encoded, encoding): (AlgorithmType, String, Vec<u8>, KeyEncoding)| {
            Ok((match encoding {
                KeyEncoding::Local => Err(ErrorCode::UnsupportedEncoding),
                _ => cx.data_mut().named::<PublicKey>(&name, &encoded),
            },))
        },
    )?;
    asymmetric.func_wrap(
        "[method]key-pair.export",
        |_: Cx, (_, encoding): (Resource<KeyPair>, KeyEncoding)| -> Answer<Vec<u8>> {
            Ok((Ok(format!("{encoding:?}").into_bytes()),))
        },
    )
}

fn signatures(mut signatures: LinkerInstance<'_, Host>) -> Result<()> {
    type State = Resource<SignatureState>;
    signatures.resource("signature", ResourceType::host::<Signature>(), drop_object)?;
    signatures.resource("signature-state", ResourceType::host::<SignatureState>(), drop_object)?;
    signatures.resource("signature-verification-state", ResourceType::host::<VerificationState>(), drop_object)?;
    signatures.func_wrap(
        "[static]signature-state.open",
        |mut cx: Cx, (pair,): (Resource<KeyPair>,)| -> Answer<Resource<SignatureState>> {
            let algorithm = cx.data_mut().get(&pair).algorithm.clone();
            Ok((cx.data_mut().named(&algorithm, &[]),))
        },
    )?;
    signatures.func_wrap("[method]signature-state.algorithm", |mut cx: Cx, (state,): (State,)| {
        Ok((cx.data_mut().get(&state).algorithm.clone(),))
    })?;
    signatures
        .func_wrap("[method]signature-state.update", |mut cx: Cx, (state, data): (State, Vec<u8>)| -> Answer<()> {
            Ok((cx.data_mut().add(&state, data),))
        })?;
    signatures.func_wrap(
        "[method]signature-state.sign",
        |mut cx: Cx, (state,): (State,)| -> Answer<Resource<Signature>> {
            let state = cx.data_mut().get(&state).clone();
            Ok((if state.data.is_empty() {
                Err(ErrorCode::NonceRequired)
            } else {
                cx.data_mut().named(&state.algorithm, &state.data)
            },))
        },
    )?;
    signatures.func_wrap(
        "[method]signature.export",
        |mut cx: Cx, (signature, _): (Resource<Signature>, SignatureEncoding)| -> Answer<Vec<u8>> {
            Ok((Ok(cx.data_mut().get(&signature).data.clone()),))
        },
    )
}

fn drop_object(mut cx: Cx, rep: u32) -> Result<()> {
    cx.data_mut().objects.remove(&rep).expect("dropped twice");
    Ok(())
}

fn flip(data: &[u8]) -> Vec<u8> {
    data.iter().map(|byte| byte ^ 0x5a).collect()
}

fn sum(data: &[u8]) -> [u8; TAG] {
    data.iter().map(|byte| u64::from(*byte)).sum::<u64>().to_le_bytes()
}

fn pads(algorithm: &str) -> bool {
    algorithm.ends_with("-CBC")
}

/// How long the tags of an algorithm are.
pub fn tag_len(algorithm: &str) -> usize {
    let letters: usize = algorithm.bytes().map(usize::from).sum();
    if algorithm.starts_with('T') && algorithm != "TOY" { TAG + 1 + letters % 64 } else { TAG }
}
