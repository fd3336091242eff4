//! The `wasi-crypto` command.
//!
//! One file per subcommand under `commands/`; what they share is in `files` (reading, writing), `format` and `report`
//! (results, errors), `escape` (names of others), `generations` (of the legacy API), `progress`, `runtime` (wasmtime),
//! `serve` (HTTP), `world` (which WASI a component is for), `bounds` (what guests may use up, in `amounts`), `cache` (compiled code), `secrets` (stores of managed keys), `keys`
//! (the forms of keys) and `audit`.

mod amounts;
mod audit;
mod bounds;
mod cache;
mod commands;
mod documents;
mod escape;
mod files;
mod format;
mod generations;
mod guesses;
mod imports;
mod invoke;
mod keys;
mod progress;
mod proposals;
mod report;
mod runtime;
mod secrets;
mod serve;
mod time;
mod world;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{
    adapter, algorithms, bridge, completions, componentize, compose, demo, inspect, provider, run,
    secrets as secrets_command, serve as serve_command, translate, wit,
};

/// Use wasi-crypto with components: inspect legacy modules, turn them into components, run both.
#[derive(Debug, Parser)]
#[command(name = "wasi-crypto", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Examples:
  wasi-crypto demo                              see the whole path on a built-in module
  wasi-crypto inspect old.wasm                  what does this module need?
  wasi-crypto componentize old.wasm -o new.wasm make it a component
  wasi-crypto run old.wasm -- some arguments    or just run it, component or not
  wasi-crypto serve app.wasm                    answer requests in HTTP with a component")]
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
    Run(Box<run::Run>),
    Serve(Box<serve_command::Serve>),
    Secrets(secrets_command::Secrets),
    Adapter(adapter::Adapter),
    Bridge(bridge::Bridge),
    Provider(provider::Provider),
    Algorithms(algorithms::Algorithms),
    Wit(wit::Wit),
    Translate(translate::Translate),
    Completions(completions::Completions),
}

fn main() -> ExitCode {
    report::exit_code(match Cli::try_parse() {
        Ok(cli) => cli.command.execute(),
        Err(error) => report::usage(&error),
    })
}

impl Command {
    fn execute(self) -> report::Outcome {
        match self {
            Self::Demo(command) => command.execute(),
            Self::Inspect(command) => command.execute(),
            Self::Componentize(command) => command.execute(),
            Self::Compose(command) => command.execute(),
            Self::Run(command) => command.execute(),
            Self::Serve(command) => command.execute(),
            Self::Secrets(command) => command.execute(),
            Self::Adapter(command) => command.execute(),
            Self::Bridge(command) => command.execute(),
            Self::Provider(command) => command.execute(),
            Self::Algorithms(command) => command.execute(),
            Self::Wit(command) => command.execute(),
            Self::Translate(command) => command.execute(),
            Self::Completions(command) => command.execute(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
