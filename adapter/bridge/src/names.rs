//! Names in witx and in WIT.

/// The name that WIT would have for a legacy one: in kebab-case.
pub(crate) fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// Whether the two mean the same: WIT allows words in capitals.
pub(crate) fn same(legacy: &str, wit: &str) -> bool {
    kebab(legacy).eq_ignore_ascii_case(wit)
}
