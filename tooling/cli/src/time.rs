//! Times as people write them: dates in UTC, and spans such as `365d`.

#![allow(clippy::arithmetic_side_effects, reason = "dates are far from the ends of 64 bits")]

use anyhow::{Context, Result, bail};
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;
/// Seconds in a unit of time.
const UNITS: [(&str, u64); 4] = [("s", 1), ("m", 60), ("h", 3_600), ("d", DAY)];

/// Seconds since the beginning of 1970 (UTC).
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The moment that a span from `now` or a date means, in seconds since 1970: `365d`, `12h`, `30m`, `2027-01-31`.
///
/// # Errors
/// For anything else, and for a moment that has passed.
pub fn expiration(text: &str, now: u64) -> Result<u64> {
    let span = UNITS.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, *seconds)));
    let moment = match span {
        Some((number, seconds)) => digits(number).and_then(|n| n.checked_mul(seconds)?.checked_add(now)),
        None => date(text),
    };
    let moment = moment.with_context(|| {
        format!("`{text}` is no expiration: it takes a span such as 365d, 12h or 30m, or a date such as 2027-01-31")
    })?;
    if moment <= now {
        bail!("`{text}` has passed already");
    }
    Ok(moment)
}

/// A moment in the form of RFC 3339: `2027-01-31T00:00:00Z`.
pub fn rfc3339(moment: u64) -> String {
    let (year, month, day) = civil(moment / DAY);
    let second = moment % DAY;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

/// The day of a moment: `2027-01-31`.
pub fn day(moment: u64) -> String {
    rfc3339(moment).split('T').next().unwrap_or_default().to_owned()
}

fn digits(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// The beginning of a day written as `2027-01-31`.
fn date(text: &str) -> Option<u64> {
    let parts: Vec<u64> = text.split('-').map(digits).collect::<Option<_>>()?;
    let &[year, month, day] = parts.as_slice() else { return None };
    if text.len() != 10 || year < 1970 {
        return None;
    }
    // Days from civil, by counting years of 365.2425 days that begin in March.
    let (y, m) = if month > 2 { (year, month.checked_sub(3)?) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day;
    let days = days.checked_sub(719_469)?;
    // What does not come back is no date, like the 31st of February.
    (civil(days) == (year, month, day)).then_some(days * DAY)
}

/// Year, month and day of a day counted from the beginning of 1970 (H. Hinnant, "chrono-compatible low-level date
/// algorithms": eras of 400 years, years from March).
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, in_era) = (days / 146_097, days % 146_097);
    let year_of_era = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * in_year + 2) / 153;
    let day = in_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_their_dates() {
        // As `date -u -d @N` writes them.
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(rfc3339(1_709_251_200), "2024-03-01T00:00:00Z");
        assert_eq!(rfc3339(4_102_444_799), "2099-12-31T23:59:59Z");
    }

    #[test]
    fn every_day_comes_back_from_its_date() {
        for days in 0..100_000 {
            assert_eq!(date(&day(days * DAY)), Some(days * DAY));
        }
    }

    #[test]
    fn expirations_are_spans_or_dates() {
        assert_eq!(expiration("2d", 100).unwrap(), 100 + 2 * DAY);
        assert_eq!(expiration("90s", 100).unwrap(), 190);
        assert_eq!(expiration("2000-02-29", 100).unwrap(), 951_782_400);
        for wrong in
            ["", "d", "-1d", "+1d", "1w", "2001-02-29", "2001-13-01", "2001-1-01", "tomorrow", "0s", "1970-01-01"]
        {
            assert!(expiration(wrong, 100).is_err(), "{wrong}");
        }
        assert!(expiration("18446744073709551615d", 100).is_err());
    }
}
