//! Recovery codes: for who has lost the app. One for each user, good once; using it gives the next.

use subtle::ConstantTimeEq;

use crate::identity::sessions;
use crate::random::{Random, from_alphabet};

/// Characters of a code. With [`ALPHABET`], 120 random bits.
const LENGTH: usize = 24;
/// Capitals and digits that are not mistaken for each other.
const ALPHABET: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A new code.
pub fn draw(random: &dyn Random) -> String {
    from_alphabet(random, ALPHABET, LENGTH)
}

/// What is kept of a code.
pub fn hash(code: &str) -> String {
    sessions::hash(code)
}

/// Whether `typed` is the code of `hash`, however it was spaced and in either case.
pub fn matches(hash_of_code: &str, typed: &str) -> bool {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).take(LENGTH + 1).map(|c| c.to_ascii_uppercase()).collect();
    hash(&plain).as_bytes().ct_eq(hash_of_code.as_bytes()).into()
}

/// In groups of four, for people.
pub fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn a_code_is_read_as_it_was_written_down() {
        let code = draw(&SeededRandom::new([3; 32]));
        assert_eq!(code.len(), 24);
        let kept = hash(&code);
        for typed in [code.clone(), grouped(&code), code.to_lowercase(), code.replace(' ', "-")] {
            assert!(matches(&kept, &typed), "{typed}");
        }
        for typed in [String::new(), code[1..].to_owned(), format!("{code}A")] {
            assert!(!matches(&kept, &typed), "{typed}");
        }
    }
}
