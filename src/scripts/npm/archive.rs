//! Archives as `npm pack` writes them: gzip around tar, everything below one directory.
//!
//! Anybody can publish one, so nothing in it is taken as it is: no path leaves the directory, nothing but files and directories
//! is made, and what it unpacks to is counted while it does. Only what a script can load is kept: JavaScript and JSON.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use tar::EntryType;

use super::NpmLimits;
use super::manifest::Manifest;

/// Bytes of a path, and its parts.
const MAX_PATH: usize = 512;
const MAX_PARTS: usize = 32;
/// Bytes of a `package.json`: the largest ones list some thousand exports.
const MAX_MANIFEST: u64 = 4 << 20;

/// Why an archive cannot be used.
#[derive(Debug)]
pub enum ArchiveError {
    /// A sentence without its end.
    Unusable(String),
    /// Native code, and how it shows.
    Native(String),
    /// The server's disk.
    Disk(io::Error),
}

/// Unpacks an archive into the directory `into`, which is there and empty.
///
/// # Errors
/// See [`ArchiveError`]. What was unpacked so far stays.
pub fn unpack(archive: &[u8], into: &Path, limits: &NpmLimits) -> Result<(), ArchiveError> {
    let mut files = 0;
    let mut made = BTreeSet::new();
    let mut manifest = None;
    each(archive, limits, |path, entry| {
        files += 1;
        if files > limits.files {
            return Err(ArchiveError::Unusable(format!("it has more than {} files", limits.files)));
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path == Path::new("binding.gyp") || name.ends_with(".node") {
            return Err(ArchiveError::Native(path.display().to_string()));
        }
        if !kept(name) || path.components().any(|part| part.as_os_str() == "node_modules") {
            return Ok(true);
        }
        let target = into.join(path);
        if let Some(parent) = target.parent()
            && made.insert(parent.to_owned())
        {
            fs::create_dir_all(parent).map_err(|error| misplaced(path, error))?;
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(broken)?;
        fs::write(&target, &content).map_err(|error| misplaced(path, error))?;
        if path == Path::new("package.json") {
            manifest = Some(content);
        }
        Ok(true)
    })?;
    let manifest = manifest.ok_or_else(|| ArchiveError::Unusable("it has no package.json".to_owned()))?;
    match parse(&manifest)?.machine() {
        Some(reason) => Err(ArchiveError::Native(reason)),
        None => Ok(()),
    }
}

/// The `package.json` of an archive.
///
/// # Errors
/// See [`ArchiveError`].
pub fn manifest(archive: &[u8], limits: &NpmLimits) -> Result<Manifest, ArchiveError> {
    let mut manifest = None;
    each(archive, limits, |path, entry| {
        if path != Path::new("package.json") {
            return Ok(true);
        }
        let mut content = Vec::new();
        entry.take(MAX_MANIFEST).read_to_end(&mut content).map_err(broken)?;
        manifest = Some(content);
        Ok(false)
    })?;
    parse(&manifest.ok_or_else(|| ArchiveError::Unusable("it has no package.json".to_owned()))?)
}

fn parse(manifest: &[u8]) -> Result<Manifest, ArchiveError> {
    let text = manifest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(manifest);
    serde_json::from_slice(text).map_err(|error| ArchiveError::Unusable(format!("its package.json is not valid ({error})")))
}

/// Whether a script can load a file of that name.
fn kept(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((stem, extension)) => matches!(extension, "js" | "cjs" | "mjs" | "json") && !stem.is_empty(),
        None => true,
    }
}

/// Goes through the files of an archive until `visit` says that it has enough.
fn each(
    archive: &[u8],
    limits: &NpmLimits,
    mut visit: impl FnMut(&Path, &mut dyn Read) -> Result<bool, ArchiveError>,
) -> Result<(), ArchiveError> {
    let counted = Counted { inner: GzDecoder::new(archive), left: limits.unpacked };
    let mut archive = tar::Archive::new(counted);
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path_bytes().into_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {}
            // A comment of whoever made the archive.
            EntryType::Directory | EntryType::XGlobalHeader => continue,
            _ => {
                let shown: String = String::from_utf8_lossy(&path).chars().filter(|c| !c.is_control()).take(100).collect();
                return Err(ArchiveError::Unusable(format!("'{shown}' in it is a link or a device, not a file")));
            }
        }
        let path = inside(&path)?;
        if !visit(&path, &mut entry)? {
            return Ok(());
        }
    }
    Ok(())
}

/// The path below the archive's one directory, whatever that is called.
fn inside(path: &[u8]) -> Result<PathBuf, ArchiveError> {
    let text = String::from_utf8_lossy(path);
    let shown = || text.chars().filter(|c| !c.is_control()).take(100).collect::<String>();
    let outside = || ArchiveError::Unusable(format!("the path '{}' in it leads out of its directory", shown()));
    let odd = || ArchiveError::Unusable(format!("the path '{}' in it is too long or not text", shown()));
    if std::str::from_utf8(path).is_err() || path.len() > MAX_PATH || text.chars().any(char::is_control) {
        return Err(odd());
    }
    if text.starts_with('/') || text.contains('\\') || text.split('/').any(|part| part == "..") {
        return Err(outside());
    }
    let mut parts = text.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.next();
    let parts: Vec<&str> = parts.collect();
    match parts.len() {
        0 => Err(outside()),
        1..=MAX_PARTS => Ok(parts.iter().collect()),
        _ => Err(odd()),
    }
}

fn broken(error: io::Error) -> ArchiveError {
    ArchiveError::Unusable(match error.get_ref().and_then(|inner| inner.downcast_ref::<TooLarge>()) {
        Some(too_large) => too_large.to_string(),
        None => format!("it is broken ({error})"),
    })
}

/// An error of making a file: the archive's own fault where it uses one name for a file and for a directory.
fn misplaced(path: &Path, error: io::Error) -> ArchiveError {
    match error.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory | io::ErrorKind::AlreadyExists | io::ErrorKind::InvalidFilename => {
            ArchiveError::Unusable(format!("'{}' in it is in the way of another file", path.display()))
        }
        _ => ArchiveError::Disk(error),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it unpacks to more than is accepted")]
struct TooLarge;

/// A reader that ends in an error after so many bytes: an archive that goes on is not one that is cut off.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(TooLarge))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_that_lead_out_are_refused_in_every_spelling() {
        for path in ["package/../../etc/x", "../x", "package/..", "/etc/passwd", "//x/y", "package/a\\..\\b", "package", "", ".", "./"] {
            assert!(inside(path.as_bytes()).is_err(), "{path}");
        }
        for (path, expected) in
            [("package/a.js", "a.js"), ("./package//lib/./b.js", "lib/b.js"), ("node/index.js", "index.js"), ("x/..a", "..a")]
        {
            assert_eq!(inside(path.as_bytes()).unwrap(), Path::new(expected), "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_ever_leads_out(path in prop::collection::vec(prop::sample::select(b"./\\.\0ab\xc3\xa9:~".to_vec()), 0..40)) {
            if let Ok(inside) = inside(&path) {
                prop_assert!(inside.is_relative());
                prop_assert!(inside.components().all(|part| matches!(part, std::path::Component::Normal(_))));
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            use std::io::Write as _;
            let limits = NpmLimits::default();
            let _ = manifest(&bytes, &limits);
            let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            zipped.write_all(&bytes).unwrap();
            let _ = manifest(&zipped.finish().unwrap(), &limits);
        }
    }
}
