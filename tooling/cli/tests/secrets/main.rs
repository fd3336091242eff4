//! Managed keys over several processes: guests, operators, and what happens when they meet.

mod faults;
mod guests;
mod keys;
mod leaks;
mod master_key;
mod names;
mod operators;
mod outputs;
mod place;
mod whole;
