//! What an application is to be told of a session that has ended (OpenID Connect Back-Channel Logout 1.0).
//!
//! A notice is written in the commit that ends the session, and is taken out when the application has it. Where a session ends in effect
//! before, by a new password, a block or a deletion, a crash in between may leave applications untold.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Client, Session};
use crate::clock::after;
use crate::storage::Entity;

/// Why a session ends, by Auth0's names (`backchannel_logout_initiators`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Initiator {
    /// The user logged out.
    RpLogout,
    /// The password was changed.
    PasswordChanged,
    /// An operator or an Action has ended it, or somebody else has logged in in its browser.
    SessionRevoked,
    /// The account was deleted.
    AccountDeleted,
    /// The account was blocked.
    AccountDeactivated,
}

impl Initiator {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::RpLogout => "rp-logout",
            Self::PasswordChanged => "password-changed",
            Self::SessionRevoked => "session-revoked",
            Self::AccountDeleted => "account-deleted",
            Self::AccountDeactivated => "account-deactivated",
        }
    }
}

/// The end of a session.
#[derive(Debug, Clone, Copy)]
pub struct Ending {
    /// Why.
    pub why: Initiator,
    /// When.
    pub at: Timestamp,
}

/// How often a notice is tried: the last time about an hour and a half after the first.
pub const MOST_ATTEMPTS: u32 = 6;

/// One notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogoutNotice {
    /// The session and the application.
    pub id: String,
    /// Whom to tell.
    pub client_id: String,
    /// Whose session it was.
    pub user_id: String,
    /// `sid`.
    pub session_id: String,
    /// Why it ended.
    pub why: Initiator,
    /// How often somebody tried to tell.
    pub attempts: u32,
    /// When it is tried next. Put forward before each attempt, so that two servers do not tell the same.
    pub due_at: Timestamp,
}

impl LogoutNotice {
    /// The notice for an application, if it wants one.
    pub fn of(session: &Session, client: &Client, ending: Ending) -> Option<Self> {
        client.backchannel_logout_url(ending.why)?;
        Some(Self {
            id: format!("{}~{}", session.id, client.client_id),
            client_id: client.client_id.clone(),
            user_id: session.user_id.clone(),
            session_id: session.id.clone(),
            why: ending.why,
            attempts: 0,
            due_at: ending.at,
        })
    }

    /// The notice as it waits for the attempt after this one.
    pub fn claimed(&self, now: Timestamp) -> Self {
        let attempts = self.attempts.saturating_add(1);
        let pause = match attempts {
            0 | 1 => 30,
            2 => 120,
            3 => 600,
            4 => 1_800,
            _ => 3_600,
        };
        Self { attempts, due_at: after(now, pause), ..self.clone() }
    }
}

impl Client {
    /// Where the application is told that a session has ended for this reason. A logout is always told; the others where the application
    /// asks for them, as at Auth0.
    pub fn backchannel_logout_url(&self, why: Initiator) -> Option<&str> {
        let settings = self.extra.get("oidc_logout").or_else(|| self.extra.get("oidc_backchannel_logout"))?;
        let url = settings.get("backchannel_logout_urls")?.as_array()?.first()?.as_str()?;
        let initiators = settings.get("backchannel_logout_initiators");
        let text = |name: &str| initiators.and_then(|initiators| initiators.get(name));
        let selected = || text("selected_initiators").and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == why.name()));
        let wants = why == Initiator::RpLogout || text("mode").and_then(Value::as_str) == Some("all") || selected();
        wants.then_some(url)
    }
}

impl Entity for LogoutNotice {
    const COLLECTION: &'static str = "logout-notices";

    fn id(&self) -> String {
        self.id.clone()
    }
}
