//! Strings in the format of the Password Hashing Competition, and base64 without padding.
//!
//! `$<function>[$v=<version>]$<name>=<value>,...$<salt>$<hash>`. What other programs wrote is read: parameters in any
//! order, and those that may be left out. Numbers have no leading zeros, base64 has no padding.

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

/// A string taken apart.
#[derive(Debug, PartialEq)]
pub(super) struct Stored<'a, const N: usize> {
    /// What is named as the version of the function.
    pub version: Option<u64>,
    /// The parameters that have to be there.
    pub numbers: [u64; N],
    /// The value of a parameter that may be left out, as it is written.
    pub data: Option<&'a [u8]>,
    pub salt: Vec<u8>,
    pub hash: SecretBytes,
}

/// Takes the string of a function apart. Each of `names` has to be there, once; of those in `others` the last is the one
/// whose value is returned.
pub(super) fn read<'a, const N: usize>(
    text: &'a [u8],
    head: &str,
    names: [&str; N],
    others: &[&str],
) -> Option<Stored<'a, N>> {
    let mut parts = text.strip_prefix(head.as_bytes())?.split(|byte| *byte == b'$').peekable();
    let version = match parts.peek().and_then(|part| part.strip_prefix(b"v=")) {
        Some(digits) => {
            parts.next();
            Some(number(digits)?)
        }
        None => None,
    };
    let (parameters, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let mut values: Vec<Option<&[u8]>> = vec![None; N.saturating_add(others.len())];
    for parameter in parameters.split(|byte| *byte == b',') {
        let (name, value) = parameter.split_at_checked(parameter.iter().position(|byte| *byte == b'=')?)?;
        let known = names.iter().chain(others).position(|known| known.as_bytes() == name)?;
        let place = values.get_mut(known).filter(|place| place.is_none())?;
        *place = value.get(1..);
    }
    let mut numbers = [0; N];
    for (value, digits) in numbers.iter_mut().zip(&values) {
        *value = number((*digits)?)?;
    }
    let data = values.get(N..)?.last().copied().flatten();
    let (salt, hash) = (decode::<Base64Unpadded>(salt)?, decode::<Base64Unpadded>(hash)?);
    Some(Stored { version, numbers, data, salt: salt.to_vec(), hash })
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
        let (salt, hash) = (vec![1; 16], Zeroizing::new(vec![2; 32]));
        let expected = Stored { version: None, numbers: [1, 20], data: None, salt, hash };
        assert_eq!(read(&text, "$f$", ["a", "b"], &[]), Some(expected));
        assert!(write("", &[0; 64], &[0; 64]).is_ok());
        assert_eq!(write("", &[0; 65], &[]), Err(Error::InvalidLength));
    }

    #[test]
    fn what_others_write_is_read() {
        let text = "$f$v=19$d=eA,b=2,c=,a=1$AQ$AQ";
        let (salt, hash) = (vec![1], Zeroizing::new(vec![1]));
        let expected = Stored { version: Some(19), numbers: [1, 2], data: Some(b"eA".as_slice()), salt, hash };
        assert_eq!(read(text.as_bytes(), "$f$", ["a", "b"], &["c", "d"]), Some(expected));
        let without = read(b"$f$c=,a=1,b=2$AQ$AQ", "$f$", ["a", "b"], &["c", "d"]);
        assert_eq!(without.map(|stored| (stored.version, stored.data)), Some((None, None)));
    }

    #[test]
    fn another_spelling_is_not_read() {
        let reads = |text: &str| read(text.as_bytes(), "$f$", ["a", "b"], &["d"]).is_some();
        assert!(reads("$f$a=1,b=0$AQ$AQ"));
        assert!(reads("$f$b=2,a=1$AQ$AQ"));
        for text in [
            "",
            "$f$",
            "$f$a=1,b=2$AQ",
            "$f$a=1,b=2$AQ$AQ$",
            "$f$a=1,b=2,$AQ$AQ",
            "$f$a=1,b=2,c=3$AQ$AQ",
            "$f$a=1,b=2,a=1$AQ$AQ",
            "$f$a=1,b=2,b=2$AQ$AQ",
            "$f$a=1,b=2,d$AQ$AQ",
            "$f$a=1,b=2,d=,d=$AQ$AQ",
            "$f$v=$a=1,b=2$AQ$AQ",
            "$f$v=1$v=1$a=1,b=2$AQ$AQ",
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
