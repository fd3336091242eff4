//! `wasi-crypto run`: runs a component, or a legacy module made into one on the fly.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::Engine;

use crate::audit::AuditArgs;
use crate::bounds::RunBoundsArgs;
use crate::cache;
use crate::commands::componentize::{LinkArgs, WorldArgs};
use crate::escape::{self, shown};
use crate::files;
use crate::generations::GenerationArgs;
use crate::guesses::Guesses;
use crate::invoke::Arguments;
use crate::report::{self, Outcome};
use crate::runtime::{Entry, Guest, Preopen};
use crate::secrets::{GuestArgs, MASTER_KEY};

/// Run a component or a legacy module, with WASI and wasi-crypto
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto run old.wasm
  wasi-crypto run --dir data --env LEVEL=debug app.wasm -- --verbose input.txt
  wasi-crypto run --invoke 'add-two(3)' library.wasm
  wasi-crypto run --invoke sum library.wasm 1 2
  wasi-crypto run --invoke 'greet(\"a, b\", some([1, 2]))' library.wasm
  wasi-crypto run --secrets keys.redb --policy policy.toml --guest release-tool signer.wasm
  wasi-crypto run --timeout 30s --max-memory 256MiB --max-held-bytes 64MiB --max-work 500ms app.wasm

Without --secrets, and the variable WASI_CRYPTO_SECRETS, there is no secrets manager: managed keys
answer `unsupported_feature`. No folder of a guest may reach the store, the master key, the policy
or the file of the audit, under any name.
Components are of WASI 0.2 or 0.3, which is found out. Files of those of WASI 0.3 are read and
written on the thread that they run on, five times as fast as by another one, unless --timeout has
to be kept meanwhile.
Compiled code is kept in `wasi-crypto` in the user's folder of caches, or in the folder that the
variable WASI_CRYPTO_CACHE names; if that is empty, nowhere.
Sizes are bytes, or numbers with KiB, MiB or GiB; durations are numbers with ms, s, m or h.
The exit code is the guest's; 134 when it traps, 124 when its time is up, 1 when it cannot be run
at all.")]
pub struct Run {
    /// A component or core module, in binary or text form; `-` reads standard input
    file: PathBuf,
    /// Arguments for the guest (or for the function named by --invoke)
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
    /// Call this exported function instead of running a program, and print its result; in parentheses behind it, values
    /// in WAVE
    #[arg(long, value_name = "NAME")]
    invoke: Option<String>,
    /// Let the guest see a folder, under its own name or another one
    #[arg(long = "dir", value_name = "HOST[::GUEST]")]
    dirs: Vec<String>,
    /// Set an environment variable for the guest; without a value, pass on ours
    #[arg(long = "env", value_name = "NAME[=VALUE]")]
    envs: Vec<String>,
    /// Compile the component anew, and keep nothing of it
    #[arg(long)]
    no_cache: bool,
    /// Say on standard error what happens
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    link: LinkArgs,
    #[command(flatten)]
    secrets: GuestArgs,
    #[command(flatten)]
    audit: AuditArgs,
    #[command(flatten)]
    generation: GenerationArgs,
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    bounds: RunBoundsArgs,
}

impl Run {
    /// Runs the guest.
    pub fn execute(self) -> Outcome {
        let bytes = files::read(&self.file)?;
        let (component, guesses) = self.component(&bytes)?;
        let mut args = vec![self.file.display().to_string()];
        let entry = match &self.invoke {
            None => {
                args.extend(self.args.iter().cloned());
                Entry::Program
            }
            Some(call) => parse_call(call, &self.args)?,
        };
        let dirs: Vec<Preopen> = self.dirs.iter().map(|dir| parse_dir(dir)).collect();
        let guest = Guest {
            component,
            args,
            envs: self.envs.iter().map(|env| parse_env(env)).collect::<Result<_>>()?,
            entry,
            crypto: self.crypto(&dirs)?,
            cache: if self.no_cache { None } else { cache::open(folders(&dirs)) },
            bounds: self.bounds.of_runtime(),
            guesses,
            dirs,
        };
        guest.run().with_context(|| format!("cannot run `{}`", escape::path(&self.file)))
    }

    /// The guest's cryptography, with the keys and the algorithms it may use.
    fn crypto(&self, dirs: &[Preopen]) -> Result<WasiCryptoCtx> {
        let named = self.secrets.are_named();
        self.secrets.trusted(self.audit.file().filter(|_| named)).check(folders(dirs))?;
        if named {
            self.audit.install()?;
        }
        let engine = Engine::builder().limits(self.bounds.of_engine()).build()?;
        Ok(self.secrets.contexts(&engine)?.build())
    }

    /// The component, and what was guessed about it.
    fn component(&self, bytes: &[u8]) -> Result<(Vec<u8>, Guesses)> {
        let context = || format!("cannot run `{}`", escape::path(&self.file));
        let componentizer = self.world.componentizer()?.exit_codes(true).link_mode(self.link.mode());
        let componentizer = self.generation.tell(componentizer)?;
        if self.verbose {
            let inspection = componentizer.inspect(bytes).with_context(context)?;
            let ambiguity = inspection.generation.as_ref().and_then(|range| range.ambiguity.as_ref());
            let guessed = ambiguity.map(|what| format!("its generation is guessed, and --generation says it: {what}"));
            let lines = self.link.additions(&inspection).into_iter().chain(self.link.omissions(&inspection));
            for line in lines.chain(guessed) {
                report::note(shown(&line));
            }
        }
        let (component, guesses) = componentizer.telling_component_of(bytes).with_context(context)?;
        Ok((component, Guesses::new(guesses)))
    }
}

/// The folders that a guest sees.
fn folders(dirs: &[Preopen]) -> impl Iterator<Item = &Path> {
    dirs.iter().map(|dir| Path::new(&dir.host))
}

/// `NAME` with the trailing arguments, or `NAME(value, value)` as one word.
fn parse_call(call: &str, trailing: &[String]) -> Result<Entry> {
    let Some((name, rest)) = call.split_once('(') else {
        return Ok(Entry::Function { name: call.into(), args: Arguments::Words(trailing.to_vec()) });
    };
    let Some(list) = rest.trim_end().strip_suffix(')') else {
        bail!("`--invoke {call}` lacks its closing parenthesis");
    };
    if !trailing.is_empty() {
        bail!("arguments are given twice: in `--invoke {call}` and after the file");
    }
    Ok(Entry::Function { name: name.trim().into(), args: Arguments::List(list.into()) })
}

/// `NAME=VALUE`, or a name alone, whose value is ours.
pub fn parse_env(env: &str) -> Result<(String, String)> {
    if env.split('=').next() == Some(MASTER_KEY) {
        bail!("`--env {MASTER_KEY}` would give the guest the master key; guests use keys, and never see them");
    }
    if let Some((name, value)) = env.split_once('=') {
        return Ok((name.into(), value.into()));
    }
    let value =
        std::env::var(env).with_context(|| format!("`--env {env}` passes on a variable that is not set here"))?;
    Ok((env.into(), value))
}

fn parse_dir(dir: &str) -> Preopen {
    let (host, guest) = dir.split_once("::").unwrap_or((dir, dir));
    Preopen { host: host.into(), guest: guest.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_take_arguments_in_either_form() {
        let Ok(Entry::Function { name, args }) = parse_call("add(1, -2)", &[]) else { panic!("not a function") };
        assert_eq!((name.as_str(), args), ("add", Arguments::List("1, -2".into())));
        let Ok(Entry::Function { args, .. }) = parse_call("add", &["1".into()]) else { panic!("not a function") };
        assert_eq!(args, Arguments::Words(vec!["1".into()]));
        let Ok(Entry::Function { args, .. }) = parse_call("f(\"a)\")", &[]) else { panic!("not a function") };
        assert_eq!(args, Arguments::List("\"a)\"".into()));
        assert!(parse_call("add(1", &[]).is_err());
        assert!(parse_call("add(1)", &["2".into()]).is_err());
    }

    #[test]
    fn folders_may_have_another_name_inside() {
        let preopen = parse_dir("data::/");
        assert_eq!((preopen.host.as_str(), preopen.guest.as_str()), ("data", "/"));
        assert_eq!(parse_dir("data").guest, "data");
    }
}
