//! The user of a waiting login proves a second factor, or sets one up.
//!
//! What a proof changes is one commit with the login's own record: the period of a code that is used up, the next recovery code, and that
//! the login may go on. Of two requests with one code the second finds the login changed.

use super::suspended::SuspendedLogin;
use super::{LoginContext, events};
use crate::app::App;
use crate::audit::LogEvent;
use crate::identity::authenticator::{Authenticator, FactorKind};
use crate::identity::session::AuthenticationMethod;
use crate::identity::{Session, User};
use crate::mfa::waiting::Proved;
use crate::mfa::{Waiting, factors, otp, recovery_code};
use crate::random::prefixed;
use crate::storage::{Batch, StoreError, Stored};

/// A login at the pages of second factors.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// The login.
    pub login: &'a Stored<SuspendedLogin>,
    /// What it waits for.
    pub waiting: &'a Waiting,
    /// Whose it is.
    pub user: &'a User,
    /// Where it happens.
    pub context: LoginContext<'a>,
}

/// What became of a code.
pub enum Outcome {
    /// It is right, and the login says so.
    Right(Box<Stored<SuspendedLogin>>),
    /// It is not, or was used.
    Wrong,
    /// The login waits for something else by now.
    Ended,
}

fn of_factor(id: &str) -> String {
    format!("authenticator/{id}")
}

fn of_login(login: &SuspendedLogin, what: &str) -> String {
    format!("suspended-login/{}/{what}", login.state_hash)
}

fn unix_seconds(app: &App) -> u64 {
    u64::try_from(app.clock.now().as_second()).unwrap_or_default()
}

/// Proves a factor that the user has.
pub async fn prove(app: &App, at: At<'_>, kind: FactorKind, typed: &str, remember: bool) -> Result<Outcome, StoreError> {
    if at.waiting.proved.is_some() || !at.waiting.kinds.contains(&kind) {
        return Ok(Outcome::Ended);
    }
    let Some(factor) = factors::of_kind(app, at.user, kind).await? else { return Ok(Outcome::Ended) };
    let now = app.clock.now();
    let used = Authenticator { last_used_at: Some(now), ..factor.value.clone() };
    let (right, wrong) = match kind {
        FactorKind::Otp => ("gd_auth_succeed", "gd_auth_failed"),
        FactorKind::RecoveryCode => ("gd_recovery_succeed", "gd_recovery_failed"),
    };
    let (used, code) = match kind {
        FactorKind::Otp => {
            let key = app.vault.open(&of_factor(&factor.id), &factor.secret).map_err(|error| corrupt(&factor, &error.to_string()))?;
            let period = otp::period_of(&key, typed, unix_seconds(app), factor.last_period);
            (period.map(|period| Authenticator { last_period: Some(period), ..used }), None)
        }
        FactorKind::RecoveryCode if recovery_code::matches(&factor.secret, typed) => {
            let next = recovery_code::draw(app.random.as_ref());
            (Some(Authenticator { secret: recovery_code::hash(&next), ..used }), Some(next))
        }
        FactorKind::RecoveryCode => (None, None),
    };
    let Some(used) = used else {
        app.audit.write(event(app, wrong, &at, "The code is wrong, or was used.")).await?;
        return Ok(Outcome::Wrong);
    };
    let mut batch = Batch::new();
    app.directory.authenticators.stage_update(&mut batch, &factor, &used)?;
    app.audit.stage(&mut batch, &event(app, right, &at, "The second factor is proved."))?;
    settle(app, at, batch, kind, code, remember).await
}

/// The key that is offered to the user's app: a new one, or the one that was offered before.
///
/// # Errors
/// A conflict where another request was first.
pub async fn offered(app: &App, at: At<'_>) -> Result<Vec<u8>, StoreError> {
    let purpose = of_login(at.login, "key");
    if let Some(sealed) = &at.waiting.key {
        return app.vault.open(&purpose, sealed).map(|key| key.to_vec()).map_err(|error| corrupt_login(at.login, &error.to_string()));
    }
    let key = otp::new_key(app.random.as_ref());
    let waiting = Waiting { key: Some(app.vault.seal(&purpose, &key)), ..at.waiting.clone() };
    let mut batch = Batch::new();
    app.suspended.stage_update(&mut batch, at.login, &at.login.waiting_for(waiting))?;
    app.audit.stage(&mut batch, &event(app, "gd_start_enroll", &at, "A key for an authenticator app is offered."))?;
    app.store.commit(batch).await?;
    Ok(key.to_vec())
}

/// Takes an app as the user's, with a code of the key that was offered; and gives a recovery code with it, where the tenant has those on.
pub async fn enroll(app: &App, at: At<'_>, typed: &str, remember: bool) -> Result<Outcome, StoreError> {
    if at.waiting.proved.is_some() || !at.waiting.enrolls() || at.waiting.key.is_none() {
        return Ok(Outcome::Ended);
    }
    // Set up in another login meanwhile: this one does not put another in its place.
    if factors::of_kind(app, at.user, FactorKind::Otp).await?.is_some() {
        return Ok(Outcome::Ended);
    }
    let key = offered(app, at).await?;
    let Some(period) = otp::period_of(&key, typed, unix_seconds(app), None) else {
        app.audit.write(event(app, "gd_start_enroll_failed", &at, "The code is not one of the key that was offered.")).await?;
        return Ok(Outcome::Wrong);
    };
    let (now, id) = (app.clock.now(), prefixed(app.random.as_ref(), "totp|dev_"));
    let factor = Authenticator {
        user_id: at.user.user_id.clone(),
        kind: FactorKind::Otp,
        secret: app.vault.seal(&of_factor(&id), &key),
        created_at: now,
        last_used_at: Some(now),
        last_period: Some(period),
        id,
    };
    let mut batch = Batch::new();
    forget_of_former(app, at.user, FactorKind::Otp, &mut batch).await?;
    app.directory.authenticators.stage_insert(&mut batch, &factor)?;
    let code = match factors::is_enabled(&app.directory, FactorKind::RecoveryCode).await? {
        true => Some(renew_recovery_code(app, at.user, &mut batch).await?),
        false => None,
    };
    app.audit.stage(&mut batch, &event(app, "gd_enrollment_complete", &at, "An authenticator app is enrolled."))?;
    settle(app, at, batch, FactorKind::Otp, code, remember).await
}

/// Gives a user another recovery code in the place of the one before, with what is committed.
pub async fn renew_recovery_code(app: &App, user: &User, batch: &mut Batch) -> Result<String, StoreError> {
    let code = recovery_code::draw(app.random.as_ref());
    let factor = Authenticator {
        id: prefixed(app.random.as_ref(), "recovery-code|dev_"),
        user_id: user.user_id.clone(),
        kind: FactorKind::RecoveryCode,
        secret: recovery_code::hash(&code),
        created_at: app.clock.now(),
        last_used_at: None,
        last_period: None,
    };
    match factors::of_kind(app, user, FactorKind::RecoveryCode).await? {
        Some(before) => {
            let after = Authenticator { id: before.id.clone(), ..factor };
            app.directory.authenticators.stage_update(batch, &before, &after)?;
        }
        None => {
            forget_of_former(app, user, FactorKind::RecoveryCode, batch).await?;
            app.directory.authenticators.stage_insert(batch, &factor)?;
        }
    }
    Ok(code)
}

/// Removes what is left of somebody who had the user's id before.
async fn forget_of_former(app: &App, user: &User, kind: FactorKind, batch: &mut Batch) -> Result<(), StoreError> {
    let found = app.directory.authenticators.list_by("user", &user.user_id, None, usize::from(u8::MAX)).await?;
    for factor in found.iter().filter(|factor| factor.kind == kind && !factor.is_of(user)) {
        app.directory.authenticators.stage_delete(batch, factor);
    }
    Ok(())
}

/// Lays down in the login that its user has proved the factor.
async fn settle(
    app: &App,
    at: At<'_>,
    mut batch: Batch,
    kind: FactorKind,
    code: Option<String>,
    remember: bool,
) -> Result<Outcome, StoreError> {
    let proved = Proved {
        kind,
        at: app.clock.now(),
        code: code.map(|code| app.vault.seal(&of_login(at.login, "recovery-code"), code.as_bytes())),
        remember: remember && at.waiting.remember,
    };
    let waiting = Waiting { key: None, proved: Some(proved), ..at.waiting.clone() };
    app.suspended.stage_update(&mut batch, at.login, &at.login.waiting_for(waiting))?;
    match app.store.commit(batch).await {
        Ok(_) => {}
        Err(StoreError::Conflict(_)) => return Ok(Outcome::Ended),
        Err(error) => return Err(error),
    }
    Ok(app.suspended.get(&at.login.state_hash).await?.map_or(Outcome::Ended, |login| Outcome::Right(Box::new(login))))
}

/// The new recovery code that the login has to show.
pub fn new_code(app: &App, login: &SuspendedLogin) -> Result<Option<String>, StoreError> {
    let sealed = login.factor.as_ref().and_then(|waiting| waiting.proved.as_ref()).and_then(|proved| proved.code.as_ref());
    let opened = sealed.map(|sealed| app.vault.open_text(&of_login(login, "recovery-code"), sealed)).transpose();
    opened.map(|code| code.map(|code| code.to_string())).map_err(|error| corrupt_login(login, &error.to_string()))
}

/// Notes in a session that its user has proved the factor, in the place of an earlier proof.
pub fn note(session: &mut Session, proved: &Proved) {
    session.methods.retain(|method| method.name != "mfa");
    let kind = Some(proved.kind.name().to_owned());
    session.methods.push(AuthenticationMethod { name: "mfa".to_owned(), timestamp: proved.at, kind });
}

/// Tells the log that guesses at a second factor are held back.
pub async fn held_back(app: &App, at: At<'_>, kind: FactorKind) -> Result<(), StoreError> {
    let code = match kind {
        FactorKind::Otp => "gd_otp_rate_limit_exceed",
        FactorKind::RecoveryCode => "gd_recovery_rate_limit_exceed",
    };
    app.audit.write(event(app, code, &at, "Too many codes were tried.")).await
}

fn event(app: &App, kind: &str, at: &At<'_>, description: &str) -> LogEvent {
    events::of_factor(app, kind, &at.context, at.user).describe(description)
}

fn corrupt(factor: &Authenticator, reason: &str) -> StoreError {
    StoreError::Corrupt { key: format!("authenticators/{}", factor.id), reason: reason.to_owned() }
}

fn corrupt_login(login: &SuspendedLogin, reason: &str) -> StoreError {
    StoreError::Corrupt { key: format!("suspended-logins/{}", login.state_hash), reason: reason.to_owned() }
}
