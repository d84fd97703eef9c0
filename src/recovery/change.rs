//! A new password by a link, and what follows every new password, whoever set it.
//!
//! Policy, hash, and then one commit: the password, the end of the link, the proof of the address, the event. From it on nothing that
//! the old password gave counts ([`User::honours`]); sessions and tokens are removed afterwards, and the `post-change-password` Actions
//! run when their turn comes.

use super::tickets::{self, Found};
use super::{event, of_client, sign_out};
use crate::app::App;
use crate::contract::Trigger;
use crate::foreign_users::{Place, there};
use crate::identity::logout_notice::Initiator;
use crate::identity::password::PasswordError;
use crate::identity::password_policy::{Personal, Policy, PolicyViolation, history};
use crate::identity::{Connection, Metadata, Origin, Ticket, TicketKind, User};
use crate::mail::{Letter, Template};
use crate::pipeline::Verdict;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError};
use crate::triggers::post_change_password as trigger;

/// Why the password stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The link is unknown, used, expired, or of another time.
    #[error("the link does not work any more")]
    Gone,
    /// The connection does not take the new password.
    #[error(transparent)]
    Weak(PolicyViolation),
    /// Too many passwords are being hashed, or the database that keeps this one does not take it now.
    #[error("the server is busy; try again in a moment")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn busy(error: PasswordError) -> ChangeError {
    match error {
        PasswordError::Busy => ChangeError::Busy,
        error => StoreError::Backend(anyhow::anyhow!(error)).into(),
    }
}

/// The connection of a link's user.
pub async fn connection(app: &App, user: &User) -> Result<Option<Connection>, StoreError> {
    Ok(app.directory.connections.find("name", &user.connection).await?.map(|found| found.value))
}

/// Sets the password of the user of a link; the ticket and the user as they were.
pub async fn by_ticket(app: &App, origin: &Origin, secret: &str, password: &str) -> Result<(Ticket, User), ChangeError> {
    let Some(Found { ticket, user }) = tickets::find(app, TicketKind::PasswordChange, secret).await? else {
        app.audit.write(event(app, "fcp", Some(origin), None, None).describe("The link is unknown, used or expired.")).await?;
        return Err(ChangeError::Gone);
    };
    let connection = connection(app, &user).await?.ok_or(ChangeError::Gone)?;
    let client = tickets::client(app, &ticket).await?;
    let policy = Policy::of(&connection);
    let violation = match policy.check(password, &Personal::from(&*user)) {
        Ok(()) => history::check(&app.passwords, policy, &user, password).await.map_err(busy)?.err(),
        Err(violation) => Some(violation),
    };
    if let Some(violation) = violation {
        let event = event(app, "fcp", Some(origin), Some(&connection), Some(&user)).describe(violation.to_string());
        app.audit.write(of_client(event, client.as_ref())).await?;
        return Err(ChangeError::Weak(violation));
    }
    let hash = if connection.keeps_users_elsewhere() {
        let place = Place { connection: &connection, client: client.as_ref(), origin };
        if !there::change_password(app, place, &user, password).await? {
            let event = event(app, "fcp", Some(origin), Some(&connection), Some(&user));
            let event = event.describe("The custom database does not take the new password.");
            app.audit.write(of_client(event, client.as_ref())).await?;
            return Err(ChangeError::Busy);
        }
        None
    } else {
        Some(app.passwords.hash(password).await.map_err(busy)?)
    };
    let told = Template::PasswordReset.settings(&app.directory).await?.is_enabled() && app.mail.is_ready().await?;
    let mut before = user;
    let after = loop {
        // Meanwhile used, or taken back by another change.
        if !ticket.is_good(&before, app.clock.now()) {
            return Err(ChangeError::Gone);
        }
        let now = app.clock.now();
        let mut after = before.value.clone();
        history::remember(policy, &mut after);
        after.password_hash.clone_from(&hash);
        after.last_password_reset = Some(now);
        after.updated_at = now;
        after.email_verified |= ticket.mark_email_as_verified;
        let mut batch = Batch::new();
        app.directory.users.stage_update(&mut batch, &before, &after)?;
        app.directory.tickets.stage_delete(&mut batch, &ticket);
        let letter = Letter::new(app.random.as_ref(), now, Template::PasswordReset, &after).filter(|_| told);
        if let Some(letter) = letter {
            app.mail.stage(&mut batch, &Letter { client_id: ticket.client_id.clone(), ..letter })?;
        }
        let event = event(app, "scp", Some(origin), Some(&connection), Some(&after));
        app.audit.stage(&mut batch, &of_client(event, client.as_ref()))?;
        match app.store.commit(batch).await {
            Ok(_) => break after,
            Err(StoreError::Conflict(key)) if key.starts_with(app.directory.tickets.prefix()) => return Err(ChangeError::Gone),
            Err(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => {
                before = app.directory.users.get(&before.user_id).await?.ok_or(ChangeError::Gone)?;
            }
            Err(error) => return Err(error.into()),
        }
    };
    sign_out(app, &after.user_id, Initiator::PasswordChanged).await?;
    app.directory.tickets.delete_by("user", &after.user_id).await?;
    let body = Metadata::from_iter([("connection".to_owned(), connection.name.clone().into())]);
    changed(app, &after, &connection, origin, body);
    Ok((ticket.value, after))
}

/// Runs the `post-change-password` Actions when their turn comes, and keeps their record. The password stands whatever they do. `body`
/// is what the request may be told to have held: never the password.
pub fn changed(app: &App, user: &User, connection: &Connection, origin: &Origin, body: Metadata) {
    let (pipeline, audit, store, tenant) = (app.pipeline.clone(), app.audit.clone(), app.store.clone(), app.config.tenant.clone());
    let (user, connection, origin) = (user.clone(), connection.clone(), origin.clone());
    let failure = event(app, "fcph", Some(&origin), Some(&connection), Some(&user));
    app.background.spawn(async move {
        let facts = trigger::Facts { tenant: &tenant, connection: &connection, origin: &origin, user: &user, body };
        let kept = match pipeline.run(Trigger::PostChangePassword, || trigger::event(&facts)).await {
            Ok(None) => return,
            Ok(Some(run)) => {
                let mut batch = Batch::new();
                let mut staged = run.stage(&audit, &mut batch);
                if staged.is_ok() && run.verdict != Verdict::Allow {
                    let failure = failure.describe("An Action after a password change failed.");
                    staged = audit.stage(&mut batch, &failure.executions(std::slice::from_ref(&run.execution.id)));
                }
                match staged {
                    Ok(()) => store.commit(batch).await.map(drop),
                    Err(error) => Err(error),
                }
            }
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            tracing::error!(%error, user_id = user.user_id, "the Actions after a password change could not be run or recorded");
        }
    });
}
