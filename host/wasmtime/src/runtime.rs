//! What a build of wasmtime has to have before guests nobody trusts may run on it.

use wasmtime::{Config, Engine, Module, Result, bail};

/// Refuses an engine on which a component can abort the process.
///
/// wasmtime without its Cargo feature `gc` accepts types of functions that are declared as subtypes of others, and aborts
/// when a call has to compare two of them ([RUSTSEC-2026-0570]; patches of wasmtime 48 from 48.0.9 on refuse such a module
/// instead). The functions `add_to_linker_*` of this crate ask this themselves; a program that links nothing of this
/// crate, or wants to know before anything else, can ask here. It costs microseconds.
///
/// Builds without the feature `threads` have a flaw of the same kind, which no program can see from the outside: enable
/// both features, or update.
///
/// # Errors
/// The build lacks `gc` and accepts such types. The message says what to do.
///
/// [RUSTSEC-2026-0570]: https://rustsec.org/advisories/RUSTSEC-2026-0570.html
pub fn check_runtime(engine: &Engine) -> Result<()> {
    let seen = Seen {
        subtypes: Module::validate(engine, DECLARED_SUBTYPE).is_ok(),
        references: Module::validate(engine, REFERENCE).is_ok(),
    };
    if seen.is_sound(|| Engine::new(Config::new().gc_support(true)).is_ok()) {
        return Ok(());
    }
    bail!(
        "this build of wasmtime accepts modules that it aborts on (RUSTSEC-2026-0570): enable wasmtime's Cargo features \
         `gc`, `gc-drc` and `threads`, or update wasmtime to 48.0.9 or newer"
    )
}

/// `(module (type (sub (func))))`
const DECLARED_SUBTYPE: &[u8] = b"\0asm\x01\0\0\0\x01\x06\x01\x50\0\x60\0\0";

/// `(module (type (func (param externref))))`
const REFERENCE: &[u8] = b"\0asm\x01\0\0\0\x01\x05\x01\x60\x01\x6f\0";

/// What an engine accepts.
struct Seen {
    /// Types of functions that are declared as subtypes.
    subtypes: bool,
    /// References to objects of the host, which exist in builds with `gc` alone.
    references: bool,
}

impl Seen {
    /// Whether calls can compare what the engine accepts. An engine that refuses references may have been told to, in a
    /// build that has the feature: `compiled_in` finds that out.
    fn is_sound(&self, compiled_in: impl FnOnce() -> bool) -> bool {
        !self.subtypes || self.references || compiled_in()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probes_are_the_modules_their_comments_say() {
        for (bytes, text) in [
            (DECLARED_SUBTYPE, "(module (type (sub (func))))"),
            (REFERENCE, "(module (type (func (param externref))))"),
        ] {
            assert_eq!(bytes, wat::parse_str(text).expect("a module"), "{text}");
        }
    }

    #[test]
    fn this_build_is_sound_with_references_or_without() {
        check_runtime(&Engine::default()).expect("the tests build wasmtime with `gc`");
        let engine = Engine::new(Config::new().gc_support(false)).expect("an engine");
        check_runtime(&engine).expect("the feature is there even where an embedder turns it off");
    }

    /// The build that is refused cannot be made beside this one; what it would show can.
    #[test]
    fn a_build_that_accepts_what_it_cannot_check_is_refused() {
        let faulty = Seen { subtypes: true, references: false };
        assert!(!faulty.is_sound(|| false));
        assert!(faulty.is_sound(|| true));
        assert!(Seen { subtypes: false, references: false }.is_sound(|| false), "patched: refused by the validator");
        assert!(Seen { subtypes: true, references: true }.is_sound(|| false), "built with the feature");
    }
}
