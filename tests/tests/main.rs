//! What a legacy program may rely on, and that the runs of vectors can fail, a module for each noun.

mod choices;
mod flows;
mod harness;
mod large_calls;
mod managed;
mod memories;
mod own_imports;
mod passwords;
