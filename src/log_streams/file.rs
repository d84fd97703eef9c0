//! The operator's file: a portion is appended and on the disk before it leaves the queue.

use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file.
pub(super) struct LogFile {
    pub path: PathBuf,
}

impl LogFile {
    /// Appends one line an event.
    ///
    /// # Errors
    /// A sentence without the path, which is the operator's.
    pub async fn append(&self, events: &[String]) -> Result<(), String> {
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

fn write(path: &Path, text: &[u8]) -> std::io::Result<()> {
    // The log tells of people: the owner alone reads it, unless the operator says otherwise by making the file.
    let mut file = std::fs::OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    // A write that the end of the process cut short is ended, so that what comes next is a line of its own.
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    file.write_all(text)?;
    file.sync_data()
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
}
