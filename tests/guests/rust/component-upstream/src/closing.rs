//! Closing handles: by the functions that one state of the package has, by dropping them in the other.

#[cfg(feature = "close")]
mod functions {
    use crate::bindings::wasi::crypto as package;

    pub use package::wasi_ephemeral_crypto_asymmetric_common::{keypair_close, publickey_close, secretkey_close};
    pub use package::wasi_ephemeral_crypto_common::{options_close, secrets_manager_close};
    pub use package::wasi_ephemeral_crypto_signatures::{
        signature_close, signature_state_close, signature_verification_state_close,
    };
    pub use package::wasi_ephemeral_crypto_symmetric::{
        symmetric_key_close, symmetric_state_close, symmetric_tag_close,
    };
}

#[cfg(not(feature = "close"))]
mod functions {
    use crate::common::{
        CryptoErrno, Keypair, Options, Publickey, Secretkey, SecretsManager, Signature, SignatureState,
        SignatureVerificationState, SymmetricKey, SymmetricState, SymmetricTag,
    };

    macro_rules! dropping {
        ($($name:ident: $resource:ty),+ $(,)?) => {
            $(pub fn $name(handle: $resource) -> Result<(), CryptoErrno> {
                drop(handle);
                Ok(())
            })+
        };
    }

    dropping! {
        keypair_close: Keypair,
        options_close: Options,
        publickey_close: Publickey,
        secretkey_close: Secretkey,
        secrets_manager_close: SecretsManager,
        signature_close: Signature,
        signature_state_close: SignatureState,
        signature_verification_state_close: SignatureVerificationState,
        symmetric_key_close: SymmetricKey,
        symmetric_state_close: SymmetricState,
        symmetric_tag_close: SymmetricTag,
    }
}

pub use functions::*;
