//! `wasi-ephemeral-crypto-asymmetric-common`: key pairs and their halves.

use wasi_crypto_engine::KeyPair as Pair;

use super::bindings::KeypairEncoding;
use super::{UpstreamBinder, array_output, close, managed};
use crate::asymmetric::{key_pair, public_key, secret_key};
use crate::flavour::Flavour;
use crate::managed::insert_stored;
use crate::resources::{KeyPair, PublicKey, SecretKey};

pub(super) fn bind<T: 'static, F: Flavour<T>>(asymmetric: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    F::func(asymmetric, "keypair-generate", key_pair::generate, key_pair::insert_generated)?;
    asymmetric.func("keypair-import", key_pair::import::<T, KeypairEncoding>)?;
    F::func(asymmetric, "keypair-generate-managed", key_pair::generate_managed, insert_stored)?;
    managed::bind::<T, F, Pair>(asymmetric, "keypair")?;
    asymmetric.func("keypair-from-pk-and-sk", key_pair::from_keys)?;
    asymmetric.func("keypair-export", array_output::of(key_pair::export::<T, KeypairEncoding>))?;
    asymmetric.func("keypair-publickey", key_pair::public_key)?;
    asymmetric.func("keypair-secretkey", key_pair::secret_key)?;
    asymmetric.func("keypair-close", close::<T, KeyPair>)?;

    asymmetric.func("publickey-import", public_key::import)?;
    asymmetric.func("publickey-export", array_output::of(public_key::export))?;
    asymmetric.func("publickey-verify", public_key::verify)?;
    asymmetric.func("publickey-from-secretkey", public_key::from_secret_key)?;
    asymmetric.func("publickey-close", close::<T, PublicKey>)?;

    asymmetric.func("secretkey-import", secret_key::import)?;
    asymmetric.func("secretkey-export", array_output::of(secret_key::export))?;
    asymmetric.func("secretkey-close", close::<T, SecretKey>)
}
