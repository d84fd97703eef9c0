//! The JSON that the engine hands over.
//!
//! JavaScript's texts may hold half of a surrogate pair (the first "character" of an emoji, say), and `JSON.stringify` writes it as an
//! escape that no other reader takes. It becomes U+FFFD, as everywhere that Node turns such a text into bytes: an author who cuts a
//! name in the middle should not lose the login.

use serde::de::DeserializeOwned;

/// Reads `text`.
///
/// # Errors
/// It is not the JSON of a `T`.
pub fn from_str<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    match serde_json::from_str(text) {
        Err(_) if text.contains("\\ud") => serde_json::from_str(&well_formed(text)),
        read => read,
    }
}

/// `text` with U+FFFD for every escape that is half of a pair.
fn well_formed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                out.push('\u{fffd}');
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            (Some(_), _) => 6,
            // `\\`, `\"`, … and whatever the parser will refuse.
            (None, _) => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (escape, after) = escape.split_at(length);
        out.push_str(escape);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The number of an escape `\uXXXX` at the beginning.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn halves_of_pairs_become_the_replacement_character_and_nothing_else_changes() {
        for (text, read) in [
            (r#""\ud83d""#, json!("\u{fffd}")),
            (r#""a\udc00b""#, json!("a\u{fffd}b")),
            (r#""\ud83d\ud83d\ude00""#, json!("\u{fffd}😀")),
            (r#""\ud83d\\ude00""#, json!("\u{fffd}\\ude00")),
            (r#""\\ud83d \ud83d""#, json!("\\ud83d \u{fffd}")),
            (r#"{"\ud800":["\ud800é\n","\""]}"#, json!({ "\u{fffd}": ["\u{fffd}é\n", "\""] })),
        ] {
            assert_eq!(from_str::<Value>(text).unwrap(), read, "{text}");
        }
        for broken in [r#""\ud8"#, r#""\ud83d\"#, r#"\ud83d"#, r#""\ud83d\u12""#, r#""\udxyz""#] {
            assert!(from_str::<Value>(broken).is_err(), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn what_is_well_formed_stays(text in any::<String>(), escapes in "(\\\\u[0-9a-f]{4}|\\\\\\\\|[a-z])*") {
            let text = format!("{text}{escapes}");
            let mended = well_formed(&text);
            prop_assert_eq!(well_formed(&mended), mended.clone());
            if let Ok(value) = serde_json::from_str::<Value>(&format!("\"{escapes}\"")) {
                prop_assert_eq!(from_str::<Value>(&format!("\"{}\"", well_formed(&escapes))).unwrap(), value);
            }
        }
    }
}
