//! Images of scripts as mapped files: what a call reads comes from the page cache, which the kernel takes back when it needs room.
//!
//! A mapped file can change after it was checked, so whoever can write to it can run code in this process. It is mapped only
//! where that is this user alone, who owns the process as well: a file of their own, closed to everybody else, with one name, on a
//! file system of this machine. Everywhere else it is read into memory like the code of a component.

use std::fs::File;
use std::io::Read;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use super::{Artefacts, TRAILER};

/// Bytes that are checked at once.
const CHUNK: usize = 64 << 10;

/// File systems whose files only this machine writes: ext2 to 4, xfs, btrfs, f2fs, zfs, tmpfs, overlays of these. Those of a
/// network, of a virtual machine's host or of a user's program are not here.
const LOCAL: [i64; 7] = [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010, 0x2FC1_2FC1, 0x0102_1994, 0x794C_7630];

/// A checked file, open.
pub struct Mapped(File);

impl Mapped {
    /// Its name for as long as it is open, whatever becomes of the one in the directory.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", self.0.as_raw_fd()))
    }
}

impl Artefacts {
    /// The file with the code for a component, checked and safe to map; none where [`Artefacts::read`] has to do.
    pub fn mapped(&self, sha256: &str) -> Option<Mapped> {
        let mut file = File::open(self.path(sha256)?).ok()?;
        let size = is_ours_alone(&file)?;
        let mut left = size.checked_sub(TRAILER)?;
        let mut context = self.context(sha256);
        let mut chunk = vec![0; CHUNK];
        while left > 0 {
            let part = chunk.get_mut(..left.min(CHUNK))?;
            file.read_exact(part).ok()?;
            context.update(part);
            left -= part.len();
        }
        let mut trailer = [0; TRAILER];
        file.read_exact(&mut trailer).ok()?;
        let mapped = Mapped(file);
        // Where nothing is mounted at /proc there is nothing to map by.
        (self.is_ours(sha256, context, &trailer) && mapped.path().exists()).then_some(mapped)
    }
}

/// The size of a file that nobody but this user can write.
fn is_ours_alone(file: &File) -> Option<usize> {
    let about = file.metadata().ok()?;
    let kind = rustix::fs::fstatfs(file).ok()?.f_type;
    let user = rustix::process::geteuid().as_raw();
    let alone = about.is_file() && about.uid() == user && about.mode() & 0o077 == 0 && about.nlink() == 1;
    (alone && LOCAL.contains(&kind)).then(|| usize::try_from(about.size()).ok())?
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn code_is_mapped_from_what_this_server_wrote_and_from_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let artefacts = Artefacts::open(dir.path(), &[1; 32], "0000000000000001".to_owned()).unwrap();
        let code: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
        artefacts.write(HASH, &code).unwrap();
        let path = artefacts.path(HASH).unwrap();
        let mapped = artefacts.mapped(HASH).unwrap();
        let whole = std::fs::read(mapped.path()).unwrap();
        assert_eq!(whole[..code.len()], code);
        for at in [0, 65_536, 199_999, 200_000, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(artefacts.mapped(HASH).is_none(), "{at}");
        }
        for length in [0, TRAILER - 1, TRAILER, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(artefacts.mapped(HASH).is_none(), "{length}");
        }
    }

    #[test]
    fn a_file_that_others_can_write_is_read_and_not_mapped() {
        let dir = tempfile::tempdir().unwrap();
        let artefacts = Artefacts::open(dir.path(), &[1; 32], "0000000000000001".to_owned()).unwrap();
        artefacts.write(HASH, b"code").unwrap();
        let path = artefacts.path(HASH).unwrap();
        assert!(artefacts.mapped(HASH).is_some());
        let second = dir.path().join("another-name");
        std::fs::hard_link(&path, &second).unwrap();
        assert!(artefacts.mapped(HASH).is_none());
        std::fs::remove_file(second).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660)).unwrap();
        assert!(artefacts.mapped(HASH).is_none());
        assert_eq!(artefacts.read(HASH).unwrap(), b"code");
    }
}
