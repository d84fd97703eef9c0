//! `device_flow` of the tenant: how the code looks that a device shows and a person enters (reference 4.3, RFC 8628 section 6.1).
//!
//! A mask says where the drawn characters stand and what stands between them, to be read and typed more easily. What stands between
//! means nothing: a person may leave it out.

use serde_json::Value;

use super::Tenant;
use crate::random::{Random, from_alphabet};

/// The letters that cannot be taken for one another and make no words (RFC 8628 section 6.1).
const BASE20: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";
const DIGITS: &[u8] = b"0123456789";
/// The fewest characters that are drawn: 34 bits of letters.
const FEWEST: usize = 8;
/// The longest mask.
const LONGEST: usize = 20;

/// How codes are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCodes {
    alphabet: &'static [u8],
    mask: String,
}

/// Whether codes can be made by the mask.
///
/// # Errors
/// A sentence that says why not.
pub fn check_mask(mask: &str) -> Result<(), String> {
    let drawn = mask.chars().filter(|c| *c == '*').count();
    if mask.chars().any(|c| !matches!(c, '*' | '-' | ' ')) {
        return Err("A mask consists of *, - and spaces".to_owned());
    }
    if drawn < FEWEST || mask.chars().count() > LONGEST {
        return Err(format!("A mask has at least {FEWEST} * and at most {LONGEST} characters"));
    }
    Ok(())
}

impl UserCodes {
    /// As the tenant's settings say.
    pub fn of(tenant: &Tenant) -> Self {
        let settings = tenant.extra.get("device_flow");
        let text = |name: &str| settings.and_then(|settings| settings.get(name)).and_then(Value::as_str);
        let (alphabet, usual) = if text("charset") == Some("digits") { (DIGITS, "***-***-***") } else { (BASE20, "****-****") };
        let mask = text("mask").filter(|mask| check_mask(mask).is_ok()).unwrap_or(usual);
        Self { alphabet, mask: mask.to_owned() }
    }

    /// A new code, without what stands between.
    pub fn draw(&self, random: &dyn Random) -> String {
        from_alphabet(random, self.alphabet, self.mask.chars().filter(|c| *c == '*').count())
    }

    /// The code as people read it. One that was drawn by another mask is shown as it is.
    pub fn shown(&self, code: &str) -> String {
        if code.chars().count() != self.mask.chars().filter(|c| *c == '*').count() {
            return code.to_owned();
        }
        let mut drawn = code.chars();
        self.mask.chars().filter_map(|c| if c == '*' { drawn.next() } else { Some(c) }).collect()
    }
}

/// The code in what a person typed: small letters are taken for large ones, and what is no letter or digit is passed over. `None` for
/// what can be no code.
pub fn normalized(typed: &str) -> Option<String> {
    if typed.len() > 64 {
        return None;
    }
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (FEWEST..=LONGEST).contains(&code.len()).then_some(code)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::random::SeededRandom;

    fn codes(settings: Value) -> UserCodes {
        let mut tenant = Tenant::new("main");
        tenant.extra.insert("device_flow".to_owned(), settings);
        UserCodes::of(&tenant)
    }

    #[test]
    fn codes_are_drawn_and_shown_as_the_tenant_says() {
        let random = SeededRandom::new([3; 32]);
        for (settings, form) in [
            (json!(null), "LLLL-LLLL"),
            (json!({ "charset": "digits" }), "DDD-DDD-DDD"),
            (json!({ "mask": "**** ** **" }), "LLLL LL LL"),
            (json!({ "charset": "digits", "mask": "********" }), "DDDDDDDD"),
            (json!({ "charset": "digits", "mask": "*" }), "DDD-DDD-DDD"),
        ] {
            let codes = codes(settings);
            let code = codes.draw(&random);
            let shown = codes.shown(&code);
            let kind = |c: char| match c {
                c if BASE20.contains(&(c as u8)) => 'L',
                c if c.is_ascii_digit() => 'D',
                c => c,
            };
            assert_eq!(shown.chars().map(kind).collect::<String>(), form, "{shown}");
            assert_eq!(normalized(&shown.to_lowercase()), Some(code));
        }
    }

    #[test]
    fn a_mask_that_draws_too_little_or_shows_anything_is_refused() {
        for bad in ["", "*******", "****_****", "*********************", "****-****<b>", "**** ****\n"] {
            assert!(check_mask(bad).is_err(), "{bad:?}");
        }
        assert_eq!((check_mask("****-****"), check_mask("** ** ** **")), (Ok(()), Ok(())));
    }

    #[test]
    fn what_can_be_no_code_is_none() {
        for bad in ["", "BCDF", "-------- ", &"B".repeat(21), &" ".repeat(1000), "ÄÖÜÄÖÜÄÖ"] {
            assert_eq!(normalized(bad), None, "{bad:?}");
        }
    }
}
