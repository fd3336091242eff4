//! Modules built against older generations of the legacy API: what their numbers mean, in both directions, and how those
//! are treated whose imports do not tell the generation.

mod ambiguous;
mod detection;
mod errors;
mod guest;
mod keys;
mod managers;
mod single;
mod split;

/// The generations whose objects are prepared part by part.
const SINGLE_MODULE: [&str; 2] = ["2019", "2019-cause"];
/// Those of spring 2020, whose keys were typed by operation: in one module, then in several.
const SPRING: [&str; 3] = ["2020-04-10", "2020-04", "2020-05"];
