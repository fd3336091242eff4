//! What a README says is printed, against what is printed.
//!
//! A line that is only `...` stands for any number of lines, `...` inside a line for any text. Dates and times are any.
//! In a line with a `~`, by which the guests mark what is random, words of 16 characters or more are any.

/// How long the words are that a `~` in their line leaves open: as long as a nonce in hexadecimal, say.
const LONG: usize = 16;

/// Whether everything that is printed is what was expected.
pub fn matches(expected: &str, printed: &str) -> bool {
    let lines = |text: &str| -> Vec<String> { text.trim_end().lines().map(|line| steady(line.trim_end())).collect() };
    all(&lines(expected), &lines(printed))
}

fn all(expected: &[String], printed: &[String]) -> bool {
    match (expected.split_first(), printed.split_first()) {
        (None, printed) => printed.is_none(),
        (Some((first, rest)), _) if first == "..." => {
            (0..=printed.len()).any(|left_out| all(rest, &printed[left_out..]))
        }
        (Some(_), None) => false,
        (Some((first, rest)), Some((line, others))) => same(first, line) && all(rest, others),
    }
}

fn same(expected: &str, printed: &str) -> bool {
    if expected.contains('~') {
        let mut words = expected.split_whitespace().zip(printed.split_whitespace());
        return expected.split_whitespace().count() == printed.split_whitespace().count()
            && words.all(|(one, other)| one == other || one.len() >= LONG && other.len() >= LONG);
    }
    with_gaps(expected, printed)
}

fn with_gaps(expected: &str, printed: &str) -> bool {
    let Some((start, rest)) = expected.split_once("...") else { return expected == printed };
    let Some(after) = printed.strip_prefix(start) else { return false };
    after.char_indices().map(|(gap, _)| gap).chain([after.len()]).any(|gap| with_gaps(rest, &after[gap..]))
}

/// The line with a `0` for every digit of dates and times, which are recognised by what is between their digits.
fn steady(line: &str) -> String {
    let mut line = line.as_bytes().to_vec();
    for shape in ["0000-00-00", "00:00:00"] {
        for start in 0..line.len().saturating_sub(shape.len() - 1) {
            let found = &mut line[start..start + shape.len()];
            let fits = |(byte, shape): (&u8, u8)| if shape == b'0' { byte.is_ascii_digit() } else { *byte == shape };
            if found.iter().zip(shape.bytes()).all(fits) {
                found.copy_from_slice(shape.as_bytes());
            }
        }
    }
    String::from_utf8(line).expect("only digits were replaced, by digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_output_and_what_is_left_out() {
        for (expected, printed) in [
            ("a\nb\n", "a\nb\n"),
            ("a\n...\nd\n", "a\nb\nc\nd\n"),
            ("...\nd", "d"),
            ("a\n...\n", "a"),
            ("key ab... done", "key abcdef done"),
            ("2026-11-22T11:39:40Z from", "2031-01-02T00:00:59Z from"),
            ("~ nonce 028fd2d952c3fabf248c, drawn", "~ nonce 1111111111111111111111, drawn"),
        ] {
            assert!(matches(expected, printed), "{expected:?} {printed:?}");
        }
    }

    #[test]
    fn every_other_difference() {
        for (expected, printed) in [
            ("a\nb\n", "a\nb\nc\n"),
            ("a\nb\n", "b\n"),
            ("a\n...\nd\n", "a\nb\nc\n"),
            ("key ab... done", "key abcdef"),
            ("key ab", "key abc"),
            ("2026-11-22", "2026-11-2x"),
            ("version 0", "version 1"),
            ("~ nonce 028fd2d952c3fabf248c, drawn", "~ nonce 1111111111111111111111, given"),
            ("~ nonce 028fd2d952c3fabf248c, drawn", "~ nonce 1111111111111111111111, drawn twice"),
        ] {
            assert!(!matches(expected, printed), "{expected:?} {printed:?}");
        }
    }
}
