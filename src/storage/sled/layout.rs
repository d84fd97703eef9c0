//! How records lie in sled's tree.
//!
//! One tree holds everything, because only writes to one tree are atomic together: keys of callers begin with `r`, the
//! store's own with `m`. A record's bytes are its version (8 bytes, big-endian), where its value is (1 byte), and the value
//! itself or the name of the file that holds it.

use std::ops::Bound;

use crate::storage::{Key, KeyRange, Version};

const HEADER: usize = 9;
const INLINE: u8 = 0;
const IN_FILE: u8 = 1;

/// The key under which the versions that may have been given out are bounded.
pub const CEILING: &[u8] = b"mceiling";
/// What the keys of notes about files begin with.
const NOTE: &str = "mfile/";

/// A caller's key as sled's.
pub fn record_key(key: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(key.len() + 1);
    out.push(b'r');
    out.extend_from_slice(key);
    out
}

/// sled's key as the caller's.
pub fn caller_key(key: &[u8]) -> Key {
    key.get(1..).unwrap_or_default().to_vec()
}

/// A caller's range as sled's.
pub fn bounds(range: &KeyRange) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
    (Bound::Included(record_key(&range.from)), Bound::Excluded(record_key(&range.to)))
}

/// The store's own note that the file `name` belongs to a record, whose key is the note's value. A file without one is left over from a
/// crash.
pub fn file_note(name: &str) -> Vec<u8> {
    format!("{NOTE}{name}").into_bytes()
}

/// The file that a note is of.
pub fn noted(note: &[u8]) -> Option<&str> {
    std::str::from_utf8(note).ok()?.strip_prefix(NOTE)
}

/// Where a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Here.
    Inline(&'a [u8]),
    /// In the file of this name.
    InFile(&'a str),
}

/// A record's bytes.
pub fn encode(version: Version, value: &Value<'_>) -> Vec<u8> {
    let (kind, body) = match value {
        Value::Inline(bytes) => (INLINE, *bytes),
        Value::InFile(name) => (IN_FILE, name.as_bytes()),
    };
    let mut out = Vec::with_capacity(HEADER + body.len());
    out.extend_from_slice(&version.0.to_be_bytes());
    out.push(kind);
    out.extend_from_slice(body);
    out
}

/// Reads what [`encode`] wrote; `None` means that something else lies there.
pub fn decode(bytes: &[u8]) -> Option<(Version, Value<'_>)> {
    let (version, rest) = bytes.split_first_chunk::<8>()?;
    let (kind, body) = rest.split_first()?;
    let value = match *kind {
        INLINE => Value::Inline(body),
        IN_FILE => Value::InFile(std::str::from_utf8(body).ok()?),
        _ => return None,
    };
    Some((Version(u64::from_be_bytes(*version)), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_as_it_was_written() {
        for value in [Value::Inline(b""), Value::Inline(b"\0\xff"), Value::InFile("a-1")] {
            assert_eq!(decode(&encode(Version(7), &value)), Some((Version(7), value)));
        }
        assert_eq!(decode(b"short"), None);
        assert_eq!(decode(&[0, 0, 0, 0, 0, 0, 0, 1, 9]), None);
    }
}
