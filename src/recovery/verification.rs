//! The mail that proves an address, and the proof.
//!
//! Sent at a sign-up, unless the tenant has switched its template off; and whenever an operator asks for it. Opening the link proves
//! nothing yet, because programs open links before people do: the page it leads to has a button. Who signs up at our pages is asked
//! for a code instead where the connection says so ([`email_code`](super::email_code)).

use super::tickets::{self, Found, Mailed, Offer};
use super::{event, of_client};
use crate::app::App;
use crate::foreign_users::{Place, there};
use crate::identity::{Client, Connection, Job, JobStatus, Origin, Ticket, TicketKind, User};
use crate::mail::{Letter, Template, TemplateSettings};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};

use super::change::connection;

/// The mail and its link.
fn proof(app: &App, user: &User, client: Option<&Client>, settings: &TemplateSettings) -> Option<Mailed> {
    let offer = Offer {
        ttl: Some(settings.lifetime()),
        client_id: client.map(|client| client.client_id.clone()),
        include_email: settings.includes_email(),
        ..Offer::of(TicketKind::EmailVerification, user)
    };
    Mailed::new(app, Template::VerifyEmail, offer)
}

/// The mail of a sign-up. `wanted` is what an operator said of it; nobody is asked to prove what an operator vouches for.
pub async fn at_sign_up(app: &App, user: &User, client: Option<&Client>, wanted: Option<bool>) -> Result<Option<Mailed>, StoreError> {
    if user.email.is_none() || !wanted.unwrap_or(!user.email_verified) {
        return Ok(None);
    }
    let settings = Template::VerifyEmail.settings(&app.directory).await?;
    if (settings.is_disabled() && wanted != Some(true)) || !app.mail.is_ready().await? {
        return Ok(None);
    }
    Ok(proof(app, user, client, &settings))
}

/// The mail that an operator asks for, and the job that tells what becomes of it. A mail that can go nowhere is a job that has failed.
pub async fn by_job(app: &App, user: &User, client: Option<&Client>) -> Result<Job, StoreError> {
    let settings = Template::VerifyEmail.settings(&app.directory).await?;
    let mut job = Job::new(app.random.as_ref(), app.clock.now(), "verification_email");
    let mailed = if app.mail.is_ready().await? { proof(app, user, client, &settings) } else { None };
    let mut batch = Batch::new();
    match mailed {
        Some(mut mailed) => {
            mailed.letter.job_id = Some(job.id.clone());
            mailed.stage(app, &mut batch)?;
        }
        None => job.status = JobStatus::Failed,
    }
    app.directory.jobs.stage_insert(&mut batch, &job)?;
    let kind = if job.status == JobStatus::Failed { "fvr" } else { "svr" };
    app.audit.stage(&mut batch, &of_client(event(app, kind, None, None, Some(user)), client))?;
    app.store.commit(batch).await?;
    Ok(job)
}

/// Proves the address of the user of a link: the ticket and the user as they are now; `None` if the link does not work any more.
pub async fn prove(app: &App, origin: &Origin, secret: &str) -> Result<Option<(Ticket, User)>, StoreError> {
    let Some(Found { ticket, user }) = tickets::find(app, TicketKind::EmailVerification, secret).await? else {
        app.audit.write(event(app, "fv", Some(origin), None, None).describe("The link is unknown, used or expired.")).await?;
        return Ok(None);
    };
    let (connection, client) = (connection(app, &user).await?, tickets::client(app, &ticket).await?);
    let proved = Proved { origin, connection: connection.as_ref(), client: client.as_ref() };
    let is_good = |user: &User| ticket.is_good(user, app.clock.now());
    let ended = |batch: &mut Batch| {
        app.directory.tickets.stage_delete(batch, &ticket);
        Ok(())
    };
    let user = mark(app, &proved, user, is_good, ended).await?;
    Ok(user.map(|user| (ticket.value.clone(), user)))
}

/// Where an address was proved.
pub(super) struct Proved<'a> {
    pub origin: &'a Origin,
    pub connection: Option<&'a Connection>,
    pub client: Option<&'a Client>,
}

/// Marks a user's address as proved, in one commit with the end of what proved it, the event and the welcome. `None` where that end came
/// first, or is not good any more for the user as they are now.
pub(super) async fn mark(
    app: &App,
    proved: &Proved<'_>,
    user: Stored<User>,
    is_good: impl Fn(&User) -> bool,
    ended: impl Fn(&mut Batch) -> Result<(), StoreError>,
) -> Result<Option<User>, StoreError> {
    // Where users are kept elsewhere, that database has to take it as well.
    if let Some(connection) = proved.connection.filter(|connection| connection.keeps_users_elsewhere()) {
        let place = Place { connection, client: proved.client, origin: proved.origin };
        if !there::verify(app, place, &user).await? {
            let event = event(app, "fv", Some(proved.origin), Some(connection), Some(&user));
            app.audit.write(event.describe("The custom database does not take the address as proved.")).await?;
            return Ok(None);
        }
    }
    let welcome = Template::WelcomeEmail.settings(&app.directory).await?.is_enabled() && app.mail.is_ready().await?;
    let users = &app.directory.users;
    let mut before = user;
    while is_good(&before) {
        let now = app.clock.now();
        let mut after = before.value.clone();
        after.email_verified = true;
        after.updated_at = now;
        let mut batch = Batch::new();
        users.stage_update(&mut batch, &before, &after)?;
        ended(&mut batch)?;
        let letter = Letter::new(app.random.as_ref(), now, Template::WelcomeEmail, &after);
        if let Some(letter) = letter.filter(|_| welcome && !before.email_verified) {
            app.mail.stage(&mut batch, &Letter { client_id: proved.client.map(|client| client.client_id.clone()), ..letter })?;
        }
        app.audit.stage(&mut batch, &of_client(event(app, "sv", Some(proved.origin), proved.connection, Some(&after)), proved.client))?;
        match app.store.commit(batch).await {
            Ok(_) => return Ok(Some(after)),
            Err(StoreError::Conflict(key)) if key.starts_with(users.prefix()) && clash(&key) == Clash::Entity => {
                match users.get(&before.user_id).await? {
                    Some(fresh) => before = fresh,
                    None => return Ok(None),
                }
            }
            Err(StoreError::Conflict(_)) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}
