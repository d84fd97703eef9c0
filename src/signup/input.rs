//! What somebody who signs up may say of themselves, and its bounds (reference 5.3).

use jiff::Timestamp;

use crate::identity::client::named::deceives;
use crate::identity::password_policy::Personal;
use crate::identity::user::normalize_identifier;
use crate::identity::{Connection, Identity, Metadata, User};
use crate::random::{Random, hex24};

/// The longest address (RFC 5321 section 4.5.3.1: 64 + 1 + 255).
const MAX_EMAIL: usize = 320;
/// The longest name or other text of a profile.
const MAX_TEXT: usize = 300;

/// A user as wished.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// The address.
    pub email: Option<String>,
    /// Whether an operator vouches for it.
    pub email_verified: bool,
    /// Whether a mail asks for the proof of it; where an operator says nothing, if it is not vouched for.
    pub verify_email: Option<bool>,
    /// The user name.
    pub username: Option<String>,
    /// E.164.
    pub phone_number: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Short name.
    pub nickname: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// URL of a picture.
    pub picture: Option<String>,
    /// Only an operator sets it.
    pub blocked: bool,
    /// Only an operator chooses it: the part after `auth0|`.
    pub user_id: Option<String>,
    /// What the user may change.
    pub user_metadata: Metadata,
    /// What only operators and Actions change.
    pub app_metadata: Metadata,
}

/// A field is missing or malformed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InvalidInput {
    /// The field.
    pub field: &'static str,
    /// One sentence for the person.
    pub message: String,
}

fn invalid(field: &'static str, message: impl Into<String>) -> InvalidInput {
    InvalidInput { field, message: message.into() }
}

/// Whether it looks like `local@domain`, without white space, quoting characters, or such as nobody sees. Whether it exists, only a mail
/// tells.
///
/// The spelling that it is looked up by must look like one too: a single character can stand for eighteen, or for a second `@`.
pub fn is_email(text: &str) -> bool {
    let normal = normalize_identifier(text);
    looks_like_email(text) && looks_like_email(&normal) && normalize_identifier(&normal) == normal
}

/// Whether it may stand after `auth0|`. No `|` and no `@`: an id must not look like another provider's user or like an application.
pub fn is_user_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    // Two addresses that look alike to whoever reads them are two accounts.
    let seen = |c: char| !deceives(c) && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    let plain = |c: char| !c.is_whitespace() && seen(c) && !matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '[' | ']');
    !local.is_empty()
        && local.len() <= 64
        && text.len() <= MAX_EMAIL
        && local.chars().all(|c| plain(c) && c != '@')
        && domain.chars().all(|c| (c.is_alphanumeric() && seen(c)) || c == '-' || c == '.')
        && domain.split('.').all(|label| !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-'))
}

/// Auth0's user names: 1 to 15 letters, digits and `_+-.!#$'^`~@`, lower-cased; an address is no user name.
fn is_username(text: &str) -> bool {
    (1..=15).contains(&text.chars().count()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "_+-.!#$'^`~".contains(c))
}

impl Profile {
    /// The profile of these texts, which `text` gives by Auth0's names.
    pub fn of(text: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            email: text("email"),
            username: text("username"),
            phone_number: text("phone_number"),
            name: text("name"),
            nickname: text("nickname"),
            given_name: text("given_name"),
            family_name: text("family_name"),
            picture: text("picture"),
            ..Self::default()
        }
    }

    /// The profile of a user of a database with its identifiers trimmed, or the first field that is missing or not as it must be.
    pub fn checked(&self, connection: &Connection) -> Result<Self, InvalidInput> {
        let out = self.well_formed()?;
        if out.email.is_none() {
            return Err(invalid("email", "email is required"));
        }
        if out.username.is_none() && connection.requires_username() {
            return Err(invalid("username", "username is required"));
        }
        Ok(out)
    }

    /// The same of a user of any source, which need not say more than who they are.
    pub fn well_formed(&self) -> Result<Self, InvalidInput> {
        let mut out = self.clone();
        let trimmed = |v: &Option<String>| v.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
        out.email = trimmed(&self.email);
        out.username = trimmed(&self.username).map(|name| name.to_lowercase());
        out.phone_number = trimmed(&self.phone_number);
        if out.email.as_deref().is_some_and(|email| !is_email(email)) {
            return Err(invalid("email", "email is not a valid address"));
        }
        if out.username.as_deref().is_some_and(|name| !is_username(name)) {
            return Err(invalid("username", "username must have 1 to 15 letters, digits or _+-.!#$'^`~"));
        }
        if let Some(phone) = &out.phone_number {
            let digits = phone.strip_prefix('+').unwrap_or_default();
            if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(invalid("phone_number", "phone_number must be in E.164 form, such as +15555550100"));
            }
        }
        let texts = [("name", &out.name), ("nickname", &out.nickname), ("given_name", &out.given_name), ("family_name", &out.family_name)];
        for (field, value) in texts {
            if value.as_ref().is_some_and(|v| v.chars().count() > MAX_TEXT) {
                return Err(invalid(field, format!("{field} has more than {MAX_TEXT} characters")));
            }
        }
        if let Some(picture) = &out.picture {
            let safe = url::Url::parse(picture).is_ok_and(|u| matches!(u.scheme(), "https" | "http"));
            if !safe || picture.len() > 2048 {
                return Err(invalid("picture", "picture must be an http(s) URL of at most 2048 characters"));
            }
        }
        Ok(out)
    }

    /// What a password must not hold.
    pub(super) fn personal(&self) -> Personal<'_> {
        Personal {
            name: self.name.as_deref(),
            username: self.username.as_deref(),
            nickname: self.nickname.as_deref(),
            email: self.email.as_deref(),
            user_metadata: Some(&self.user_metadata),
        }
    }

    /// The identity of the user in a database: of the id that an operator has chosen, or a new one.
    pub fn identity(&self, connection: &Connection, random: &dyn Random) -> Identity {
        connection.identity(&self.user_id.clone().unwrap_or_else(|| hex24(random)))
    }

    /// The user, with the names that Auth0 derives where none is given.
    pub fn into_user(self, identity: Identity, now: Timestamp) -> User {
        let local = self.email.as_deref().and_then(|e| e.rsplit_once('@')).map(|(local, _)| local.to_owned());
        User {
            name: self.name.or_else(|| self.email.clone()).or_else(|| self.username.clone()),
            nickname: self.nickname.or_else(|| self.username.clone()).or(local),
            email: self.email,
            email_verified: self.email_verified,
            username: self.username,
            phone_number: self.phone_number,
            given_name: self.given_name,
            family_name: self.family_name,
            picture: self.picture,
            blocked: self.blocked,
            user_metadata: self.user_metadata,
            app_metadata: self.app_metadata,
            ..User::new(identity, now)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["a@b.c", "first.last+tag@example.co.uk", "ü@exämple.org", "a@localhost"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a b@c.d",
            "a@b..c",
            "a@-b.c",
            "a@b\n.c",
            "<a@b.c>",
            "a@b@c.d",
            "a\0@b.c",
            "a\u{200b}@b.c",
            "\u{202e}a@b.c",
            "a\u{ad}b@b.c",
            "a\u{200d}b@b.c",
            "a\u{fe0f}b@b.c",
            "a@b\u{3164}b.c",
            "a@b\u{115f}.c",
            "a\u{ff20}b@c.d",
            "\u{fdfa}@b.c",
            "a@\u{fdfa}.c",
            &format!("{}@b.c", "x".repeat(65)),
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}
