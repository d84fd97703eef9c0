//! The form in which the name of a Hook is kept (reference 3.6): words in lower case with hyphens between them, `test-hook-735` for
//! `test-hook735`. Tools look their Hooks up by it.

/// The name in its kept form. A word ends where letters and digits meet, and where a capital follows a small letter or begins a word.
pub fn normalised(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            open = false;
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins = before.is_some_and(|before| {
            before.is_ascii_digit() != letter.is_ascii_digit()
                || (letter.is_ascii_uppercase() && before.is_ascii_lowercase())
                || (letter.is_ascii_uppercase() && before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
        });
        match words.last_mut().filter(|_| open && !begins) {
            Some(word) => word.push(letter.to_ascii_lowercase()),
            None => words.push(letter.to_ascii_lowercase().to_string()),
        }
        open = true;
    }
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_by_hyphens() {
        for (given, kept) in [
            ("test-hook735", "test-hook-735"),
            ("My Hook", "my-hook"),
            ("myHook", "my-hook"),
            ("HTTPCall", "http-call"),
            ("a  b", "a-b"),
            ("v2", "v-2"),
            ("plain", "plain"),
        ] {
            assert_eq!(normalised(given), kept);
            assert_eq!(normalised(kept), kept, "and it stays so");
        }
    }
}
