//! What of a user is searched most, small enough to be held for all of them.
//!
//! The texts lie one behind the other in one allocation: eight strings of their own would take as much again.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

/// Email, user name, phone number, name, nickname, first and last name, and the connections with a zero byte between them.
const TEXTS: usize = 8;

/// What searches ask of most users. Times as they are stored, texts as they were given.
#[derive(Debug, Clone, Copy)]
pub struct Basics<'a> {
    /// The id.
    pub user_id: &'a str,
    /// The address.
    pub email: Option<&'a str>,
    /// The user name.
    pub username: Option<&'a str>,
    /// The number.
    pub phone_number: Option<&'a str>,
    /// Full name.
    pub name: Option<&'a str>,
    /// Short name.
    pub nickname: Option<&'a str>,
    /// First name.
    pub given_name: Option<&'a str>,
    /// Last name.
    pub family_name: Option<&'a str>,
    /// What is no text.
    pub facts: Facts,
}

/// What searches ask of most users that is no text.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Whether the address was proved.
    pub email_verified: bool,
    /// Whether the number was proved.
    pub phone_verified: bool,
    /// Whether the user may not log in.
    pub blocked: bool,
    /// How often the user logged in.
    pub logins_count: u64,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When the user last logged in.
    pub last_login: Option<Timestamp>,
}

/// One user.
#[derive(Debug)]
pub struct Row {
    texts: Box<str>,
    /// Where each text ends; the first is the id.
    ends: [u32; TEXTS + 1],
    /// Which texts there are.
    given: [bool; TEXTS],
    facts: Facts,
}

/// A stored user, as much of it as is held.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    user_id: Cow<'a, str>,
    #[serde(borrow)]
    email: Option<Cow<'a, str>>,
    #[serde(borrow)]
    username: Option<Cow<'a, str>>,
    #[serde(borrow)]
    phone_number: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    nickname: Option<Cow<'a, str>>,
    #[serde(borrow)]
    given_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    family_name: Option<Cow<'a, str>>,
    email_verified: bool,
    phone_verified: bool,
    blocked: bool,
    logins_count: u64,
    created_at: Timestamp,
    updated_at: Timestamp,
    last_login: Option<Timestamp>,
    #[serde(borrow)]
    identities: Vec<Origin<'a>>,
}

#[derive(Deserialize)]
struct Origin<'a> {
    #[serde(borrow)]
    connection: Cow<'a, str>,
}

impl Row {
    /// Reads the row from a user's stored JSON.
    ///
    /// # Errors
    /// What is not that of a user.
    pub fn of(record: &[u8]) -> Result<Self, serde_json::Error> {
        let user: Record<'_> = serde_json::from_slice(record)?;
        let mut connections: Vec<&str> = Vec::with_capacity(user.identities.len());
        for identity in &user.identities {
            if !connections.contains(&identity.connection.as_ref()) {
                connections.push(&identity.connection);
            }
        }
        let connections = (!connections.is_empty()).then(|| Cow::Owned(connections.join("\0")));
        let all = [user.email, user.username, user.phone_number, user.name, user.nickname, user.given_name, user.family_name, connections];
        let mut texts = user.user_id.into_owned();
        let mut ends = [0; TEXTS + 1];
        let end = |texts: &String| u32::try_from(texts.len()).unwrap_or(u32::MAX);
        let (first, rest) = ends.split_at_mut(1);
        first.fill(end(&texts));
        for (text, place) in all.iter().zip(rest) {
            texts.push_str(text.as_deref().unwrap_or_default());
            *place = end(&texts);
        }
        Ok(Self {
            texts: texts.into_boxed_str(),
            ends,
            given: all.each_ref().map(Option::is_some),
            facts: Facts {
                email_verified: user.email_verified,
                phone_verified: user.phone_verified,
                blocked: user.blocked,
                logins_count: user.logins_count,
                created_at: user.created_at,
                updated_at: user.updated_at,
                last_login: user.last_login,
            },
        })
    }

    /// The id.
    pub fn user_id(&self) -> &str {
        self.texts.get(..self.ends.first().map_or(0, |end| *end as usize)).unwrap_or_default()
    }

    fn text(&self, at: usize) -> Option<&str> {
        let (from, to) = (self.ends.get(at)?, self.ends.get(at + 1)?);
        self.given.get(at).filter(|given| **given)?;
        self.texts.get(*from as usize..*to as usize)
    }

    /// The names of the connections of the identities, each once.
    pub fn connections(&self) -> impl Iterator<Item = &str> {
        self.text(TEXTS - 1).into_iter().flat_map(|names| names.split('\0'))
    }

    /// What it holds.
    pub fn basics(&self) -> Basics<'_> {
        Basics {
            user_id: self.user_id(),
            email: self.text(0),
            username: self.text(1),
            phone_number: self.text(2),
            name: self.text(3),
            nickname: self.text(4),
            given_name: self.text(5),
            family_name: self.text(6),
            facts: self.facts,
        }
    }
}
