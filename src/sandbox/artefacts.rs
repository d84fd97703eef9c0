//! The directory of compiled code.
//!
//! Compiled code is machine code, and loading it means trusting it as one trusts the server's own binary. So a file counts only
//! with a tag that this server made: an HMAC over the code, the component's hash and the engine's compatibility, under a key
//! that lies elsewhere. Permissions alone would not do: the directory may be restored from a backup, or lie on a shared volume.
//! The file is read once, checked and used from memory, so that it cannot change between the check and its use. Whatever does
//! not fit is as if it were not there, and is compiled again.

use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::hmac;

use super::options::StartError;

const MAGIC: &[u8; 8] = b"ANTEROOM";
const TAG: usize = 32;

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
        let header = MAGIC.len() + TAG;
        let (magic, rest) = file.split_at_checked(MAGIC.len())?;
        let (tag, code) = rest.split_at_checked(TAG)?;
        if magic != MAGIC || !self.is_tag(sha256, code, tag) {
            tracing::warn!(sha256, "the compiled code of a component was not written by this server, or is damaged; compiling it again");
            return None;
        }
        file.drain(..header);
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
        file.write_all(MAGIC)?;
        file.write_all(self.tag(sha256, code).as_ref())?;
        file.write_all(code)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        std::fs::File::open(&self.dir)?.sync_all()
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

    fn context(&self, sha256: &str, code: &[u8]) -> hmac::Context {
        // Both texts have a fixed length, so no two inputs run together.
        let mut context = hmac::Context::with_key(&self.key);
        context.update(self.compatibility.as_bytes());
        context.update(sha256.as_bytes());
        context.update(code);
        context
    }

    fn tag(&self, sha256: &str, code: &[u8]) -> hmac::Tag {
        self.context(sha256, code).sign()
    }

    fn is_tag(&self, sha256: &str, code: &[u8], tag: &[u8]) -> bool {
        use subtle::ConstantTimeEq;
        self.tag(sha256, code).as_ref().ct_eq(tag).into()
    }
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
