//! Getting back in, and proving an address: what links in e-mails do.
//!
//! | file | decides |
//! |---|---|
//! | [`tickets`] | how a link is made, and where it leads in the end |
//! | [`request`] | a forgotten password: the same answer whoever asks for whom |
//! | [`change`] | a new password, by a link; and what follows every new password |
//! | [`verification`] | the mail that proves an address, and the proof |
//! | [`email_code`] | the code that proves an address at a sign-up, in place of the mail with a link |
//! | [`unblock`] | the mail of an account that is guessed at, and lifting what holds its user back |
//!
//! A link is good once, for one user, for the address and the password that they had when it was made
//! ([`Ticket::is_good`](crate::identity::Ticket::is_good)). What it does and its end are one commit.

pub mod change;
pub mod email_code;
pub mod request;
pub mod tickets;
pub mod unblock;
pub mod verification;

use crate::app::App;
use crate::audit::LogEvent;
use crate::identity::logout_notice::{Ending, Initiator};
use crate::identity::{Client, Connection, Origin, User, sessions};
use crate::storage::StoreError;

/// Ends all sessions and tokens of a user that can be ended. One by one, because a holder who uses them all the time would make
/// one large commit conflict for ever.
pub async fn sign_out(app: &App, user_id: &str, why: Initiator) -> Result<(), StoreError> {
    sessions::end_all(&app.directory, user_id, Ending { why, at: app.clock.now() }).await?;
    app.directory.refresh_tokens.delete_by("user", user_id).await?;
    app.opaque_tokens.delete_by("user", user_id).await.map(drop)
}

/// An event of this module's flows: who, where and from where.
fn event(app: &App, kind: &str, origin: Option<&Origin>, connection: Option<&Connection>, user: Option<&User>) -> LogEvent {
    let mut event = app.audit.event(kind);
    if let Some(connection) = connection {
        connection.mark(&mut event);
    }
    if let Some(origin) = origin {
        origin.mark(&mut event);
    }
    if let Some(user) = user {
        event.user_id = Some(user.user_id.clone());
        event.user_name = user.email.clone().or_else(|| user.username.clone());
    }
    event
}

/// Names the application in an event.
fn of_client(mut event: LogEvent, client: Option<&Client>) -> LogEvent {
    event.client_id = client.map(|client| client.client_id.clone());
    event.client_name = client.map(|client| client.name.clone());
    event
}
