//! Finding an identifier among all that an engine has, without regard to case.

/// As many as there are rows, more or less, so that few share one. A power of two.
const BUCKETS: usize = 128;

/// Where names are in a list, by a few of their letters: looking through the list would take as long as a short call.
#[derive(Clone)]
pub(crate) struct Index {
    buckets: [Vec<u16>; BUCKETS],
}

impl Index {
    /// That of a list of names. Of two that are equal, the first is found.
    pub(crate) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut buckets = [const { Vec::new() }; BUCKETS];
        for (position, name) in (0..=u16::MAX).zip(names) {
            if let Some(bucket) = buckets.get_mut(bucket(name)) {
                bucket.push(position);
            }
        }
        Self { buckets }
    }

    /// The positions at which a name may be, in order.
    pub(crate) fn candidates(&self, name: &str) -> impl Iterator<Item = usize> + '_ {
        self.buckets.get(bucket(name)).into_iter().flatten().map(|position| usize::from(*position))
    }
}

/// Names differ in their length, in the digits in their middle and in how they end. The low bits of a letter are those of
/// both its cases.
fn bucket(name: &str) -> usize {
    let bytes = name.as_bytes();
    let letter = |at: usize| bytes.get(at).map_or(0, |byte| usize::from(byte & 0x1f));
    let len = bytes.len();
    let mixed = letter(len.wrapping_sub(1)).wrapping_mul(3) ^ letter(len / 2).wrapping_mul(17) ^ letter(1) ^ len << 2;
    mixed & (BUCKETS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table;

    #[test]
    fn every_row_is_found_whatever_the_case_and_few_share_a_place() {
        let names: Vec<&str> = table::ROWS.iter().map(|row| row.name).collect();
        let index = Index::of(names.iter().copied());
        for (position, name) in names.iter().enumerate() {
            for name in [name.to_ascii_lowercase(), name.to_ascii_uppercase()] {
                assert!(index.candidates(&name).any(|candidate| candidate == position), "{name}");
            }
        }
        let looked_at: usize = names.iter().map(|name| index.candidates(name).count()).sum();
        assert!(looked_at <= 3 * names.len(), "{looked_at} of {}", names.len());
        assert_eq!(index.candidates("").chain(index.candidates("\u{e9}")).find(|at| *at >= names.len()), None);
    }
}
