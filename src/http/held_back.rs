//! The log events of the rate limits: `limit_wc` for an account that is guessed at, `limit_mu` for an address that asks too often
//! (reference 6).
//!
//! Of everything that is held back within a minute one event tells: who is held back has proved nothing and could fill the log. The
//! user of an account that is guessed at is told by a mail in the event's commit, so that an account which does not exist is refused
//! with the same work.

use serde_json::json;

use super::limits::{Held, TooMany};
use super::management::attack_protection;
use crate::app::App;
use crate::audit::LogEvent;
use crate::identity::{Client, Connection, Origin};
use crate::recovery::unblock::{self, Guesses};
use crate::storage::{Batch, StoreError};

/// The longest identifier that is kept, in characters.
const MAX_IDENTIFIER: usize = 256;

/// Where somebody was held back.
pub struct Attempt<'a> {
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The application, where it is known.
    pub client: Option<&'a Client>,
    /// The source of the account, where it is known.
    pub connection: Option<&'a Connection>,
    /// The account's address or name, as it was typed.
    pub identifier: Option<&'a str>,
}

/// Writes the event. A log that cannot be written does not change the answer, which is a refusal already.
pub async fn tell(app: &App, refused: TooMany, attempt: &Attempt<'_>) {
    let connection = attempt.connection.map(|connection| connection.name.as_str()).unwrap_or_default();
    if !app.limits.notice(refused.held, &attempt.origin.ip, connection, attempt.identifier.unwrap_or_default()) {
        return;
    }
    let (kind, text) = match refused.held {
        Held::Account => ("limit_wc", "The account is held back: too many attempts to log in."),
        Held::Address => ("limit_mu", "The address is held back: too many attempts."),
    };
    let mut event = app.audit.event(kind).describe(text);
    if let Some(client) = attempt.client {
        client.mark(&mut event);
    }
    if let Some(connection) = attempt.connection {
        connection.mark(&mut event);
    }
    event.user_name = attempt.identifier.map(|identifier| identifier.chars().take(MAX_IDENTIFIER).collect());
    attempt.origin.mark(&mut event);
    event.details.insert("retryAfter".to_owned(), json!(refused.retry_after.as_secs()));
    if let Err(error) = write(app, refused, attempt, &event).await {
        tracing::error!(%error, "somebody who was held back left no event");
    }
}

async fn write(app: &App, refused: TooMany, attempt: &Attempt<'_>, event: &LogEvent) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    app.audit.stage(&mut batch, event)?;
    if let (Held::Account, Some(connection), Some(identifier)) = (refused.held, attempt.connection, attempt.identifier)
        && attack_protection::users_are_told(app).await?
    {
        let guesses = Guesses { connection, identifier, client: attempt.client, origin: attempt.origin };
        unblock::stage(app, &mut batch, &guesses).await?;
    }
    app.store.commit(batch).await.map(drop)
}
