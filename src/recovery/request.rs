//! A forgotten password. Whether somebody has an account is told to nobody who asks: not by the answer, and not by its time, for both
//! ways read the same records and end in one durable commit.
//!
//! Where a custom database is asked for those who are not here, no two ways take the same time; so all of it is done after the answer,
//! also for those who are here. What a crash loses of it, its owner asks for again.

use std::sync::Arc;

use serde_json::json;

use super::tickets::{Mailed, Offer};
use super::{event, of_client};
use crate::app::App;
use crate::foreign_users::{self, Admitted, Found, Met, Place};
use crate::identity::connection::DATABASE;
use crate::identity::user::scoped;
use crate::identity::{Client, Connection, Origin, TicketKind, User};
use crate::mail::Template;
use crate::pipeline::Run;
use crate::storage::{Batch, StoreError};

/// Who asks for a new password.
#[derive(Clone, Copy)]
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
pub async fn request(app: &Arc<App>, request: ResetRequest<'_>) -> Result<(), StoreError> {
    if !request.connection.has_scripts() {
        return send(app, request).await;
    }
    let (connection, client, origin) = (request.connection.clone(), request.client.cloned(), request.origin.clone());
    let (email, work) = (request.email.to_owned(), Arc::clone(app));
    app.background.spawn(async move {
        let request = ResetRequest { connection: &connection, client: client.as_ref(), origin: &origin, email: &email };
        if let Err(error) = send(&work, request).await {
            tracing::error!(%error, connection = connection.name, "a forgotten password could not be looked after");
        }
    });
    Ok(())
}

async fn send(app: &App, request: ResetRequest<'_>) -> Result<(), StoreError> {
    let ready = app.mail.is_ready().await?;
    let settings = Template::ResetEmail.settings(&app.directory).await?;
    let found = app.directory.users.find("email", &scoped(&request.connection.name, request.email)).await?;
    // The address of a linked identity leads to its primary as well, whose password is another. Who was imported without a password gets
    // the first one so.
    let own = |user: &User| has_a_password(user) && user.answers_to(&request.connection.name, request.email);
    let (found, why) = match found {
        Some(found) => (Some(found.value), None),
        None => bring_in(app, request).await?,
    };
    let user = found.filter(own);
    let mut batch = Batch::new();
    let kind = if user.is_some() { "scpr" } else { "fcpr" };
    let mut event = of_client(event(app, kind, Some(request.origin), Some(request.connection), user.as_ref()), request.client);
    event.user_name = Some(request.email.chars().take(MOST_EMAIL).collect());
    event.details.insert("body".to_owned(), json!({ "connection": request.connection.name, "email": event.user_name }));
    let event = match &user {
        None => event.describe(why.as_deref().unwrap_or("The user does not exist.")),
        Some(user) => {
            let offer = Offer {
                ttl: Some(settings.lifetime()),
                client_id: request.client.map(|client| client.client_id.clone()),
                include_email: settings.includes_email(),
                // Who opens the link has the mailbox.
                mark_email_as_verified: true,
                ..Offer::of(TicketKind::PasswordChange, user)
            };
            if let Some(mailed) = Mailed::new(app, Template::ResetEmail, offer).filter(|_| ready) {
                mailed.stage(app, &mut batch)?;
            }
            event
        }
    };
    app.audit.stage(&mut batch, &event)?;
    app.store.commit(batch).await.map(drop)
}

/// The account of an address that only a custom database knows, made now; or why there is none, where somebody was asked.
async fn bring_in(app: &App, request: ResetRequest<'_>) -> Result<(Option<User>, Option<String>), StoreError> {
    let place = Place { connection: request.connection, client: request.client, origin: request.origin };
    let Some(Met { found, run, .. }) = foreign_users::by_address(app, place, request.email).await? else { return Ok((None, None)) };
    let why = match found {
        Found::User(user) => match brought(app, place, &user, &run).await? {
            Admitted::Here(user) => return Ok((Some(user.value), None)),
            Admitted::Taken => Some("The profile from the custom database has the id or an identifier of another user.".to_owned()),
            Admitted::Closed => None,
        },
        Found::Nobody { .. } => None,
        Found::Failed(why) => Some(why),
    };
    run.write(&app.audit).await?;
    Ok((None, why))
}

async fn brought(app: &App, place: Place<'_>, user: &User, run: &Run) -> Result<Admitted, StoreError> {
    if place.connection.imports_users() {
        foreign_users::admit(app, place, user, run).await
    } else {
        foreign_users::arrive(app, place, user, run).await
    }
}
