//! The scripts of a folder, and which of them need a new test.
//!
//! A script is known by the contents of all that its test depends on: the text, its events, its `package.json`. They are small, and
//! contents need no trust in clocks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use crate::cli::actions::event;
use crate::cli::actions::file::language;

/// Folders that are looked through: a mistyped `/` should end with a sentence.
const MAX_FOLDERS: usize = 1000;

/// What became of a script.
pub enum Change {
    /// It is new, or something of it is.
    New(PathBuf),
    /// It is not there any more.
    Gone(PathBuf),
}

/// The scripts as they were when they were last looked at.
pub struct Files {
    root: PathBuf,
    known: BTreeMap<PathBuf, [u8; 32]>,
}

impl Files {
    /// Knows nothing yet.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), known: BTreeMap::new() }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.known.len()
    }

    /// Looks again: what changed since the last time, in the order of the names. `enter` is called with each folder before it is read.
    ///
    /// # Errors
    /// The folder is gone, or holds too many; or what `enter` says.
    pub fn look(&mut self, mut enter: impl FnMut(&Path) -> anyhow::Result<()>) -> anyhow::Result<Vec<Change>> {
        let mut now = BTreeMap::new();
        let mut folders = vec![self.root.clone()];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            seen += 1;
            if seen > MAX_FOLDERS {
                bail!("{} has more than {MAX_FOLDERS} folders in it: name the one with the Actions", self.root.display());
            }
            enter(&folder)?;
            let entries = match std::fs::read_dir(&folder) {
                // It went while this was looking.
                Err(_) if folder != self.root => continue,
                read => read.with_context(|| format!("cannot read {}", folder.display()))?,
            };
            for entry in entries.flatten() {
                let path = entry.path();
                let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
                // A link to a folder is not followed: it may lead around in a circle.
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    if is_looked_through(&path) {
                        folders.push(path);
                    }
                } else if is_action(&path)
                    && path.is_file()
                    && let Some(contents) = contents(&path)
                {
                    now.insert(path, contents);
                }
            }
        }
        let gone = self.known.keys().filter(|path| !now.contains_key(*path)).cloned().map(Change::Gone);
        let new = now.iter().filter(|(path, contents)| self.known.get(*path) != Some(contents)).map(|(path, _)| Change::New(path.clone()));
        let changes = gone.chain(new).collect();
        self.known = now;
        Ok(changes)
    }
}

fn is_looked_through(folder: &Path) -> bool {
    folder.file_name().and_then(|name| name.to_str()).is_some_and(|name| !name.starts_with('.') && name != "node_modules")
}

/// Whether a file is an Action by its name.
fn is_action(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let other = [".d", ".test", ".spec", ".config"];
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    language(path).is_some() && !name.starts_with('.') && !other.iter().any(|ending| stem.ends_with(ending))
}

/// A hash of all that a test of the script depends on; none where there is no such file any more.
fn contents(path: &Path) -> Option<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        // With its length, so that no two parts run together.
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    };
    add(&std::fs::read(path).ok()?);
    for beside in event::beside(path).into_iter().chain([path.with_file_name("package.json")]) {
        match std::fs::read(beside) {
            Ok(bytes) => add(&bytes),
            Err(_) => add(&[]),
        }
    }
    Some(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_actions_unless_their_names_say_otherwise() {
        for name in ["a.js", "a.ts", "restrict.registration.js", "test.js"] {
            assert!(is_action(Path::new(name)), "{name}");
        }
        for name in ["a.d.ts", "a.test.js", "a.spec.ts", "eslint.config.js", "a.json", "a", ".a.js", "a.js~", "a.js.swp"] {
            assert!(!is_action(Path::new(name)), "{name}");
        }
    }
}
