//! Values too large for sled's pages lie in files of their own, beside it.
//!
//! sled writes a page above a quarter of a segment to a `blobs/` file that it never syncs, and when a power cut leaves such
//! a file missing it skips that one page on recovery: a batch would then be there in part. So no page is ever allowed to grow
//! that large. A value above [`INLINE_MAX`] is written to a file and synced before the batch that names it is queued; the
//! batch holds the name and a note, in one atomic write. A file without a note is what a crash left behind, and is removed
//! at the next opening. It also keeps a component of 32 MiB out of sled's cache and out of the writer's way.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use super::durable::sync_dir;

/// The largest value inside a page. A leaf has at most 17 entries before it splits and 20 after a merge, so
/// 20 × (32 KiB + the longest key) stays below the 1 MiB that a page of [`super::SEGMENT`] may have.
pub const INLINE_MAX: usize = 32 << 10;

/// The directory of large values.
#[derive(Debug)]
pub struct LargeValues {
    dir: PathBuf,
    /// Differs in every opening, so that a name is never used twice.
    epoch: u64,
    next: AtomicU64,
}

/// A file that is removed again unless its batch is written.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    /// Its name, for the record.
    pub name: String,
    kept: bool,
}

impl Draft {
    /// The batch that names it may be on disk: it stays.
    pub fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // A writer that panicked may have written the batch: what is left over is removed at the next opening.
        if !self.kept && !std::thread::panicking() {
            // What cannot be removed now is removed at the next opening.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl LargeValues {
    /// The values below `dir`. Removes the files of which `known` says that no record names them.
    pub fn open(dir: PathBuf, epoch: u64, known: impl Fn(&str) -> io::Result<bool>) -> io::Result<Self> {
        fs::create_dir_all(&dir)?;
        for entry in fs::read_dir(&dir)? {
            let entry = entry?;
            let named = match entry.file_name().to_str() {
                Some(name) => known(name)?,
                None => false,
            };
            if !named {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self { dir, epoch, next: AtomicU64::new(0) })
    }

    /// Writes `value` to a new file and makes it durable. Blocks.
    pub fn write(&self, value: &[u8]) -> io::Result<Draft> {
        let name = format!("{:016x}-{:016x}", self.epoch, self.next.fetch_add(1, Ordering::Relaxed));
        let draft = Draft { path: self.path(&name), name, kept: false };
        let mut file = File::create_new(&draft.path)?;
        file.write_all(value)?;
        file.sync_all()?;
        sync_dir(&self.dir)?;
        Ok(draft)
    }

    /// Reads a value; `None` means that its record was replaced meanwhile. Blocks.
    pub fn read(&self, name: &str) -> io::Result<Option<Bytes>> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(Bytes::from(bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes the file of a record that was replaced or deleted, durably.
    pub fn remove(&self, name: &str) {
        // What cannot be removed now has no note any more, and is removed at the next opening.
        let _ = fs::remove_file(self.path(name));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(Path::new(name).file_name().unwrap_or_default())
    }
}
