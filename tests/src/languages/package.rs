//! A package for another language: a copy below the target folder, in which its commands are run.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::readme::{Readme, Session, Step};
use crate::tools;

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
    /// When the toolchain cannot be installed.
    pub fn install(name: &str, pins: &[&str]) -> Package {
        let source = tools::repository().join("guest").join(name);
        let folder = tools::target_folder().join("languages").join(name);
        fs::create_dir_all(&folder).expect("a writable target folder");
        copy(&source, &folder);
        let text = fs::read_to_string(source.join("README.md")).expect("the package has a README");
        let readme = Readme::parse(&text).expect("a README whose commands are fenced");
        let package = Package { folder, readme };

        let read = |pin: &&str| fs::read_to_string(source.join(pin)).expect("the file with the versions is there");
        let wanted = pins.iter().map(read).chain([package.installation().to_owned()]).collect::<String>();
        let stamp = package.folder.join(".installed");
        if fs::read_to_string(&stamp).ok().as_deref() != Some(&wanted) {
            eprintln!(
                "installing what guest/{name} needs into {}; this takes a minute, once",
                package.folder.display()
            );
            package.shell(package.installation(), &[]);
            fs::write(&stamp, wanted).expect("a writable target folder");
        }
        package
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
            .output()
            .expect("bash can be started");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{commands}\nfailed\n{printed}{complaints}");
        printed
    }
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
