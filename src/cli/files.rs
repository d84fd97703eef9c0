//! Files of an export of a tenant. A file outside of the export is never read: it may come from somebody else.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Bytes of one file; programs are at most 100 kB, and a tenant's YAML holds some thousand clients.
const MAX_FILE: u64 = 16 << 20;

/// The text of a file.
///
/// # Errors
/// It cannot be read, is too large, or is no UTF-8.
pub fn read_text(path: &Path) -> anyhow::Result<String> {
    let shown = path.display();
    let size = std::fs::metadata(path).with_context(|| format!("cannot read {shown}"))?.len();
    if size > MAX_FILE {
        bail!("{shown} has {size} bytes, and at most {MAX_FILE} are read");
    }
    std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))
}

/// A text that a file names.
pub struct Beside {
    /// Where it lies, below the export.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// The text that a file of `folder` names: from its own folder or from that of the export.
///
/// # Errors
/// There is none, or it is not inside of the export.
pub fn text_beside(dir: &Path, folder: &str, file: &str) -> anyhow::Result<Beside> {
    let root = dir.canonicalize().with_context(|| format!("cannot read {}", dir.display()))?;
    let found = [dir.join(folder).join(file), dir.join(file)].into_iter().find_map(|path| path.canonicalize().ok());
    match found {
        Some(path) => match path.strip_prefix(&root) {
            Ok(below) => Ok(Beside { path: dir.join(below), text: read_text(&path)? }),
            Err(_) => bail!("{file} is not inside of the export"),
        },
        None => bail!("there is no {file}"),
    }
}

/// What lies in a folder, by name; nothing where there is no folder.
///
/// # Errors
/// It cannot be read.
pub fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let read = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = read.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    Ok(paths)
}
