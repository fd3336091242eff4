//! Any sequence of calls on a symmetric state, and option sets on their own.

use crate::bindings::exports::wasi_crypto_tests::vectors::symmetric_vectors::{
    Action, Category, Code, Opening, Setting,
};
use crate::bindings::wasi::crypto::common::{ErrorCode, Options, SecretsManager};
use crate::bindings::wasi::crypto::symmetric::{SymmetricKey, SymmetricState};
use crate::{code, coded};

type Bytes = Vec<u8>;

/// Opens a state and makes the calls on it and its copies.
pub fn run(opening: Opening, calls: Vec<(u32, Action)>) -> Result<Vec<Result<Bytes, Code>>, Code> {
    let mut states = vec![open(opening).map_err(code)?];
    let mut outcomes = Vec::with_capacity(calls.len());
    for (number, action) in calls {
        outcomes.push(coded(call(&mut states, number as usize, action)));
    }
    Ok(outcomes)
}

/// Opens an option set and makes the settings.
pub fn set_options(category: Category, settings: Vec<Setting>) -> Result<Vec<Result<(), Code>>, Code> {
    let options = Options::open(category.into()).map_err(code)?;
    Ok(settings.into_iter().map(|setting| coded(set(&options, setting))).collect())
}

/// Opens a secrets manager and closes it again.
pub fn open_secrets_manager(options: Option<(Category, Vec<Setting>)>) -> Result<(), Code> {
    coded(optional(options).and_then(|options| SecretsManager::open(options.as_ref())).map(drop))
}

fn open(opening: Opening) -> Result<SymmetricState, ErrorCode> {
    let key = opening.key.map(|(algorithm, raw)| SymmetricKey::import(&algorithm, &raw)).transpose()?;
    let options = optional(opening.options)?;
    SymmetricState::open(&opening.algorithm, key.as_ref(), options.as_ref())
}

fn optional(options: Option<(Category, Vec<Setting>)>) -> Result<Option<Options>, ErrorCode> {
    let Some((category, settings)) = options else { return Ok(None) };
    let options = Options::open(category.into())?;
    for setting in settings {
        set(&options, setting)?;
    }
    Ok(Some(options))
}

fn set(options: &Options, setting: Setting) -> Result<(), ErrorCode> {
    match setting {
        Setting::Bytes((name, value)) => options.set(&name, &value),
        Setting::Number((name, value)) => options.set_u64(&name, value),
        Setting::MemoryBudget((name, size)) => options.set_memory_budget(&name, size),
    }
}

/// A test that names a state that is not there is wrong: the trap says so.
fn call(states: &mut Vec<SymmetricState>, number: usize, action: Action) -> Result<Bytes, ErrorCode> {
    let state = &states[number];
    match action {
        Action::Algorithm => Ok(state.algorithm().into_bytes()),
        Action::GetOption(name) => state.get_option(&name),
        Action::GetOptionU64(name) => state.get_option_u64(&name).map(number_bytes),
        Action::Clone => {
            let copy = state.clone()?;
            states.push(copy);
            Ok(Bytes::new())
        }
        Action::Absorb(data) => state.absorb(&data).map(|()| Bytes::new()),
        Action::Squeeze(len) => state.squeeze(len),
        Action::SqueezeTag => {
            let tag = state.squeeze_tag()?;
            let bytes = tag.bytes()?;
            assert_eq!(tag.len() as usize, bytes.len());
            Ok(bytes)
        }
        Action::SqueezeKey(algorithm) => state.squeeze_key(&algorithm)?.export(),
        Action::MaxTagLen => state.max_tag_len().map(|len| number_bytes(len.into())),
        Action::Encrypt(data) => state.encrypt(&data),
        Action::EncryptDetached(data) => {
            let sealed = state.encrypt_detached(&data)?;
            Ok([sealed.ciphertext, sealed.tag.bytes()?].concat())
        }
        Action::Decrypt(data) => state.decrypt(&data),
        Action::DecryptDetached((data, tag)) => state.decrypt_detached(&data, &tag),
        Action::Ratchet => state.ratchet().map(|()| Bytes::new()),
        Action::VerifyTag(expected) => {
            state.squeeze_tag()?.verify(&expected)?;
            Ok(Bytes::new())
        }
    }
}

fn number_bytes(number: u64) -> Bytes {
    number.to_le_bytes().into()
}
