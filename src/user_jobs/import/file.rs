//! The users file: a JSON array, read one user at a time, so that what is held is the file's bytes and one user, however large the file.
//!
//! A file is read to its end once before anything is made of it: what is no JSON at its last byte is no import at all.

use std::ops::ControlFlow;

use serde::de::{self, SeqAccess, Visitor};
use serde_json::Value;

/// What `status_details` say of such a file, as at Auth0.
pub const MALFORMED: &str = "Failed to parse users file JSON when importing users. Make sure it is valid JSON.";

/// The file is no JSON array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{MALFORMED}")]
pub struct Malformed;

/// Gives each element to `take` in its order until that breaks; answers how many there were.
///
/// # Errors
/// It is no JSON array. Elements before the fault were given.
pub fn each(bytes: &[u8], take: impl FnMut(Value) -> ControlFlow<()>) -> Result<usize, Malformed> {
    let mut elements = Elements { take, count: 0, stopped: false };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = de::Deserializer::deserialize_seq(&mut reader, &mut elements).and_then(|()| reader.end());
    match read {
        Ok(()) => Ok(elements.count),
        // Whoever stops does not hear of what comes after.
        Err(_) if elements.stopped => Ok(elements.count),
        Err(_) => Err(Malformed),
    }
}

/// How many elements there are.
///
/// # Errors
/// It is no JSON array.
pub fn count(bytes: &[u8]) -> Result<usize, Malformed> {
    each(bytes, |_| ControlFlow::Continue(()))
}

struct Elements<F> {
    take: F,
    count: usize,
    stopped: bool,
}

impl<'de, F: FnMut(Value) -> ControlFlow<()>> Visitor<'de> for &mut Elements<F> {
    type Value = ();

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("an array of users")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        while let Some(element) = sequence.next_element()? {
            self.count += 1;
            if (self.take)(element).is_break() {
                self.stopped = true;
                return Err(de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
