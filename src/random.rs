//! The only source of randomness, and the ids made from it.
//!
//! Injected like the clock: a test that needs a known id seeds it, and nothing else may call the operating system's generator.
//! The forms of ids are those of the reference, 4.1.

use std::sync::Mutex;

use jiff::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, RngCore, SeedableRng, TryRngCore};

/// A source of bytes fit for keys and secrets.
pub trait Random: Send + Sync + 'static {
    /// Fills `buffer`. Must not block for long and must not fail: an operating system without randomness ends the process.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator.
#[derive(Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::panic, reason = "a server that cannot draw randomness must not go on issuing secrets")]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = OsRng.try_fill_bytes(buffer) {
            panic!("the operating system gives no randomness: {error}");
        }
    }
}

/// The same bytes for the same seed; for tests and replays.
#[derive(Debug)]
pub struct SeededRandom(Mutex<ChaCha20Rng>);

impl SeededRandom {
    /// A generator that starts from `seed`.
    pub fn new(seed: [u8; 32]) -> Self {
        Self(Mutex::new(ChaCha20Rng::from_seed(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(buffer);
    }
}

const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// `length` characters drawn evenly from `alphabet`, which holds at most 256.
fn draw(random: &dyn Random, alphabet: &[u8], length: usize) -> String {
    // Bytes past the last whole multiple of the alphabet are thrown away, or the first letters would come up more often.
    let limit = 256 - 256 % alphabet.len();
    let mut out = String::with_capacity(length);
    let mut buffer = [0u8; 64];
    while out.len() < length {
        random.fill(&mut buffer);
        for byte in buffer {
            let value = usize::from(byte);
            if value < limit
                && out.len() < length
                && let Some(letter) = alphabet.get(value % alphabet.len())
            {
                out.push(char::from(*letter));
            }
        }
    }
    out
}

/// `length` characters of `alphabet`, each as likely as another: codes that people read and type.
pub fn from_alphabet(random: &dyn Random, alphabet: &[u8], length: usize) -> String {
    draw(random, alphabet, length)
}

/// `length` letters and digits (about 5.95 bits each).
pub fn alphanumeric(random: &dyn Random, length: usize) -> String {
    draw(random, ALPHANUMERIC, length)
}

/// `length` URL-safe characters, six bits each: secrets, codes and tokens.
pub fn url_safe(random: &dyn Random, length: usize) -> String {
    draw(random, URL_SAFE, length)
}

/// `prefix` and 16 letters and digits: `con_…`, `cgr_…`, `rol_…`.
pub fn prefixed(random: &dyn Random, prefix: &str) -> String {
    format!("{prefix}{}", alphanumeric(random, 16))
}

/// 24 hexadecimal digits: resource servers, and users of a database behind `auth0|`.
pub fn hex24(random: &dyn Random) -> String {
    draw(random, b"0123456789abcdef", 24)
}

/// A version 4 UUID: Actions, versions, bindings, executions.
pub fn uuid(random: &dyn Random) -> String {
    let mut bytes = [0u8; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// A ULID: 48 bits of milliseconds and 80 of chance, in Crockford's Base32. Hooks.
pub fn ulid(at: Timestamp, random: &dyn Random) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    let digit = |place: u64| LETTERS.get(usize::try_from(millis >> (5 * place) & 31).unwrap_or(0)).copied().map(char::from);
    let mut out: String = (0..10).rev().filter_map(digit).collect();
    out.push_str(&draw(random, LETTERS, 16));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_forms_of_the_reference() {
        let random = SeededRandom::new([7; 32]);
        assert_eq!(alphanumeric(&random, 32).len(), 32);
        assert_eq!(url_safe(&random, 64).len(), 64);
        assert!(prefixed(&random, "con_").starts_with("con_"));
        assert!(hex24(&random).bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(uuid(&random).len(), 36);
        let ulid = ulid("2016-07-30T23:54:10.259Z".parse().unwrap(), &random);
        assert_eq!((ulid.len(), &ulid[..10]), (26, "01ARZ3NDEK"));
    }

    #[test]
    fn every_letter_of_an_alphabet_comes_up_about_as_often() {
        let random = SeededRandom::new([1; 32]);
        let drawn = alphanumeric(&random, 62 * 1000);
        for letter in ALPHANUMERIC {
            let count = drawn.bytes().filter(|b| b == letter).count();
            assert!((800..1200).contains(&count), "{} came up {count} times", char::from(*letter));
        }
    }
}
