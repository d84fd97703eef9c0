//! A letter that waits to be sent: to whom, by which template, with which link. The text is made when it is sent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Template;
use crate::clock::after;
use crate::identity::{Invitation, User};
use crate::random::{Random, alphanumeric};
use crate::storage::Entity;
use crate::storage::vault::Vault;

/// Whom a letter speaks to, read anew when it is sent: where they are gone by then, so is the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reader {
    /// A user, by the id.
    #[serde(rename = "user_id")]
    User(String),
    /// Who is invited, by the id of the invitation.
    #[serde(rename = "invitation_id")]
    Invited(String),
}

/// One letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// The millisecond of its making in 15 digits, and random letters: the oldest comes first.
    pub id: String,
    /// What it says.
    pub template: Template,
    /// To whom.
    #[serde(flatten)]
    pub reader: Reader,
    /// To which address. Where the user has another by the time it is sent, it is not.
    pub to: String,
    /// The application that the mail speaks of.
    pub client_id: Option<String>,
    /// The link, sealed: it stands for a password.
    pub sealed_url: Option<String>,
    /// The code, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_code: Option<String>,
    /// The address of the network that the mail speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ip: Option<String>,
    /// The job that tells what becomes of it.
    pub job_id: Option<String>,
    /// How often somebody tried to send it.
    pub attempts: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is tried next. Put forward before each attempt, so that two servers do not send the same letter.
    pub due_at: Timestamp,
}

impl Letter {
    /// A letter to a user's address, due at once; `None` for a user without one.
    pub fn new(random: &dyn Random, now: Timestamp, template: Template, user: &User) -> Option<Self> {
        let to = user.email.clone()?;
        Some(Self::to(random, now, template, Reader::User(user.user_id.clone()), to))
    }

    /// The letter of an invitation, due at once.
    pub fn of_invitation(random: &dyn Random, now: Timestamp, invitation: &Invitation) -> Self {
        let reader = Reader::Invited(invitation.id.clone());
        let letter = Self::to(random, now, Template::UserInvitation, reader, invitation.invitee.clone());
        Self { client_id: Some(invitation.client_id.clone()), ..letter }
    }

    fn to(random: &dyn Random, now: Timestamp, template: Template, reader: Reader, to: String) -> Self {
        Self {
            id: format!("{:015}-{}", now.as_millisecond().max(0), alphanumeric(random, 16)),
            template,
            reader,
            to,
            client_id: None,
            sealed_url: None,
            sealed_code: None,
            source_ip: None,
            job_id: None,
            attempts: 0,
            created_at: now,
            due_at: now,
        }
    }

    /// The user that it is for.
    pub fn user_id(&self) -> Option<&str> {
        if let Reader::User(id) = &self.reader { Some(id) } else { None }
    }

    /// The letter with a link.
    #[must_use]
    pub fn with_url(mut self, vault: &Vault, url: &str) -> Self {
        self.sealed_url = Some(vault.seal(&purpose(&self.id, "url"), url.as_bytes()));
        self
    }

    /// The letter with a code.
    #[must_use]
    pub fn with_code(mut self, vault: &Vault, code: &str) -> Self {
        self.sealed_code = Some(vault.seal(&purpose(&self.id, "code"), code.as_bytes()));
        self
    }

    /// The code.
    pub fn code(&self, vault: &Vault) -> Option<String> {
        let sealed = self.sealed_code.as_deref()?;
        vault.open_text(&purpose(&self.id, "code"), sealed).ok().map(|code| code.to_string())
    }

    /// The link. One that does not open any more is none: the letter is then worth nothing, and says so by failing to render.
    pub fn url(&self, vault: &Vault) -> Option<String> {
        let sealed = self.sealed_url.as_deref()?;
        vault.open_text(&purpose(&self.id, "url"), sealed).ok().map(|url| url.to_string())
    }

    /// The letter as it waits for the attempt after this one.
    pub fn claimed(&self, now: Timestamp) -> Self {
        let attempts = self.attempts.saturating_add(1);
        Self { attempts, due_at: after(now, pause(attempts)), ..self.clone() }
    }
}

fn purpose(id: &str, what: &str) -> String {
    format!("outbox/{id}/{what}")
}

/// How often a letter is tried: the last time about nine hours after the first.
pub const MOST_ATTEMPTS: u32 = 7;

/// Seconds until the attempt after the `attempts`-th. Longer than any attempt takes, even the first.
fn pause(attempts: u32) -> u64 {
    match attempts {
        0 | 1 => 120,
        2 => 300,
        3 => 900,
        4 => 3_600,
        5 => 3 * 3_600,
        _ => 5 * 3_600,
    }
}

impl Entity for Letter {
    const COLLECTION: &'static str = "outbox";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        self.user_id().map(|id| ("user", id.to_owned())).into_iter().collect()
    }
}
