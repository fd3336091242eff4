//! What a component is for, by the names of what it exports: programs and services of WASI 0.2 and 0.3.

use std::fmt;

use serde::Serialize;

/// A version of WASI.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub enum Wasi {
    /// 0.2, any patch.
    #[serde(rename = "wasi-0.2")]
    P2,
    /// 0.3, any patch.
    #[serde(rename = "wasi-0.3")]
    P3,
}

/// What a program exports, in each version, up to the number of the patch. The newest is first, and is taken of a
/// component that has both.
const PROGRAM: [(&str, Wasi); 2] = [("wasi:cli/run@0.3.", Wasi::P3), ("wasi:cli/run@0.2.", Wasi::P2)];

/// What a service exports.
const SERVICE: [(&str, Wasi); 2] =
    [("wasi:http/handler@0.3.", Wasi::P3), ("wasi:http/incoming-handler@0.2.", Wasi::P2)];

impl Wasi {
    /// For which version a component with these exports is a program, if it is one.
    pub fn of_program<'a>(exports: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        first(&PROGRAM, exports)
    }

    /// For which version a component with these exports is a service, which answers requests in HTTP.
    pub fn of_service<'a>(exports: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        first(&SERVICE, exports)
    }
}

fn first<'a>(known: &[(&str, Wasi)], exports: impl IntoIterator<Item = &'a str>) -> Option<Wasi> {
    let version = |name: &str| known.iter().position(|(start, _)| name.starts_with(start));
    let found = exports.into_iter().filter_map(version).min()?;
    known.get(found).map(|(_, wasi)| *wasi)
}

impl fmt::Display for Wasi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P2 => "WASI 0.2",
            Self::P3 => "WASI 0.3",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_taken() {
        assert_eq!(Wasi::of_program(["x", "wasi:cli/run@0.2.12", "wasi:cli/run@0.3.1"]), Some(Wasi::P3));
        assert_eq!(Wasi::of_program(["wasi:cli/run@0.2.0"]), Some(Wasi::P2));
        assert_eq!(Wasi::of_service(["wasi:http/incoming-handler@0.2.12", "wasi:cli/run@0.3.0"]), Some(Wasi::P2));
        assert_eq!(Wasi::of_service(["wasi:http/handler@0.3.0"]), Some(Wasi::P3));
        for others in ["wasi:cli/run@0.20.0", "wasi:cli/run", "run", "wasi:http/handler@1.0.0"] {
            assert_eq!((Wasi::of_program([others]), Wasi::of_service([others])), (None, None), "{others}");
        }
    }
}
