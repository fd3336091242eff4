//! Amounts as people write them: sizes such as `256MiB`, and spans of time such as `500ms`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Bytes in a unit, the largest first.
const BYTES: [(&str, usize); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];

/// More than this no object in memory has.
const LARGEST: usize = isize::MAX.unsigned_abs();

/// Milliseconds in a unit, the largest first.
const MILLISECONDS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// A number of bytes, at least one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Size(pub usize);

/// A span of time, at least a millisecond.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Span(pub Duration);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const FORMS: &str = "a size is a number of bytes, or a number and KiB, MiB or GiB, such as 64KiB";
        let with_unit = BYTES.iter().find_map(|(unit, bytes)| Some((text.strip_suffix(unit)?, *bytes)));
        let (number, unit) = with_unit.unwrap_or((text, 1));
        let number = digits(number).ok_or(FORMS)?;
        match usize::try_from(number).ok().and_then(|number| number.checked_mul(unit)) {
            Some(0) => Err("it has to be one byte at least".into()),
            Some(size) if size <= LARGEST => Ok(Self(size)),
            _ => Err("there is no memory so large".into()),
        }
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const FORMS: &str = "a time is a number and ms, s, m or h, such as 500ms";
        let with_unit = MILLISECONDS.iter().find_map(|(unit, long)| Some((digits(text.strip_suffix(unit)?)?, *long)));
        let (number, unit) = with_unit.ok_or(FORMS)?;
        // In nanoseconds, times have to fit 64 bits.
        let nanoseconds = number.checked_mul(unit).and_then(|long| long.checked_mul(1_000_000));
        match nanoseconds {
            Some(0) => Err("it has to be one millisecond at least".into()),
            Some(nanoseconds) => Ok(Self(Duration::from_nanos(nanoseconds))),
            None => Err("nothing takes so long".into()),
        }
    }
}

/// In the largest unit that leaves no rest.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = BYTES.iter().find(|(_, bytes)| self.0.is_multiple_of(*bytes));
        match whole.and_then(|(unit, bytes)| Some((unit, self.0.checked_div(*bytes)?))) {
            Some((unit, number)) => write!(f, "{number}{unit}"),
            None => write!(f, "{}", self.0),
        }
    }
}

/// In the largest unit that leaves no rest.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_millis();
        let whole = MILLISECONDS.iter().find(|(_, long)| milliseconds.is_multiple_of(u128::from(*long)));
        match whole.and_then(|(unit, long)| Some((unit, milliseconds.checked_div(u128::from(*long))?))) {
            Some((unit, number)) => write!(f, "{number}{unit}"),
            None => write!(f, "{milliseconds}ms"),
        }
    }
}

/// A number in nothing but digits. One beyond 64 bits is the largest there is, which is too large for everything.
fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in
            [("1", 1), ("1048576", 1 << 20), ("64KiB", 64 << 10), ("256MiB", 256 << 20), ("2GiB", 2 << 30), ("007", 7)]
        {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for (text, reason) in [
            ("", "such as"),
            ("MiB", "such as"),
            ("-1", "such as"),
            ("+1", "such as"),
            ("1.5GiB", "such as"),
            ("1 GiB", "such as"),
            ("64kb", "such as"),
            ("64K", "such as"),
            ("0", "one byte"),
            ("0GiB", "one byte"),
            ("18446744073709551616", "so large"),
            ("17179869184GiB", "so large"),
            ("99999999999999999999999GiB", "so large"),
        ] {
            let error = text.parse::<Size>().unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn spans() {
        for (text, milliseconds) in [("500ms", 500), ("5s", 5_000), ("2m", 120_000), ("1h", 3_600_000), ("1ms", 1)] {
            assert_eq!(text.parse(), Ok(Span(Duration::from_millis(milliseconds))), "{text}");
        }
        for (text, reason) in [
            ("", "such as"),
            ("5", "such as"),
            ("ms", "such as"),
            ("-5s", "such as"),
            ("5 s", "such as"),
            ("0.5s", "such as"),
            ("5d", "such as"),
            ("0s", "one millisecond"),
            ("99999999999h", "so long"),
            ("99999999999999999999999ms", "so long"),
        ] {
            let error = text.parse::<Span>().unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn amounts_are_shown_as_they_are_written() {
        for text in ["1", "1023", "1KiB", "1025", "64KiB", "256MiB", "2GiB", "2049MiB"] {
            assert_eq!(text.parse::<Size>().unwrap().to_string(), text);
        }
        for text in ["1ms", "500ms", "1500ms", "5s", "2m", "90s", "1h"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
    }
}
