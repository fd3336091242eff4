//! What is common to all algorithm objects.

use super::Description;

/// What every algorithm object can say about itself.
pub trait Algorithm: Send + Sync {
    /// The identifier as the algorithm table spells it, for example `AES-256-GCM`; that of the
    /// [description](Algorithm::description), if there is one.
    fn name(&self) -> &'static str;
    /// The library that does the work, for lists shown to people.
    fn library(&self) -> &'static str;
    /// What the algorithm table says of its identifiers, for one that is not in there. Objects for identifiers of the table
    /// have none.
    fn description(&self) -> Option<&'static Description> {
        None
    }
}

/// Implements [`Algorithm`] for a type, with the generics in brackets before it, from its name and library. Where the
/// object knows one of them, `it` is the object: `algorithm!([C] AesCbc<C>, it => it.name, "aes, cbc")`.
#[cfg_attr(
    not(any(feature = "_common", feature = "required")),
    expect(unused_macros, reason = "a build without any algorithm")
)]
macro_rules! algorithm {
    ([$($generics:tt)*] $type:ty, $it:ident => $name:expr, $library:expr) => {
        impl<$($generics)*> $crate::provider::Algorithm for $type {
            fn name(&self) -> &'static str {
                let $it = self;
                _ = $it;
                $name
            }

            fn library(&self) -> &'static str {
                let $it = self;
                _ = $it;
                $library
            }
        }
    };
    ($type:ty, $it:ident => $name:expr, $library:expr) => {
        algorithm!([] $type, $it => $name, $library);
    };
    ($type:ty, $name:expr, $library:expr) => {
        algorithm!([] $type, it => $name, $library);
    };
}
