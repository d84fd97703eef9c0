//! Unpacked packages, under the hash of their archives.
//!
//! A package is unpacked beside its place and moved there when it is whole, so what is there is whole. It is never changed: two
//! archives with the same hash are the same.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use super::archive::{self, ArchiveError};
use super::integrity::{self, Hash};
use super::{NpmError, NpmLimits};

/// The directory of all packages.
pub struct Cache {
    root: Arc<Path>,
    limits: NpmLimits,
}

impl Cache {
    /// Uses the directory `root`, and makes it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(root: PathBuf, limits: NpmLimits) -> Result<Self, NpmError> {
        std::fs::create_dir_all(&root).map_err(|source| NpmError::Internal { what: root.display().to_string(), source })?;
        Ok(Self { root: root.into(), limits })
    }

    fn place(&self, hash: &Hash) -> PathBuf {
        // Half of the hash is as unique as the whole, and names of 128 characters help nobody.
        let name: String = hash.iter().take(32).map(|byte| format!("{byte:02x}")).collect();
        self.root.join(name)
    }

    /// The directory of the package whose archive has the hash.
    pub async fn find(&self, hash: &Hash) -> Option<PathBuf> {
        let place = self.place(hash);
        tokio::fs::try_exists(&place).await.unwrap_or(false).then_some(place)
    }

    /// Unpacks an archive that must have the hash.
    ///
    /// # Errors
    /// It has another hash, cannot be used, or the disk fails.
    pub async fn add(&self, id: &str, hash: Hash, archive: Bytes) -> Result<PathBuf, NpmError> {
        let (place, root, limits, id) = (self.place(&hash), Arc::clone(&self.root), self.limits, id.to_owned());
        let internal = |source| NpmError::Internal { what: id.clone(), source };
        let unpacked = {
            let (id, place) = (id.clone(), place.clone());
            tokio::task::spawn_blocking(move || unpack(&id, &hash, &archive, &root, &place, &limits))
        };
        unpacked.await.map_err(|error| internal(std::io::Error::other(error)))??;
        Ok(place)
    }
}

fn unpack(id: &str, hash: &Hash, bytes: &[u8], root: &Path, place: &Path, limits: &NpmLimits) -> Result<(), NpmError> {
    if integrity::hash(bytes) != *hash {
        return Err(NpmError::Integrity { package: id.to_owned(), promised_by: "the registry" });
    }
    let internal = |source| NpmError::Internal { what: id.to_owned(), source };
    let beside = tempfile::Builder::new().prefix(".unpacking-").tempdir_in(root).map_err(internal)?;
    archive::unpack(bytes, beside.path(), limits).map_err(|error| match error {
        ArchiveError::Unusable(reason) => NpmError::Archive { package: id.to_owned(), reason },
        ArchiveError::Native(reason) => NpmError::Native { package: id.to_owned(), reason },
        ArchiveError::Disk(source) => internal(source),
    })?;
    match std::fs::rename(beside.path(), place) {
        // Somebody else was faster: theirs is the same.
        Err(_) if place.exists() => Ok(()),
        Err(error) => Err(internal(error)),
        Ok(()) => {
            // It is not there any more to be cleaned up.
            let _ = beside.keep();
            Ok(())
        }
    }
}
