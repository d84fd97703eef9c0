//! Where the commands keep what would take seconds to make again: the compiled engine, compiled components, unpacked packages.
//!
//! Compiled code is machine code, so the directory is its user's alone and its files are signed, as the server's are. The key lies
//! beside them: whoever can write here as this user can replace the binary as well. A key that is somebody else's, or that others can
//! read, is refused: what it signed may be theirs.

use std::fs::{DirBuilder, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use zeroize::Zeroizing;

use crate::random::Random;

/// The directory, made if it is not there: `given`, else the user's cache.
///
/// # Errors
/// The user has no home, or it cannot be made.
pub fn directory(given: Option<&Path>, env: impl Fn(&str) -> Option<String>) -> anyhow::Result<PathBuf> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = || set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    let dir = match given {
        Some(dir) => dir.to_owned(),
        None => cache()
            .context("there is no home directory to keep compiled code in: name a directory with --cache-dir")?
            .join("anteroom/actions"),
    };
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&dir);
    made.with_context(|| format!("cannot make the cache directory {}; name another with --cache-dir", dir.display()))?;
    Ok(dir)
}

/// The key of the directory, made if it is not there.
///
/// # Errors
/// It cannot be written or read, or is not the user's alone.
pub fn key(dir: &Path, random: &dyn Random) -> anyhow::Result<Zeroizing<[u8; 32]>> {
    let path = dir.join("key");
    let mut key = Zeroizing::new([0; 32]);
    if !path.exists() {
        random.fill(key.as_mut());
        let make = || -> std::io::Result<()> {
            // A temporary file has the mode 0600, and appears under its name whole; of two processes the first one's stays.
            let mut file = tempfile::NamedTempFile::new_in(dir)?;
            file.write_all(key.as_ref())?;
            match file.persist_noclobber(&path) {
                Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.error),
                _ => Ok(()),
            }
        };
        make().with_context(|| format!("cannot write to the cache directory {}; name another with --cache-dir", dir.display()))?;
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let mut read = || -> std::io::Result<bool> {
        let mut file = File::open(&path)?;
        let about = file.metadata()?;
        file.read_to_end(&mut bytes)?;
        Ok(about.uid() == rustix::process::geteuid().as_raw() && about.mode() & 0o077 == 0)
    };
    if !read().with_context(|| format!("cannot read {}", path.display()))? {
        bail!("{} is not yours alone; name a directory of your own with --cache-dir", path.display());
    }
    *key = bytes.as_slice().try_into().with_context(|| format!("{} is damaged: remove it", path.display()))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn the_key_stays_and_a_damaged_one_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let random = SeededRandom::new([1; 32]);
        let first = key(dir.path(), &random).unwrap();
        assert_eq!(*key(dir.path(), &random).unwrap(), *first);
        std::fs::write(dir.path().join("key"), b"short").unwrap();
        assert!(format!("{:#}", key(dir.path(), &random).unwrap_err()).contains("is damaged"));
        std::fs::set_permissions(dir.path().join("key"), std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(key(dir.path(), &random).unwrap_err().to_string().contains("is not yours alone"));
    }

    #[test]
    fn the_users_cache_is_where_the_user_says() {
        let home = tempfile::tempdir().unwrap();
        let at = home.path().to_str().unwrap().to_owned();
        let in_home = directory(None, |name| (name == "HOME").then(|| at.clone())).unwrap();
        assert_eq!(in_home, home.path().join(".cache/anteroom/actions"));
        let xdg = directory(None, |name| (name == "XDG_CACHE_HOME").then(|| at.clone())).unwrap();
        assert_eq!(xdg, home.path().join("anteroom/actions"));
        assert!(directory(None, |_| None).is_err());
    }
}
