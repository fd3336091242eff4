//! Stores of managed keys, as commands open them.
//!
//! One file per matter: `store` says where it is and opens it, `master_key` finds its key and puts another one in its
//! place, `policy` reads what guests may do, `guest` is what one of them gets, `trusted` is what none of them may touch
//! (`mounts` tells what has several paths), `explain` turns errors into what to do next.

mod explain;
mod guest;
mod master_key;
mod mounts;
mod policy;
mod store;
mod trusted;

pub use explain::explain;
pub use guest::GuestArgs;
pub use master_key::{Source, VARIABLE as MASTER_KEY};
pub use policy::read as read_policy;
pub use store::{Access, Opened, StoreArgs};
pub use trusted::Trusted;

/// Waits for the end of something a store does.
pub fn wait<T>(work: impl Future<Output = T>) -> anyhow::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().build()?.block_on(work))
}
