//! The directory of compiled code.
//!
//! Compiled code is machine code, and loading it means trusting it as one trusts the server's own binary. So a file counts only
//! with a tag that this server made: an HMAC over the code, the component's hash and the engine's compatibility, under a key
//! that lies elsewhere. Permissions alone would not do: the directory may be restored from a backup, or lie on a shared volume.
//! A component's file is read once, checked and used from memory, so that it cannot change between the check and its use. A
//! thousand images of scripts would fill the memory that way, so theirs are mapped (`artefacts/mapped.rs`) where nobody but this
//! user can reach them. Whatever does not fit is as if it were not there, and is compiled again.

mod mapped;

use std::io::{Seek, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::hmac;

pub use self::mapped::Mapped;
use super::options::StartError;

/// Code comes first in a file, because mapped code has to lie at the beginning of a page; then this and the tag.
const MAGIC: &[u8; 8] = b"ANTEROOM";
const TAG: usize = 32;
const TRAILER: usize = MAGIC.len() + TAG;
/// Bytes that are looked at for zeros at once: what file systems can leave out.
const PAGE: usize = 4096;

/// The directory, and the key of its files.
pub struct Artefacts {
    dir: PathBuf,
    key: hmac::Key,
    compatibility: String,
}

impl Artefacts {
    /// Opens the directory; makes it, for this user alone, if it is not there.
    ///
    /// # Errors
    /// It cannot be made or read, or everybody may write there.
    pub fn open(dir: &Path, key: &[u8; 32], compatibility: String) -> Result<Self, StartError> {
        let fault = |reason: String| StartError::CacheDir { path: dir.to_owned(), reason };
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|error| fault(error.to_string()))?;
        // Absolute, because the child process that writes here starts elsewhere.
        let dir = dir.canonicalize().map_err(|error| fault(error.to_string()))?;
        let mode = dir.metadata().map_err(|error| fault(error.to_string()))?.permissions().mode();
        if mode & 0o002 != 0 {
            return Err(fault("everybody may write there; run chmod 700 on it".to_owned()));
        }
        Ok(Self { dir, key: hmac::Key::new(hmac::HMAC_SHA256, key), compatibility })
    }

    /// The engine's compatibility, as in the names of the files.
    pub fn compatibility(&self) -> &str {
        &self.compatibility
    }

    /// The code for a component, if this server wrote it for this engine.
    pub fn read(&self, sha256: &str) -> Option<Vec<u8>> {
        let mut file = std::fs::read(self.path(sha256)?).ok()?;
        let (code, trailer) = file.split_at_checked(file.len().checked_sub(TRAILER)?)?;
        let mut context = self.context(sha256);
        context.update(code);
        let length = code.len();
        self.is_ours(sha256, context, trailer).then(|| file.truncate(length))?;
        Some(file)
    }

    /// Keeps the code for a component. Readers see the whole file or none.
    ///
    /// # Errors
    /// The file system's.
    pub fn write(&self, sha256: &str, code: &[u8]) -> std::io::Result<()> {
        let path = self.path(sha256).ok_or(std::io::ErrorKind::InvalidInput)?;
        // A temporary file has the mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(&self.dir)?;
        let mut context = self.context(sha256);
        context.update(code);
        write_sparsely(file.as_file_mut(), code)?;
        file.write_all(MAGIC)?;
        file.write_all(context.sign().as_ref())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        std::fs::File::open(&self.dir)?.sync_all()
    }

    /// Removes the code for a component, if it is there.
    pub fn remove(&self, sha256: &str) {
        if let Some(path) = self.path(sha256) {
            let _ = std::fs::remove_file(path);
        }
    }

    /// A new empty file in the directory, removed when the value is dropped.
    ///
    /// # Errors
    /// The file system's.
    pub fn scratch(&self) -> std::io::Result<tempfile::TempPath> {
        Ok(tempfile::NamedTempFile::new_in(&self.dir)?.into_temp_path())
    }

    fn path(&self, sha256: &str) -> Option<PathBuf> {
        // The hash becomes a part of a path.
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        is_hash.then(|| self.dir.join(format!("{sha256}-{}.cwasm", self.compatibility)))
    }

    /// The tag's computation, up to the code.
    fn context(&self, sha256: &str) -> hmac::Context {
        // Both texts have a fixed length, so no two inputs run together.
        let mut context = hmac::Context::with_key(&self.key);
        context.update(self.compatibility.as_bytes());
        context.update(sha256.as_bytes());
        context
    }

    /// Whether what stands behind the code is what this server wrote there.
    fn is_ours(&self, sha256: &str, context: hmac::Context, trailer: &[u8]) -> bool {
        use subtle::ConstantTimeEq;
        let tag = trailer.strip_prefix(MAGIC);
        let ours = tag.is_some_and(|tag| context.sign().as_ref().ct_eq(tag).into());
        if !ours {
            tracing::warn!(sha256, "compiled code was not written by this server, or is damaged; compiling it again");
        }
        ours
    }
}

/// Writes `bytes` with holes where pages are zero: images of scripts are half empty.
fn write_sparsely(file: &mut std::fs::File, bytes: &[u8]) -> std::io::Result<()> {
    for page in bytes.chunks(PAGE) {
        if page.iter().all(|byte| *byte == 0) {
            file.seek(std::io::SeekFrom::Current(i64::try_from(page.len()).unwrap_or(0)))?;
        } else {
            file.write_all(page)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn open(dir: &Path, key: u8, compatibility: &str) -> Artefacts {
        Artefacts::open(dir, &[key; 32], compatibility.to_owned()).unwrap()
    }

    #[test]
    fn code_is_read_back_only_with_the_same_key_engine_and_hash() {
        let dir = tempfile::tempdir().unwrap();
        let artefacts = open(dir.path(), 1, "0000000000000001");
        artefacts.write(HASH, b"code").unwrap();
        assert_eq!(artefacts.read(HASH).unwrap(), b"code");
        artefacts.remove(HASH);
        assert_eq!(artefacts.read(HASH), None);
        artefacts.write(HASH, b"code").unwrap();
        assert_eq!(open(dir.path(), 2, "0000000000000001").read(HASH), None);
        assert_eq!(open(dir.path(), 1, "0000000000000002").read(HASH), None);
        let other = HASH.replace('0', "a");
        std::fs::rename(artefacts.path(HASH).unwrap(), artefacts.path(&other).unwrap()).unwrap();
        assert_eq!(artefacts.read(&other), None);
    }

    #[test]
    fn a_cut_or_changed_file_is_as_if_it_were_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let artefacts = open(dir.path(), 1, "0000000000000001");
        artefacts.write(HASH, b"code").unwrap();
        let path = artefacts.path(HASH).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(artefacts.read(HASH), None);
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert_eq!(artefacts.read(HASH), None);
        }
    }

    #[test]
    fn files_are_for_the_server_alone_and_hashes_are_no_paths() {
        let dir = tempfile::tempdir().unwrap();
        let artefacts = open(dir.path(), 1, "0000000000000001");
        artefacts.write(HASH, b"code").unwrap();
        let mode = artefacts.path(HASH).unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        for hash in ["", "../../etc/passwd", &HASH[1..], &HASH.to_uppercase()] {
            assert!(artefacts.path(hash).is_none(), "{hash}");
        }
    }

    #[test]
    fn a_directory_that_everybody_may_write_to_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        assert!(matches!(Artefacts::open(dir.path(), &[0; 32], String::new()), Err(StartError::CacheDir { .. })));
    }
}
