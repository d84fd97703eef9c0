//! Passwords that are tried first, and those of the operator's own list (`password_dictionary`).
//!
//! No list of ours: an estimator that knows the lists that attackers use, and what people do to the words on them, tells how many others
//! would be tried before. Auth0 has a list of ten thousand; this asks for the first ten thousand guesses.

use serde_json::Value;

/// Guesses within which a password is too common.
const FIRST: u64 = 10_000;
/// Characters that the estimator is shown: its time grows with them, and what is longer is not among the first.
const MOST: usize = 40;

/// Whether it is one of them. `own` is the operator's list, compared without regard to case.
pub fn has(own: Option<&Value>, password: &str) -> bool {
    let mut words = own.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let lower = password.to_lowercase();
    words.any(|word| word.to_lowercase() == lower) || (password.chars().count() <= MOST && zxcvbn::zxcvbn(password, &[]).guesses() <= FIRST)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_tried_first_is_common_in_any_case_and_what_is_not_is_not() {
        for common in ["password", "P@ssw0rd", "Password1", "qwerty123", "iloveyou", "123456789", "aaaaaaaa"] {
            assert!(has(None, common), "{common}");
        }
        for fine in ["Correct-horse-7-battery", "tr0ub4dor&3x9", "zwölf Boxkämpfer jagen"] {
            assert!(!has(None, fine), "{fine}");
        }
    }

    #[test]
    fn the_operators_own_words_are_common_as_a_whole() {
        let own = json!(["Acme-Corporation-2026", 7]);
        assert!(has(Some(&own), "ACME-corporation-2026"));
        assert!(!has(Some(&own), "Acme-Corporation-2026-x9!k"));
    }
}
