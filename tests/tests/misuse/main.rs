//! Every legacy function against every way to call it wrongly, through driver module, adapters and host.
//!
//! * `happy`, `managed`: one right call of each function, from which the wrong ones are made.
//! * `arguments`: bad handles, addresses, strings and enums, derived from the binding model for every parameter.
//! * `documented`, `documented_managed`: the errors each function is documented to answer; every cell of the table in
//!   `tests/facts/errors-0.10.txt` has a test or a reason why it cannot happen.
//!
//! All of it happens twice: with the functions linked into the driver, and with separate adapters beside it.

mod arguments;
mod documented;
mod documented_managed;
mod happy;
mod managed;

/// The tests of some modules in one link mode.
macro_rules! suite {
    ($suite:ident, $mode:ident, $($module:ident { $($test:ident)+ })+) => {
        mod $suite {
            $(mod $module {
                $(#[test]
                fn $test() {
                    crate::$module::$test(wasi_crypto_componentize::LinkMode::$mode);
                })+
            })+
        }
    };
}

/// Makes the suites `linked` and `adapters`. A test that is missing here is a function nobody calls, which the compiler
/// tells.
macro_rules! in_both_modes {
    ($($tests:tt)+) => {
        suite!(linked, Splice, $($tests)+);
        suite!(adapters, Adapters, $($tests)+);
    };
}

in_both_modes! {
    arguments {
        bad_handles_are_invalid
        closed_handles_are_invalid
        bad_unions_are_errors
        addresses_outside_memory_are_guest_errors
        lengths_that_wrap_around_are_guest_errors
        text_that_is_not_utf8_is_a_guest_error
        enum_values_beyond_the_list_are_guest_errors
        right_calls_write_their_results_and_nothing_else
    }
    documented {
        every_case_answers_its_error
        encodings_that_other_kinds_of_keys_have_are_unsupported
    }
    happy {
        every_function_works
    }
}
