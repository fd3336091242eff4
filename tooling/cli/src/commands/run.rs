//! `wasi-crypto run`: runs a component, or a legacy module made into one on the fly.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use wasi_crypto_host::WasiCryptoCtx;

use crate::audit::AuditArgs;
use crate::commands::componentize::{GenerationArgs, LinkArgs, WorldArgs};
use crate::files;
use crate::report::{self, Outcome};
use crate::runtime::{Entry, Guest, Preopen};
use crate::secrets::GuestArgs;

/// Run a component or a legacy module, with WASI and wasi-crypto
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto run old.wasm
  wasi-crypto run --dir data --env LEVEL=debug app.wasm -- --verbose input.txt
  wasi-crypto run --invoke 'add-two(3)' library.wasm
  wasi-crypto run --invoke sum library.wasm 1 2
  wasi-crypto run --secrets keys.redb --policy policy.toml --guest release-tool signer.wasm

Without --secrets there is no secrets manager: managed keys answer `unsupported_feature`.
The exit code is the guest's; 134 when it traps, 1 when it cannot be run at all.")]
pub struct Run {
    /// A component or core module, in binary or text form; `-` reads standard input
    file: PathBuf,
    /// Arguments for the guest (or for the function named by --invoke)
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
    /// Call this exported function instead of running a program, and print its result
    #[arg(long, value_name = "NAME")]
    invoke: Option<String>,
    /// Let the guest see a folder, under its own name or another one
    #[arg(long = "dir", value_name = "HOST[::GUEST]")]
    dirs: Vec<String>,
    /// Set an environment variable for the guest; without a value, pass on ours
    #[arg(long = "env", value_name = "NAME[=VALUE]")]
    envs: Vec<String>,
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
}

impl Run {
    /// Runs the guest.
    pub fn execute(self) -> Outcome {
        let bytes = files::read(&self.file)?;
        let component = self.component(&bytes)?;
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
            dirs,
        };
        guest.run().with_context(|| format!("cannot run `{}`", self.file.display()))
    }

    /// The guest's cryptography, with the keys and the algorithms it may use.
    fn crypto(&self, dirs: &[Preopen]) -> Result<WasiCryptoCtx> {
        if self.secrets.are_named() {
            self.audit.install()?;
        }
        self.secrets.context(dirs.iter().map(|dir| Path::new(&dir.host)))
    }

    fn component(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let context = || format!("cannot run `{}`", self.file.display());
        let componentizer = self.world.componentizer()?.exit_codes(true).link_mode(self.link.mode());
        let componentizer = self.generation.tell(componentizer);
        if self.verbose {
            let inspection = componentizer.inspect(bytes).with_context(context)?;
            for line in self.link.additions(&inspection).into_iter().chain(self.link.omissions(&inspection)) {
                report::note(line);
            }
        }
        componentizer.component_of(bytes).with_context(context)
    }
}

/// `NAME` with the trailing arguments, or `NAME(arg, arg)` as one word.
fn parse_call(call: &str, trailing: &[String]) -> Result<Entry> {
    let Some((name, rest)) = call.split_once('(') else {
        return Ok(Entry::Function { name: call.into(), args: trailing.to_vec() });
    };
    let Some(list) = rest.trim_end().strip_suffix(')') else {
        bail!("`--invoke {call}` lacks its closing parenthesis");
    };
    if !trailing.is_empty() {
        bail!("arguments are given twice: in `--invoke {call}` and after the file");
    }
    let args = list.split(',').map(str::trim).filter(|arg| !arg.is_empty()).map(String::from).collect();
    Ok(Entry::Function { name: name.trim().into(), args })
}

fn parse_env(env: &str) -> Result<(String, String)> {
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
        assert_eq!((name.as_str(), args), ("add", vec!["1".to_string(), "-2".to_string()]));
        let Ok(Entry::Function { args, .. }) = parse_call("add", &["1".into()]) else { panic!("not a function") };
        assert_eq!(args, ["1"]);
        let Ok(Entry::Function { args, .. }) = parse_call("now()", &[]) else { panic!("not a function") };
        assert!(args.is_empty());
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
