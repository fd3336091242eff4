//! The `wasi-crypto` command.
//!
//! One file per subcommand under `commands/`; what they share is in `files` (reading, writing), `format` and `report`
//! (results, errors), `escape` (names of others), `runtime` (wasmtime), `bounds` (what guests may use up, in `amounts`),
//! `cache` (compiled code), `secrets` (stores of managed keys) and `audit`.

mod amounts;
mod audit;
mod bounds;
mod cache;
mod commands;
mod escape;
mod files;
mod format;
mod imports;
mod invoke;
mod progress;
mod proposals;
mod report;
mod runtime;
mod secrets;
mod time;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{
    adapter, algorithms, completions, componentize, compose, demo, inspect, provider, run, secrets as secrets_command,
    translate, wit,
};

/// Use wasi-crypto with components: inspect legacy modules, turn them into components, run both.
#[derive(Debug, Parser)]
#[command(name = "wasi-crypto", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Examples:
  wasi-crypto demo                              see the whole path on a built-in module
  wasi-crypto inspect old.wasm                  what does this module need?
  wasi-crypto componentize old.wasm -o new.wasm make it a component
  wasi-crypto run old.wasm -- some arguments    or just run it, component or not")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Inspect(inspect::Inspect),
    Componentize(componentize::Componentize),
    Compose(compose::Compose),
    Run(run::Run),
    Secrets(secrets_command::Secrets),
    Adapter(adapter::Adapter),
    Provider(provider::Provider),
    Algorithms(algorithms::Algorithms),
    Wit(wit::Wit),
    Translate(translate::Translate),
    Completions(completions::Completions),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Demo(command) => command.execute(),
        Command::Inspect(command) => command.execute(),
        Command::Componentize(command) => command.execute(),
        Command::Compose(command) => command.execute(),
        Command::Run(command) => command.execute(),
        Command::Secrets(command) => command.execute(),
        Command::Adapter(command) => command.execute(),
        Command::Provider(command) => command.execute(),
        Command::Algorithms(command) => command.execute(),
        Command::Wit(command) => command.execute(),
        Command::Translate(command) => command.execute(),
        Command::Completions(command) => command.execute(),
    };
    report::exit_code(outcome)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
