//! A directory of archives instead of a registry: whatever `npm pack` or a mirror wrote there, in any order and depth.
//!
//! What is known of a package is what its archives say themselves. Their names mean nothing, so each is read once, and again
//! when it has changed.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use nodejs_semver::Version;

use super::manifest::{Dist, Manifest, Packument};
use super::{NpmError, NpmLimits, archive, integrity};

/// Directories inside each other.
const MAX_DEPTH: usize = 4;
/// Archives in the directory: they are all read.
const MAX_ARCHIVES: usize = 5000;

/// A directory of archives.
pub struct Directory(Arc<Inner>);

struct Inner {
    path: PathBuf,
    limits: NpmLimits,
    read: Mutex<HashMap<PathBuf, Read>>,
}

/// An archive that was read; without a manifest if it cannot be used.
#[derive(Clone)]
struct Read {
    size: u64,
    changed: Option<SystemTime>,
    manifest: Option<Manifest>,
}

impl Directory {
    /// The directory `path`.
    pub fn new(path: PathBuf, limits: NpmLimits) -> Self {
        Self(Arc::new(Inner { path, limits, read: Mutex::default() }))
    }

    /// What the archives say about a package.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub async fn packument(&self, name: &str) -> Result<Option<Packument>, NpmError> {
        let (inner, wanted) = (Arc::clone(&self.0), name.to_owned());
        let found = tokio::task::spawn_blocking(move || inner.packument(&wanted)).await;
        let unusable = |reason: String| NpmError::Unavailable { what: name.to_owned(), reason };
        found.map_err(|error| unusable(error.to_string()))?.map_err(|error| unusable(error.to_string()))
    }

    /// The archive at `path` in the directory.
    ///
    /// # Errors
    /// It is not there, or too large.
    pub async fn tarball(&self, id: &str, path: &str) -> Result<Bytes, NpmError> {
        let unusable = |reason: String| NpmError::Unavailable { what: format!("the archive of {id}"), reason };
        // A lock is data: it may not name files outside.
        if Path::new(path).components().any(|part| !matches!(part, std::path::Component::Normal(_))) {
            return Err(unusable(format!("'{path}' is not a path in the directory")));
        }
        let file = self.0.path.join(path);
        let size = tokio::fs::metadata(&file).await.map_err(|error| unusable(error.to_string()))?.len();
        if size > self.0.limits.tarball as u64 {
            return Err(unusable(format!("it is larger than {} bytes", self.0.limits.tarball)));
        }
        Ok(tokio::fs::read(&file).await.map_err(|error| unusable(error.to_string()))?.into())
    }
}

impl Inner {
    fn packument(&self, name: &str) -> std::io::Result<Option<Packument>> {
        let mut archives = Vec::new();
        list(&self.path, 0, &mut archives)?;
        let mut packument = Packument::default();
        for file in archives {
            let Some(mut manifest) = self.read(&file)?.filter(|manifest| manifest.name == name) else { continue };
            let tarball = file.strip_prefix(&self.path).unwrap_or(&file).display().to_string();
            manifest.dist = Dist { tarball, integrity: integrity::of(&fs::read(&file)?) };
            packument.versions.insert(manifest.version.clone(), manifest);
        }
        let versions = || packument.versions.keys().filter_map(|version| Version::parse(version).ok());
        // What a registry's publisher would have tagged, most likely.
        let latest = versions().filter(|version| !version.is_prerelease()).max().or_else(|| versions().max());
        packument.tags.extend(latest.map(|latest| ("latest".to_owned(), latest.to_string())));
        Ok((!packument.versions.is_empty()).then_some(packument))
    }

    fn read(&self, file: &Path) -> std::io::Result<Option<Manifest>> {
        let metadata = fs::metadata(file)?;
        let (size, changed) = (metadata.len(), metadata.modified().ok());
        let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(file).cloned();
        if let Some(known) = known.filter(|known| known.size == size && known.changed == changed) {
            return Ok(known.manifest);
        }
        let manifest = if size > self.limits.tarball as u64 { None } else { archive::manifest(&fs::read(file)?, &self.limits).ok() };
        if manifest.is_none() {
            tracing::warn!(file = %file.display(), "an archive of the npm directory cannot be used");
        }
        let read = Read { size, changed, manifest: manifest.clone() };
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned(), read);
        Ok(manifest)
    }
}

/// The archives below a directory, in the order of their names.
fn list(directory: &Path, depth: usize, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(directory)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() && depth < MAX_DEPTH {
            list(&path, depth + 1, into)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "tgz") && into.len() < MAX_ARCHIVES {
            into.push(path);
        }
    }
    Ok(())
}
