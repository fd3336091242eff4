//! Strings in the format of the Password Hashing Competition, and base64 without padding.
//!
//! `$<function>[$v=<version>]$<name>=<number>,...$<salt>$<hash>`. Reading takes exactly what writing gives: one
//! spelling per hash, numbers without leading zeros, parameters in order.

use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use crate::encoding::SecretBytes;
use crate::error::{Error, Result};

/// The longest salt and the longest hash in a string.
const MAX: usize = 64;
/// Characters for that many bytes.
const MAX_TEXT: usize = 86;

/// Appends the salt and the hash to what is before them.
pub(super) fn write(head: &str, salt: &[u8], hash: &[u8]) -> Result<SecretBytes> {
    let mut text = SecretBytes::new(Vec::with_capacity(head.len().saturating_add(2 * (MAX_TEXT + 1))));
    text.extend_from_slice(head.as_bytes());
    for bytes in [salt, hash] {
        text.push(b'$');
        append::<Base64Unpadded>(&mut text, bytes)?;
    }
    Ok(text)
}

/// The values of the parameters, the salt and the hash.
pub(super) fn read<const N: usize>(
    text: &[u8],
    head: &str,
    names: [&str; N],
) -> Option<([u64; N], Vec<u8>, SecretBytes)> {
    let text = text.strip_prefix(head.as_bytes())?;
    let mut parts = text.split(|byte| *byte == b'$');
    let (parameters, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let mut values = [0; N];
    let mut parameters = parameters.split(|byte| *byte == b',');
    for (name, value) in names.into_iter().zip(&mut values) {
        *value = number(parameters.next()?.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?)?;
    }
    let nothing_else = parameters.next().is_none();
    let (salt, hash) = (decode::<Base64Unpadded>(salt)?, decode::<Base64Unpadded>(hash)?);
    nothing_else.then_some((values, salt.to_vec(), hash))
}

/// Appends `bytes` in a base64 alphabet.
pub(super) fn append<E: Encoding>(text: &mut SecretBytes, bytes: &[u8]) -> Result<()> {
    let mut digits = Zeroizing::new([0; MAX_TEXT]);
    let digits = E::encode(bytes, digits.as_mut_slice()).map_err(|_| Error::InvalidLength)?;
    text.extend_from_slice(digits.as_bytes());
    Ok(())
}

/// The bytes of base64 digits.
pub(super) fn decode<E: Encoding>(digits: &[u8]) -> Option<SecretBytes> {
    let mut bytes = Zeroizing::new([0; MAX]);
    let bytes = E::decode(digits, bytes.as_mut_slice()).ok()?;
    Some(SecretBytes::new(bytes.to_vec()))
}

/// A decimal number without leading zeros.
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    let plain = digits.iter().all(u8::is_ascii_digit) && (digits.len() == 1 || !digits.starts_with(b"0"));
    core::str::from_utf8(digits).ok()?.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let text = write("$f$a=1,b=20", &[1; 16], &[2; 32]).unwrap_or_default();
        assert_eq!(text.as_slice(), b"$f$a=1,b=20$AQEBAQEBAQEBAQEBAQEBAQ$AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI");
        let expected = Some(([1, 20], vec![1; 16], Zeroizing::new(vec![2; 32])));
        assert_eq!(read(&text, "$f$", ["a", "b"]), expected);
        assert!(write("", &[0; 64], &[0; 64]).is_ok());
        assert_eq!(write("", &[0; 65], &[]), Err(Error::InvalidLength));
    }

    #[test]
    fn another_spelling_is_not_read() {
        let reads = |text: &str| read(text.as_bytes(), "$f$", ["a", "b"]).is_some();
        assert!(reads("$f$a=1,b=0$AQ$AQ"));
        for text in [
            "",
            "$f$",
            "$f$a=1,b=2$AQ",
            "$f$a=1,b=2$AQ$AQ$",
            "$f$a=1,b=2,$AQ$AQ",
            "$f$a=1,b=2,c=3$AQ$AQ",
            "$f$b=2,a=1$AQ$AQ",
            "$f$a=1$AQ$AQ",
            "$f$a=01,b=2$AQ$AQ",
            "$f$a=+1,b=2$AQ$AQ",
            "$f$a=,b=2$AQ$AQ",
            "$f$a=18446744073709551616,b=2$AQ$AQ",
            "$f$a=1,b=2$AR$AQ",
            "$f$a=1,b=2$AQ$AQ=",
            "$f$a=1,b=2$AQ$AQ==",
            "$f$a=1,b=2$A Q$AQ",
            "$F$a=1,b=2$AQ$AQ",
            " $f$a=1,b=2$AQ$AQ",
        ] {
            assert!(!reads(text), "{text}");
        }
        let long = "A".repeat(88);
        assert!(!reads(&format!("$f$a=1,b=2${long}$AQ")));
        assert!(!reads(&format!("$f$a=1,b=2$AQ${}", "A".repeat(1 << 20))));
    }
}
