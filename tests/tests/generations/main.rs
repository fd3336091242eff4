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
