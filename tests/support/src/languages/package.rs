//! A package for another language: a copy below the target folder, in which its commands are run.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::readme::{Readme, Session, Step};
use crate::{needs, tools};

/// What is in a copy besides what was copied: installed and built things, which stay.
const BUILT: [&str; 2] = ["node_modules", ".venv"];

/// A package of `guest/`, copied, with its toolchain installed.
pub struct Package {
    folder: PathBuf,
    readme: Readme,
}

impl Package {
    /// Copies `guest/NAME` and runs the installation its README begins with, unless the same was installed before:
    /// `pins` are the files that say so.
    ///
    /// # Panics
    ///
    /// When the toolchain is not there and may not be installed, or cannot be.
    pub fn install(name: &str, pins: &[&str]) -> Package {
        let package = Package::of(name);
        fs::create_dir_all(&package.folder).expect("a writable target folder");
        copy(&source(name), &package.folder);
        let wanted = package.wanted(name, pins);
        if !package.has(&wanted) {
            assert!(needs::everything(), "what guest/{name} needs is not there; tests/run.sh installs it");
            eprintln!(
                "installing what guest/{name} needs into {}; this takes a minute, once",
                package.folder.display()
            );
            package.shell(package.installation(), &[]);
            fs::write(package.stamp(), wanted).expect("a writable target folder");
        }
        package
    }

    /// Whether [`Package::install`] would find everything there.
    pub(crate) fn is_installed(name: &str, pins: &[&str]) -> bool {
        let package = Package::of(name);
        package.has(&package.wanted(name, pins))
    }

    fn of(name: &str) -> Package {
        let text = fs::read_to_string(source(name).join("README.md")).expect("the package has a README");
        let readme = Readme::parse(&text).expect("a README whose commands are fenced");
        Package { folder: tools::target_folder().join("languages").join(name), readme }
    }

    /// What the toolchain was installed from.
    fn wanted(&self, name: &str, pins: &[&str]) -> String {
        let read =
            |pin: &&str| fs::read_to_string(source(name).join(pin)).expect("the file with the versions is there");
        pins.iter().map(read).chain([self.installation().to_owned()]).collect()
    }

    fn has(&self, wanted: &str) -> bool {
        fs::read_to_string(self.stamp()).is_ok_and(|installed| installed == wanted)
    }

    /// The file that says what was installed.
    fn stamp(&self) -> PathBuf {
        self.folder.join(".installed")
    }

    /// Where the copy is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The first commands of the README, which install what the others need.
    fn installation(&self) -> &str {
        self.readme.steps().find_map(Step::commands).expect("the README has commands")
    }

    /// Runs all later commands of the README and checks that they print what it says.
    ///
    /// # Panics
    ///
    /// When a command fails, or prints something else.
    pub fn does_what_its_readme_says(&self, command: &Path) {
        let steps = self.readme.steps().filter(|step| step.commands() != Some(self.installation()));
        let session = Session::new(&self.folder, &[command, tools::wasm_tools()]);
        session.follow(steps, str::to_owned).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Runs shell commands in the copy, with `wasm-tools` on the search path, and the commands that the variables
    /// `WASI_CRYPTO` and `NODE` name, and returns what they print.
    ///
    /// # Panics
    ///
    /// When one fails.
    pub fn shell(&self, commands: &str, variables: &[(&str, OsString)]) -> String {
        let named = variables.iter().filter(|(name, _)| ["WASI_CRYPTO", "NODE"].contains(name));
        let first: Vec<&Path> = named.map(|(_, path)| Path::new(path)).chain([tools::wasm_tools()]).collect();
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", commands])
            .current_dir(&self.folder)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env("PATH", tools::search_path(&first))
            // What package managers keep for the next time stays below the target folder, too.
            .env("npm_config_cache", tools::target_folder().join("languages/cache/npm"))
            .env("XDG_CACHE_HOME", tools::target_folder().join("languages/cache"))
            .output()
            .expect("bash can be started");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{commands}\nfailed\n{printed}{complaints}");
        printed
    }
}

/// Where a package is in the repository.
fn source(name: &str) -> PathBuf {
    tools::repository().join("guest").join(name)
}

/// Makes `to` a copy of `from`: what is not in `from` goes, except what was built.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the package is there").map(|entry| entry.expect("a readable folder")) {
        let target = to.join(entry.file_name());
        if BUILT.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if entry.path().is_dir() {
            // Removed files must not live on, in the folders that are compiled into components.
            let _ = fs::remove_dir_all(&target);
            fs::create_dir_all(&target).expect("a writable target folder");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a writable target folder");
        }
    }
}
