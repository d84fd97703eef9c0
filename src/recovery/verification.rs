//! The mail that proves an address, and the proof.
//!
//! Sent at a sign-up, unless the tenant has switched its template off; and whenever an operator asks for it. Opening the link proves
//! nothing yet, because programs open links before people do: the page it leads to has a button.

use super::tickets::{self, Found, Mailed, Offer};
use super::{event, of_client};
use crate::app::App;
use crate::foreign_users::{Place, there};
use crate::identity::{Client, Connection, Job, JobStatus, Origin, Ticket, TicketKind, User};
use crate::mail::{Letter, Template, TemplateSettings};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError};

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
    let (connection, client): (Option<Connection>, _) = (connection(app, &user).await?, tickets::client(app, &ticket).await?);
    if let Some(connection) = connection.as_ref().filter(|connection| connection.keeps_users_elsewhere()) {
        let place = Place { connection, client: client.as_ref(), origin };
        if !there::verify(app, place, &user).await? {
            let event = event(app, "fv", Some(origin), Some(connection), Some(&user));
            app.audit.write(event.describe("The custom database does not take the address as proved.")).await?;
            return Ok(None);
        }
    }
    let welcome = Template::WelcomeEmail.settings(&app.directory).await?.is_enabled() && app.mail.is_ready().await?;
    let mut before = user;
    loop {
        if !ticket.is_good(&before, app.clock.now()) {
            return Ok(None);
        }
        let now = app.clock.now();
        let mut after = before.value.clone();
        after.email_verified = true;
        after.updated_at = now;
        let mut batch = Batch::new();
        app.directory.users.stage_update(&mut batch, &before, &after)?;
        app.directory.tickets.stage_delete(&mut batch, &ticket);
        let letter = Letter::new(app.random.as_ref(), now, Template::WelcomeEmail, &after);
        if let Some(letter) = letter.filter(|_| welcome && !before.email_verified) {
            app.mail.stage(&mut batch, &Letter { client_id: ticket.client_id.clone(), ..letter })?;
        }
        app.audit.stage(&mut batch, &of_client(event(app, "sv", Some(origin), connection.as_ref(), Some(&after)), client.as_ref()))?;
        match app.store.commit(batch).await {
            Ok(_) => return Ok(Some((ticket.value, after))),
            Err(StoreError::Conflict(key)) if key.starts_with(app.directory.tickets.prefix()) => return Ok(None),
            Err(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => match app.directory.users.get(&before.user_id).await? {
                Some(fresh) => before = fresh,
                None => return Ok(None),
            },
            Err(error) => return Err(error),
        }
    }
}
