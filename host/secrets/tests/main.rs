//! Managed keys and secrets through the public face, a module for each noun.

mod audit;
mod backups;
mod common;
mod external_secrets;
mod host_keys;
mod in_a_file;
mod leaks;
mod managed_keys;
mod master_key;
mod policy;
mod rotation;
mod tamper;
