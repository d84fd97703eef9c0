//! A forgotten password. Whether somebody has an account is told to nobody who asks: not by the answer, and not by its time, for both
//! ways read the same records and end in one durable commit.

use serde_json::json;

use super::tickets::{Offer, draw};
use super::{event, of_client};
use crate::app::App;
use crate::identity::connection::DATABASE;
use crate::identity::user::scoped;
use crate::identity::{Client, Connection, Origin, TicketKind, User};
use crate::mail::{Letter, Template};
use crate::storage::{Batch, StoreError};

/// Who asks for a new password.
pub struct ResetRequest<'a> {
    /// Where the account is.
    pub connection: &'a Connection,
    /// The application, where the request named one.
    pub client: Option<&'a Client>,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The address as typed.
    pub email: &'a str,
}

/// Characters of an address that are looked up and kept.
pub const MOST_EMAIL: usize = 320;

/// Whether the account is one that a password opens, or will.
fn has_a_password(user: &User) -> bool {
    user.password_hash.is_some() || user.provider() == DATABASE
}

/// Sends a link to the account of this address, if there is one.
pub async fn request(app: &App, request: ResetRequest<'_>) -> Result<(), StoreError> {
    let ready = app.mail.is_ready().await?;
    let settings = Template::ResetEmail.settings(&app.directory).await?;
    let found = app.directory.users.find("email", &scoped(&request.connection.name, request.email)).await?;
    // The address of a linked identity leads to its primary as well, whose password is another. Who was imported without a password gets
    // the first one so.
    let own = |user: &User| has_a_password(user) && user.answers_to(&request.connection.name, request.email);
    let user = found.map(|found| found.value).filter(own);
    let mut batch = Batch::new();
    let kind = if user.is_some() { "scpr" } else { "fcpr" };
    let mut event = of_client(event(app, kind, Some(request.origin), Some(request.connection), user.as_ref()), request.client);
    event.user_name = Some(request.email.chars().take(MOST_EMAIL).collect());
    event.details.insert("body".to_owned(), json!({ "connection": request.connection.name, "email": event.user_name }));
    let event = match &user {
        None => event.describe("The user does not exist."),
        Some(user) => {
            let offer = Offer {
                template: Some(Template::ResetEmail),
                ttl: Some(settings.lifetime()),
                client_id: request.client.map(|client| client.client_id.clone()),
                include_email: settings.includes_email(),
                // Who opens the link has the mailbox.
                mark_email_as_verified: true,
                ..Offer::of(TicketKind::PasswordChange, user)
            };
            let (ticket, url) = draw(app, offer);
            let letter = Letter::new(app.random.as_ref(), app.clock.now(), Template::ResetEmail, user);
            if let Some(letter) = letter.filter(|_| ready) {
                let letter = Letter { client_id: ticket.client_id.clone(), ..letter.with_url(&app.vault, &url) };
                app.directory.tickets.stage_insert(&mut batch, &ticket)?;
                app.mail.stage(&mut batch, &letter)?;
            }
            event
        }
    };
    app.audit.stage(&mut batch, &event)?;
    app.store.commit(batch).await.map(drop)
}
