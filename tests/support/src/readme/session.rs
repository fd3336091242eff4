//! A shell into which the commands of a README are typed.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Step, output};
use crate::tools;

/// A shell in a folder.
pub struct Session {
    folder: PathBuf,
    path: OsString,
}

impl Session {
    /// A session in this folder, with these commands besides those of the system.
    pub fn new(folder: &Path, commands: &[&Path]) -> Session {
        Session { folder: folder.into(), path: tools::search_path(commands) }
    }

    /// Writes the files and types the commands. `typed` says what is typed for what is written.
    ///
    /// # Errors
    ///
    /// A command fails, or prints something else than the README says.
    pub fn follow<'a>(
        &self,
        steps: impl IntoIterator<Item = &'a Step>,
        typed: impl Fn(&str) -> String,
    ) -> Result<(), String> {
        let mut all = Vec::new();
        for step in steps {
            match step {
                Step::Commands { text, prints } => all.push((text, prints)),
                Step::File { path, text } => self.write(path, text).map_err(|error| format!("{path}: {error}"))?,
                Step::Example { .. } => {}
            }
        }
        // A zero ends what each block prints.
        let script: String = all.iter().map(|(text, _)| format!("{}\nprintf '\\0'\n", typed(text))).collect();
        let (printed, succeeded) = self.run(&script).map_err(|error| format!("bash: {error}"))?;
        let mut outputs = printed.split('\0');
        for (text, prints) in &all {
            let printed = outputs.next().unwrap_or_default();
            if outputs.clone().next().is_none() {
                return Err(format!("one of these commands fails:\n{text}\n{printed}"));
            }
            if let Some(expected) = prints.as_ref().filter(|expected| !output::matches(expected, printed)) {
                return Err(format!("{text}--- should print\n{expected}--- prints\n{printed}"));
            }
        }
        if succeeded { Ok(()) } else { Err(format!("the last command fails:\n{printed}")) }
    }

    /// Puts a file of the repository into the folder: a script as a link, since it looks for what is beside it, and
    /// anything else as a copy, which commands may overwrite.
    ///
    /// # Errors
    ///
    /// It cannot be read, or not be written.
    pub fn put(&self, original: &Path, path: &str) -> io::Result<()> {
        let place = self.place(path)?;
        match original.extension().is_some_and(|extension| extension == "sh") {
            true => symlink(original, place),
            false => fs::copy(original, place).map(drop),
        }
    }

    fn write(&self, path: &str, text: &str) -> io::Result<()> {
        fs::write(self.place(path)?, text)
    }

    /// Where a file of this name goes.
    fn place(&self, path: &str) -> io::Result<PathBuf> {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        Ok(path)
    }

    /// Everything that is printed, as on a terminal in one stream, and whether all commands succeed.
    fn run(&self, script: &str) -> io::Result<(String, bool)> {
        let mut log = tempfile::tempfile()?;
        let status = Command::new("bash")
            .args(["-euo", "pipefail", "-c", script])
            .current_dir(&self.folder)
            .env("PATH", &self.path)
            .env("NO_COLOR", "1")
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUST_BACKTRACE")
            .env_remove("WASI_CRYPTO_SECRETS")
            .env_remove("WASI_CRYPTO_MASTER_KEY")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log.try_clone()?)
            .status()?;
        io::Seek::rewind(&mut log)?;
        Ok((io::read_to_string(log)?, status.success()))
    }
}
