//! What stands between sled's flush and a power cut: `fdatasync`.
//!
//! sled 0.34 acknowledges a flush on Linux after `sync_file_range`. That moves pages to the device but neither empties the
//! device's own cache nor writes the file's new length, so it survives a killed process and not a power cut. The files that
//! sled writes are `db` (its log, which is also its data), `conf` and `snap.*` (written at opening only) and `blobs/*`
//! (values larger than a quarter of a segment, which this backend never gives it; see [`super::large`]). So after opening
//! everything is synced once with its directories, and from then on `db` alone.
//!
//! A trait, so that a test can stand in the way, count, and fail.

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes durable what sled has flushed. Called by the writer thread only, once for each group, before any answer of it.
pub trait DataSync: Send {
    /// Returns when all that was written to the data files before is on the medium. An error is final: after a failed
    /// sync the kernel may have dropped the very pages that failed, so a second call that succeeds proves nothing.
    fn sync(&mut self) -> io::Result<()>;
}

/// The data files of one store.
#[derive(Debug)]
pub struct DataFiles {
    db: File,
}

impl DataFiles {
    /// Syncs everything below `dir` once, its directory entries too, and keeps `db` open. Kept open because Linux reports a
    /// failed write-back to descriptors that were open when it failed.
    pub fn open(dir: &Path) -> io::Result<Self> {
        sync_tree(dir)?;
        Ok(Self { db: File::options().read(true).write(true).open(dir.join("db"))? })
    }
}

impl DataSync for DataFiles {
    fn sync(&mut self) -> io::Result<()> {
        self.db.sync_data()
    }
}

/// Makes the entries of a directory durable: files created, renamed and removed in it.
pub fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

fn sync_tree(dir: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_dir(dir)
}
