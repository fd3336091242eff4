//! Times as people write them: dates and moments in UTC, and spans such as `365d`.

use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Seconds since the beginning of 1970 (UTC).
pub fn now() -> u64 {
    seconds(Timestamp::now()).unwrap_or_default()
}

/// The moment that a span from `now`, a date or a moment means, in seconds since 1970: `365d`, `6mo`, `1h30m`,
/// `2027-01-31`, `2027-01-31T12:00:00Z`.
///
/// # Errors
/// For anything else, and for a moment that has passed.
pub fn expiration(text: &str, now: u64) -> Result<u64> {
    let moment = span(text, now).or_else(|| date(text)).or_else(|| text.parse().ok().and_then(seconds));
    let moment = moment.with_context(|| {
        format!(
            "`{text}` is no expiration: it takes a span such as 365d, 6mo or 12h, a date such as 2027-01-31, or a moment such as \
             2027-01-31T12:00:00Z"
        )
    })?;
    if moment <= now {
        bail!("`{text}` has passed already");
    }
    Ok(moment)
}

/// A moment in the form of RFC 3339: `2027-01-31T00:00:00Z`. Those after the year 9999 have the last that has this form.
pub fn rfc3339(moment: u64) -> String {
    let last = Timestamp::MAX.as_second();
    let second = i64::try_from(moment).unwrap_or(last).min(last);
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// The day of a moment: `2027-01-31`.
pub fn day(moment: u64) -> String {
    rfc3339(moment).split('T').next().unwrap_or_default().to_owned()
}

/// The moment that is so far away: days and longer as the calendar has them, in UTC.
fn span(text: &str, now: u64) -> Option<u64> {
    // Other forms, as `P1D` and `1d ago`, are for programs, or for the past.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..).filter(|_| digits > 0)?;
    if !rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return None;
    }
    let span: Span = text.parse().ok()?;
    let begin = Timestamp::from_second(i64::try_from(now).ok()?).ok()?.to_zoned(TimeZone::UTC);
    seconds(begin.checked_add(span).ok()?.timestamp())
}

/// The beginning of a day.
fn date(text: &str) -> Option<u64> {
    let date: Date = Some(text).filter(|text| text.len() == 10)?.parse().ok()?;
    seconds(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn seconds(moment: Timestamp) -> Option<u64> {
    u64::try_from(moment.as_second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    #[test]
    fn moments_have_their_dates() {
        // As `date -u -d @N` writes them.
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(rfc3339(1_709_251_200), "2024-03-01T00:00:00Z");
        assert_eq!(rfc3339(4_102_444_799), "2099-12-31T23:59:59Z");
        assert_eq!(day(951_827_696), "2000-02-29");
        // Guests may give any number.
        assert_eq!(rfc3339(u64::MAX), rfc3339(Timestamp::MAX.as_second().try_into().unwrap()));
    }

    #[test]
    fn expirations_are_spans_dates_or_moments() {
        for (text, moment) in [
            ("2d", 100 + 2 * DAY),
            ("90s", 190),
            ("1h30m", 5_500),
            ("1w", 100 + 7 * DAY),
            ("1mo", 100 + 31 * DAY),
            ("1y", 100 + 365 * DAY),
            ("2000-02-29", 951_782_400),
            ("2000-02-29T12:34:56Z", 951_827_696),
        ] {
            assert_eq!(expiration(text, 100).unwrap(), moment, "{text}");
        }
        for wrong in [
            "",
            "d",
            "-1d",
            "+1d",
            "1d ago",
            "P1D",
            "1D",
            "1 d",
            "2001-02-29",
            "2001-13-01",
            "2001-1-01",
            "20010101",
            "tomorrow",
            "0s",
            "1970-01-01",
            "1969-12-31",
            "2000-02-29T12:34:56",
            "18446744073709551615d",
        ] {
            assert!(expiration(wrong, 100).is_err(), "{wrong}");
        }
    }
}
