//! What a key is that was not taken, and what to do with it. Nothing here shows a byte of it.

use anyhow::{Error, anyhow};
use wasi_crypto_host::engine::{self, KeyType, Recognized, recognize};
use wasi_crypto_host::secrets::SecretsError;

use super::wanted::{Kind, Wanted};
use super::{Encoding, pem};

/// Explains why bytes are no key for an algorithm. `encoding` is how they were read, if it is as they are in the file.
pub fn explain(error: SecretsError, wanted: &Wanted, encoding: Option<Encoding>, bytes: &[u8]) -> Error {
    use engine::Error::{InvalidKey, InvalidLength, Overflow, UnsupportedEncoding};
    match error {
        SecretsError::Crypto(Overflow) => anyhow!("it is longer than any key for {}", wanted.info.identifier),
        SecretsError::Crypto(InvalidKey | InvalidLength | UnsupportedEncoding) => {
            Error::msg(what(wanted, encoding, bytes))
        }
        error => error.into(),
    }
}

fn what(wanted: &Wanted, encoding: Option<Encoding>, bytes: &[u8]) -> String {
    let algorithm = wanted.info.identifier;
    match recognize(bytes) {
        Some(Recognized::Encrypted) => {
            "it is an encrypted secret key: decrypt it, or leave out --encoding and give the passphrase with \
             --passphrase-file"
                .into()
        }
        Some(found @ Recognized::Public(_)) => {
            format!("it is {found}: what is needed is the secret key that belongs to it")
        }
        Some(found @ Recognized::Certificate) => {
            format!("it is {found}: the secret key that belongs to it has another file")
        }
        Some(Recognized::Secret(kind @ KeyType::Expanded(_))) => {
            format!(
                "it is {kind}, which cannot be brought back: take the form that has the seed (`seed-only` or `both`)"
            )
        }
        Some(found @ Recognized::Secret(kind)) if wanted.kind != Kind::Bytes && !wanted.takes(kind) => {
            format!("it is {found}, and {algorithm} takes {}", wanted.kind)
        }
        Some(Recognized::Secret(_)) if wanted.kind == Kind::Bytes => raw(wanted, encoding, bytes),
        Some(found) => match encoding {
            Some(Encoding::Raw | Encoding::Sec) => {
                format!("it is {found}, and not written as --encoding says: leave that out")
            }
            _ => format!("it is {found}, but its parts are not those of a valid key for {algorithm}"),
        },
        None => unknown(wanted, encoding, bytes),
    }
}

/// Bytes that look like nothing.
fn unknown(wanted: &Wanted, encoding: Option<Encoding>, bytes: &[u8]) -> String {
    let algorithm = wanted.info.identifier;
    match (encoding, pem::label(bytes)) {
        (None, _) => format!("its parts are not those of a valid key for {algorithm}"),
        (Some(Encoding::Raw), _) => raw(wanted, encoding, bytes),
        (Some(_), _) if wanted.kind == Kind::Bytes => raw(wanted, encoding, bytes),
        (Some(Encoding::Pem), Some(label)) => {
            format!("it is PEM with the label `{label}`, in which nothing is that is known as a key")
        }
        (Some(Encoding::Pem), None) => "there is no PEM in it: no line `-----BEGIN ... KEY-----`".into(),
        (Some(_), _) => format!("its {} bytes are no key in DER for {algorithm}, or they are damaged", bytes.len()),
    }
}

/// Raw bytes of another length, or another encoding of an algorithm whose keys are bytes.
fn raw(wanted: &Wanted, encoding: Option<Encoding>, bytes: &[u8]) -> String {
    let algorithm = wanted.info.identifier;
    if encoding != Some(Encoding::Raw) && wanted.kind == Kind::Bytes {
        return format!(
            "keys for {algorithm} are bytes, and have no form but these and JSON Web Keys: leave out --encoding"
        );
    }
    let (len, newline) = (bytes.len(), bytes.ends_with(b"\n"));
    match wanted.raw_len() {
        Some(wants) if newline && len == wants.saturating_add(1) => format!(
            "it has {len} bytes, the last of which is a newline, and {algorithm} takes {wants}: write it without the newline \
             (`printf %s` instead of `echo`)"
        ),
        Some(wants) if looks_like_text(bytes, wants) => format!(
            "it has {len} bytes of text, which may be {wants} bytes in hexadecimal digits or Base64: decode it first (`xxd -r \
             -p`, `base64 -d`)"
        ),
        Some(wants) => {
            format!("it has {len} bytes that look like no other form of a key, and {algorithm} takes {wants}")
        }
        None if matches!(wanted.kind, Kind::Rsa(_)) => {
            "it looks like no form of a key, and RSA keys have no raw one".into()
        }
        None => format!("it has {len} bytes, which are too few for {algorithm}"),
    }
}

/// Whether bytes are as many digits as a key of `wants` bytes has in text.
fn looks_like_text(bytes: &[u8], wants: usize) -> bool {
    let text = bytes.trim_ascii();
    let hex = text.len() == wants.saturating_mul(2) && text.iter().all(u8::is_ascii_hexdigit);
    let digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
    let base64 = text.len().div_ceil(4) == wants.div_ceil(3) && text.iter().all(digit);
    hex || base64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_known_by_their_number() {
        assert!(looks_like_text(&[b'a'; 64], 32) && looks_like_text(b"QUJD\n", 3) && looks_like_text(&[b'A'; 44], 32));
        assert!(!looks_like_text(&[b'g'; 64], 32) && !looks_like_text(&[b'a'; 62], 32) && !looks_like_text(b"QU D", 3));
    }
}
