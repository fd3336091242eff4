//! The suite `misuse` with separate adapters beside the driver.

#[path = "misuse/arguments.rs"]
mod arguments;
#[path = "misuse/documented.rs"]
mod documented;
#[path = "misuse/documented_managed.rs"]
mod documented_managed;
#[path = "misuse/happy.rs"]
mod happy;
#[path = "misuse/managed.rs"]
mod managed;
