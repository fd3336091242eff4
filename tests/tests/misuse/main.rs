//! Every legacy function against every way to call it wrongly, through driver module, adapters and host.
//!
//! * `happy`, `managed`: one right call of each function, from which the wrong ones are made.
//! * `arguments`: bad handles, addresses, strings and enums, derived from the binding model for every parameter.
//! * `documented`, `documented_managed`: the errors each function is documented to answer; every cell of the table in
//!   `tests/facts/errors-0.10.txt` has a test or a reason why it cannot happen.

mod arguments;
mod documented;
mod documented_managed;
mod happy;
mod managed;
