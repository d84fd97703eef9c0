//! The operator's file: a portion is appended and on the disk before it leaves the queue.
//!
//! What stands under its name must be a file in its directory: a link would let whoever can write there send the log, or append it,
//! to a place of their own choice, and a pipe would hold a thread until somebody reads it.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

/// The file.
pub(super) struct LogFile {
    pub path: PathBuf,
}

impl LogFile {
    /// Appends one line an event.
    ///
    /// # Errors
    /// A sentence without the path, which is the operator's.
    pub async fn append(&self, events: &[String]) -> std::result::Result<(), String> {
        let (path, text) = (self.path.clone(), lines(events));
        let written = tokio::task::spawn_blocking(move || write(&path, text.as_bytes())).await;
        written.map_err(|_| "writing the file panicked".to_owned())?.map_err(|error| format!("the file cannot be written: {error}"))
    }
}

/// One event a line; JSON has no line break of its own.
pub(super) fn lines(events: &[String]) -> String {
    let mut out = String::new();
    for event in events {
        out.push_str(event);
        out.push('\n');
    }
    out
}

fn write(path: &Path, text: &[u8]) -> Result<()> {
    let mut file = open(path)?;
    let before = file.seek(SeekFrom::End(0))?;
    let written = end_line(&mut file, before).and_then(|()| file.write_all(text)).and_then(|()| file.sync_data());
    if written.is_err() {
        // The portion comes again, whole; on a disk that is full, each try would leave another piece of it.
        let _ = file.set_len(before);
    }
    written
}

/// Opens the file, or makes it. The log tells of people: the owner alone reads it, unless the operator says otherwise by making it.
fn open(path: &Path) -> Result<File> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let mut options = OpenOptions::new();
    options.read(true).append(true).mode(0o600).custom_flags(flags);
    let file = match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let file = options.create_new(true).open(path)?;
            // So that the name is on the disk as the events are.
            path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())?;
            file
        }
        other => other?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(Error::other("what has its name is no file")) }
}

/// Ends a line that the end of the process cut short, so that what comes next is a line of its own.
fn end_line(file: &mut File, length: u64) -> Result<()> {
    if length == 0 {
        return Ok(());
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    if last == *b"\n" { Ok(()) } else { file.write_all(b"\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_that_was_cut_short_is_ended() {
        let directory = tempfile::tempdir().unwrap();
        let file = LogFile { path: directory.path().join("main.jsonl") };
        std::fs::write(&file.path, "{\"cut").unwrap();
        file.append(&["{}".to_owned(), "[]".to_owned()]).await.unwrap();
        file.append(&["1".to_owned()]).await.unwrap();
        assert_eq!(std::fs::read_to_string(&file.path).unwrap(), "{\"cut\n{}\n[]\n1\n");
    }
    #[tokio::test]
    async fn what_is_no_file_of_the_directory_is_not_written_to() {
        let directory = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::NamedTempFile::new().unwrap();
        let file = LogFile { path: directory.path().join("main.jsonl") };
        std::os::unix::fs::symlink(elsewhere.path(), &file.path).unwrap();
        file.append(&["1".to_owned()]).await.unwrap_err();
        assert_eq!(std::fs::read_to_string(elsewhere.path()).unwrap(), "");
        std::fs::remove_file(&file.path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&file.path).status().unwrap().success());
        file.append(&["1".to_owned()]).await.unwrap_err();
        std::fs::remove_file(&file.path).unwrap();
        file.append(&["1".to_owned()]).await.unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file.path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}
