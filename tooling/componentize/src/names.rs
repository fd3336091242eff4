//! Tables of the names in a module.
//!
//! A module may have a million names, so that none is looked for by comparing it with all others. The keys of such
//! tables are of the type here, whose comparisons a test counts.

use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A name as the key of a table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Name<'a>(pub(crate) &'a str);

impl Ord for Name<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        #[cfg(test)]
        COMPARISONS.with(|count| count.set(count.get() + 1));
        self.0.cmp(other.0)
    }
}

impl PartialOrd for Name<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Names that are taken.
pub(crate) type Names<'a> = BTreeSet<Name<'a>>;

#[cfg(test)]
thread_local! {
    static COMPARISONS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use super::COMPARISONS;
    use crate::{Componentizer, Inspection};

    /// Comparisons of names while a module with this text is inspected, and made a component if it can be.
    fn comparisons(module: &str) -> u64 {
        COMPARISONS.with(|count| count.set(0));
        let inspection = Inspection::of(module.as_bytes()).unwrap();
        if inspection.is_convertible() {
            Componentizer::new().componentize(module.as_bytes()).unwrap();
        }
        COMPARISONS.with(std::cell::Cell::get)
    }

    /// Twice the names are a little more than twice the comparisons, and each name is compared a few times.
    #[test]
    fn the_work_grows_like_the_names() {
        let exports = |count: u64| {
            let exports: String = (0..count).map(|i| format!("(export \"f{i}x\" (func $f))")).collect();
            format!("(module (func $f) {exports})")
        };
        let clashes = |count: u64| {
            let exports: String =
                (0..count).map(|i| format!("(export \"a{i}x\" (func $f)) (export \"A{i}X\" (func $f))")).collect();
            format!("(module (func $f) {exports})")
        };
        let modules = |count: u64| {
            let imports: String =
                (0..count).map(|i| format!("(import \"wasi_ephemeral_crypto_{i}\" \"f\" (func))")).collect();
            format!("(module {imports} (memory (export \"memory\") 1))")
        };
        let kinds: [&dyn Fn(u64) -> String; 3] = [&exports, &clashes, &modules];
        for text in kinds {
            let (few, many) = (comparisons(&text(500)), comparisons(&text(1000)));
            assert!(few > 500, "{few}: the names are not in tables");
            assert!(many < few * 5 / 2 && many < 1000 * 400, "{few} comparisons of 500 names, {many} of 1000");
        }
    }
}
