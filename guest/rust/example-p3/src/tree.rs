//! Folders of the host, and the files in them.

use wasip3::filesystem::preopens;
use wasip3::filesystem::types::{Descriptor, DescriptorFlags, DescriptorType, ErrorCode, OpenFlags, PathFlags};

use crate::output::Output;

/// A folder and what is below it.
pub struct Tree(Descriptor);

impl Tree {
    /// A folder that is there.
    pub async fn existing(path: &str) -> Result<Tree, String> {
        let (root, rest) = root(path)?;
        folder(&root, &rest, DescriptorFlags::READ).await.map(Tree).map_err(|code| format!("{path}: {}", reason(&code)))
    }

    /// A folder that is made if it is not there.
    pub async fn new(path: &str) -> Result<Tree, String> {
        let (root, rest) = root(path)?;
        let made = async {
            make(&root, &rest).await?;
            folder(&root, &rest, DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY).await
        };
        made.await.map(Tree).map_err(|code| format!("{path}: {}", reason(&code)))
    }

    /// The paths of all files below it, in order. What is neither a file nor a folder is left out and told, links too.
    pub async fn files(&self, log: &mut Output) -> Result<Vec<String>, String> {
        let (mut files, mut folders) = (Vec::new(), vec![String::new()]);
        while let Some(path) = folders.pop() {
            let named = |code: ErrorCode| format!("{path}: {}", reason(&code));
            let below = if path.is_empty() { "." } else { &path };
            let folder = folder(&self.0, below, DescriptorFlags::READ).await.map_err(named)?;
            let (entries, read) = folder.read_directory();
            let entries = entries.collect().await;
            read.await.map_err(named)?;
            for entry in entries {
                let path = if path.is_empty() { entry.name } else { format!("{path}/{}", entry.name) };
                match entry.type_ {
                    DescriptorType::RegularFile => files.push(path),
                    DescriptorType::Directory => folders.push(path),
                    _ => log.line(&format!("left out: {path} is not a file")).await,
                }
            }
        }
        files.sort_unstable();
        Ok(files)
    }

    /// Opens a file to be read.
    pub async fn file(&self, path: &str) -> Result<Descriptor, ErrorCode> {
        self.0.open_at(PathFlags::empty(), path.into(), OpenFlags::empty(), DescriptorFlags::READ).await
    }

    /// Makes a file to be written, or empties it.
    pub async fn create(&self, path: &str) -> Result<Descriptor, ErrorCode> {
        let how = OpenFlags::CREATE | OpenFlags::TRUNCATE;
        self.0.open_at(PathFlags::empty(), path.into(), how, DescriptorFlags::WRITE | DescriptorFlags::READ).await
    }

    /// Gives a file its name, and makes the folders in which it is to be.
    pub async fn rename(&self, old: &str, new: &str) -> Result<(), ErrorCode> {
        for (end, _) in new.match_indices('/') {
            make(&self.0, new.get(..end).unwrap_or_default()).await?;
        }
        self.0.rename_at(old.into(), &self.0, new.into()).await
    }

    /// Removes a file.
    pub async fn remove(&self, path: &str) -> Result<(), ErrorCode> {
        self.0.unlink_file_at(path.into()).await
    }
}

/// The folder of the host in which a path is, and the path in it.
pub fn root(path: &str) -> Result<(Descriptor, String), String> {
    let rest = |name: &str| match path.strip_prefix(name) {
        Some("") => Some("."),
        Some(rest) if name.ends_with('/') => Some(rest),
        Some(rest) if rest.starts_with('/') => rest.get(1..),
        _ => (name == "." && !path.starts_with('/')).then_some(path),
    };
    let folders = preopens::get_directories().into_iter();
    let fitting = folders.filter_map(|(root, name)| rest(&name).map(|rest| (root, rest)));
    let (root, rest) = fitting.min_by_key(|(_, rest)| rest.len()).ok_or(format!("{path}: in no folder of the host"))?;
    Ok((root, rest.to_owned()))
}

/// What an error is called.
pub fn reason(code: &ErrorCode) -> String {
    format!("{code:?}").trim_start_matches("ErrorCode::").to_owned()
}

async fn folder(root: &Descriptor, path: &str, flags: DescriptorFlags) -> Result<Descriptor, ErrorCode> {
    root.open_at(PathFlags::empty(), path.into(), OpenFlags::DIRECTORY, flags).await
}

/// Makes a folder where there is none.
async fn make(root: &Descriptor, path: &str) -> Result<(), ErrorCode> {
    match root.create_directory_at(path.into()).await {
        Err(ErrorCode::Exist) => Ok(()),
        made => made,
    }
}
