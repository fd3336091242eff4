//! The host as guests see it, through the canonical ABI.

mod asymmetric;
mod asynchronous;
mod audit;
mod batch;
mod external_secrets;
mod guests;
mod handles;
mod key_exchange;
mod limits;
mod managed;
#[cfg(feature = "optional")]
mod passwords;
mod symmetric;
mod upstream;
