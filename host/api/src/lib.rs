//! What every host of wasi-crypto promises between lifting a call and lowering its result, without any WebAssembly.
//!
//! A face (a host on wasmtime, a component that provides the package, one for another runtime) lifts the arguments of a
//! call, calls one function of this crate, and lowers what comes of it. The rules are here, once: a place before the work
//! that fills it ([`place`]), where keys come from ([`handle`]), what batches have in common ([`batch`]), steps with
//! managed keys and secrets ([`managed`], [`external_secrets`]), streams that are sealed piece by piece ([`sealed`]), what results count ([`output`]), what the audit hears
//! ([`used`]), what a call may cost and how long work is cut ([`guest`], [`length`], [`work`]), on whose thread
//! ([`workers`]), how streams go in and out ([`streams`]), passwords in one
//! call ([`passwords`]). Errors are those of the engine; what is a trap is for the face to say.

pub mod asymmetric;
pub mod batch;
pub mod external_secrets;
pub mod guest;
pub mod handle;
pub mod inputs;
pub mod length;
pub mod managed;
pub mod oneshot;
pub mod output;
pub mod passwords;
pub mod place;
pub mod sealed;
pub mod signatures;
pub mod state;
pub mod streams;
pub mod symmetric;
pub mod used;
pub mod wiped;
pub mod work;
pub mod workers;
