//! The suite `misuse` with separate adapters beside the driver.

#[path = "misuse/arguments.rs"]
mod arguments;
#[path = "misuse/documented.rs"]
mod documented;
#[path = "misuse/happy.rs"]
mod happy;
