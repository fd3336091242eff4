//! A key in a file becomes one for a store.

use std::path::Path;

use anyhow::{Context, Result};
use wasi_crypto_host::engine::{Engine, KeyEncoding, Recognized, recognize};
use wasi_crypto_host::secrets::HostKey;

use super::explain::explain;
use super::passphrase::PassphraseArgs;
use super::wanted::{Kind, Wanted};
use super::{Encoding, Material, encrypted, jwk, openssh};
use crate::{files, report};

/// Reads the key in a file, for an algorithm.
///
/// # Errors
/// With what the file has, where that can be said, and what to do.
pub fn read(file: &Path, algorithm: &str, encoding: Option<Encoding>, passphrase: &PassphraseArgs) -> Result<HostKey> {
    let engine = Engine::new();
    let wanted = Wanted::of(&engine, algorithm)?;
    let bytes = files::read_secret(file)?;
    let symmetric = wanted.kind == Kind::Bytes;
    let encoding = encoding.unwrap_or_else(|| Encoding::guess(&bytes, symmetric));
    let import = || {
        let material = match encoding {
            Encoding::Jwk => Some(jwk::read(&bytes, &wanted)?),
            Encoding::Openssh => Some(openssh::read(&bytes, &wanted)?),
            Encoding::Pem if openssh::is_openssh(&bytes) => Some(openssh::read(&bytes, &wanted)?),
            Encoding::Pem | Encoding::Pkcs8 if !symmetric && recognize(&bytes) == Some(Recognized::Encrypted) => {
                let bytes = encrypted::open(&bytes, passphrase, file)?;
                Some(Material { bytes, encoding: KeyEncoding::Pkcs8 })
            }
            _ => None,
        };
        let as_it_is = encoding.in_engine().unwrap_or(KeyEncoding::Raw);
        let (bytes, written) = match &material {
            Some(material) => (&material.bytes, material.encoding),
            None => (&bytes, as_it_is),
        };
        let imported = HostKey::import(&engine, algorithm, bytes, written);
        // What is said of a key that was decrypted, or had another form, is said of what came out.
        imported.map_err(|error| explain(error, &wanted, material.is_none().then_some(encoding), bytes))
    };
    let key = import().with_context(|| format!("the key in {} is not taken", files::shown(file)))?;
    if encoding == Encoding::Raw {
        doubts(&bytes, file);
    }
    Ok(key)
}

/// Warns of bytes that were taken as they are, and may not have been meant so.
fn doubts(bytes: &[u8], file: &Path) {
    let file = files::shown(file);
    if bytes.ends_with(b"\n") {
        report::warn(format_args!(
            "the key in {file} ends in a newline, which is a part of it now; if `echo` or an editor put it there, revoke the \
             key and import it without (`printf %s`)"
        ));
    }
    if let Some(found) = recognize(bytes) {
        report::warn(format_args!("{file} looks like {found}; its bytes were taken as they are"));
    }
}
