//! What everybody knows of a user, and a password must not hold (`password_no_personal_info`): the parts of their names, and what stands
//! before the `@` of their address.

use serde_json::Value;

use crate::identity::user::normalize_identifier;
use crate::identity::{Metadata, User};

/// The shortest part that counts, in characters: shorter ones are in passwords by chance.
const LEAST: usize = 3;
/// Members of `user_metadata` that are names.
const NAMES: [&str; 3] = ["name", "first", "last"];

/// What is known of a user.
#[derive(Debug, Clone, Copy, Default)]
pub struct Personal<'a> {
    /// Full name.
    pub name: Option<&'a str>,
    /// User name.
    pub username: Option<&'a str>,
    /// Short name.
    pub nickname: Option<&'a str>,
    /// The address.
    pub email: Option<&'a str>,
    /// What the user says of themselves.
    pub user_metadata: Option<&'a Metadata>,
}

impl<'a> From<&'a User> for Personal<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            name: user.name.as_deref(),
            username: user.username.as_deref(),
            nickname: user.nickname.as_deref(),
            email: user.email.as_deref(),
            user_metadata: Some(&user.user_metadata),
        }
    }
}

impl Personal<'_> {
    /// Whether a part of it is in the password, in any case and form.
    pub fn occurs_in(&self, password: &str) -> bool {
        let password = normalize_identifier(password);
        let local = self.email.and_then(|email| email.rsplit_once('@')).map(|(local, _)| local);
        let named = NAMES.iter().filter_map(|name| self.user_metadata?.get(*name).and_then(Value::as_str));
        let all = [self.name, self.username, self.nickname, local].into_iter().flatten().chain(named);
        all.map(normalize_identifier).any(|text| text.split(|c: char| !c.is_alphanumeric()).any(|part| is_in(&password, part)))
    }
}

fn is_in(password: &str, part: &str) -> bool {
    part.chars().count() >= LEAST && password.contains(part)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_of_names_and_of_the_address_are_found_in_any_case_and_short_ones_are_not() {
        let metadata = json!({ "last": "O'Neill", "plan": "gold" }).as_object().cloned().unwrap();
        let ann = Personal {
            name: Some("Ann-Marie Li"),
            email: Some("marie.curie@example.com"),
            user_metadata: Some(&metadata),
            ..Personal::default()
        };
        for bad in ["xMARIEx-1", "Curie1867!", "neill-Xx-1", "\u{ff21}nn-2026-X"] {
            assert!(ann.occurs_in(bad), "{bad}");
        }
        for fine in ["Li-lies-42", "example.com-X1", "gold-Standard-1", ""] {
            assert!(!ann.occurs_in(fine), "{fine}");
        }
    }
}
