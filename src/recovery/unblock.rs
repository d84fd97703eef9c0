//! An account that is guessed at: its user is told by a mail, whose link lifts what holds them back.
//!
//! Whoever provokes the mail learns nothing from it: for an account that does not exist the same records are read, and both end in
//! the commit of the log event. The link leads to a button, because programs open links before people do, and lifts what the
//! operators' `DELETE /user-blocks/{id}` lifts. Guessers who wait for that gain one budget an hour, for no user gets more mails.

use super::tickets::{self, Found, Mailed, Offer};
use super::{change, event, of_client};
use crate::app::App;
use crate::identity::{Client, Connection, Origin, Ticket, TicketKind, User};
use crate::mail::{Letter, Template};
use crate::storage::{Batch, StoreError};

/// Seconds that a link lives where the template does not say: the limits themselves last for minutes.
const LIFETIME: u64 = 3600;

/// Attempts at an account that were refused.
pub struct Guesses<'a> {
    /// Where the account is, if there is one.
    pub connection: &'a Connection,
    /// Its address or name, as it was typed.
    pub identifier: &'a str,
    /// The application.
    pub client: Option<&'a Client>,
    /// Where the last of them came from.
    pub origin: &'a Origin,
}

/// Adds the mail to a batch, where there is a user to tell. One whom an operator blocked is not told: the link would not let them in.
pub async fn stage(app: &App, batch: &mut Batch, guesses: &Guesses<'_>) -> Result<(), StoreError> {
    let settings = Template::BlockedAccount.settings(&app.directory).await?;
    if settings.is_disabled() || !app.mail.is_ready().await? {
        return Ok(());
    }
    let found = app.directory.user_by_identifier(&guesses.connection.name, guesses.identifier).await?;
    let Some(user) = found.map(|found| found.value).filter(|user| !user.blocked && user.email.is_some()) else { return Ok(()) };
    if !app.limits.warning(&user.user_id) {
        return Ok(());
    }
    let offer = Offer {
        ttl: Some(settings.lifetime_or(LIFETIME)),
        client_id: guesses.client.map(|client| client.client_id.clone()),
        include_email: settings.includes_email(),
        ..Offer::of(TicketKind::Unblock, &user)
    };
    let Some(mailed) = Mailed::new(app, Template::BlockedAccount, offer) else { return Ok(()) };
    let letter = Letter { source_ip: Some(guesses.origin.ip.clone()), ..mailed.letter };
    Mailed { letter, ..mailed }.stage(app, batch)
}

/// Lifts the limits of the user of a link, and ends the link; `None` if it does not work any more.
pub async fn lift(app: &App, origin: &Origin, secret: &str) -> Result<Option<(Ticket, User)>, StoreError> {
    let Some(Found { ticket, user }) = tickets::find(app, TicketKind::Unblock, secret).await? else { return Ok(None) };
    let (connection, client) = (change::connection(app, &user).await?, tickets::client(app, &ticket).await?);
    let mut batch = Batch::new();
    app.directory.tickets.stage_delete(&mut batch, &ticket);
    let event = event(app, "ublkdu", Some(origin), connection.as_ref(), Some(&user));
    app.audit.stage(&mut batch, &of_client(event, client.as_ref()))?;
    match app.store.commit(batch).await {
        // The limits are this process's own: after a crash here there are none to lift.
        Ok(_) => app.limits.lift_of(&user),
        // Sent twice at once.
        Err(StoreError::Conflict(_)) => return Ok(None),
        Err(error) => return Err(error),
    }
    Ok(Some((ticket.value, user.value)))
}
