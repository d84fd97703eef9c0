//! Sign-up, readable top to bottom: check what was typed, ask the `pre-user-registration` Actions, write the user; and then, without
//! holding it up, tell the `post-user-registration` Actions.
//!
//! The user, the record of the Actions and the log event are one commit: an account that was answered is there after a crash,
//! and none is half there. The password is hashed last, so that a sign-up that an Action refuses costs no hash.

mod after;
mod input;

use std::collections::BTreeSet;

use serde_json::json;

use crate::app::App;
use crate::audit::LogEvent;
use crate::contract::Trigger;
use crate::foreign_users::there::{self, Created};
use crate::foreign_users::{self, Place};
use crate::identity::password::PasswordError;
use crate::identity::password_policy::{Policy, PolicyViolation};
use crate::identity::user::{normalize_identifier, scoped};
use crate::identity::{Client, Connection, LoginTransaction, Origin, User};
use crate::pipeline::{Run, Verdict};
use crate::recovery::tickets::Mailed;
use crate::recovery::verification;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError};
use crate::triggers::metadata::{MetadataChanges, TooMuchMetadata};
use crate::triggers::pre_user_registration;

pub use input::{InvalidInput, Profile, is_email, is_user_id};

/// Who asks for the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Initiator {
    /// The person, at the hosted page or through `/dbconnections/signup`.
    SelfService,
    /// An operator, through the Management API: `disable_signup` does not hold them back.
    Management,
}

/// A request for an account.
pub struct SignUp<'a> {
    /// Who asks.
    pub initiator: Initiator,
    /// The application, where the request named one.
    pub client: Option<&'a Client>,
    /// Where the user will live.
    pub connection: &'a Connection,
    /// The login that the sign-up is part of.
    pub transaction: Option<&'a LoginTransaction>,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// What the user is to be.
    pub profile: Profile,
    /// The password as typed.
    pub password: &'a str,
}

/// The account, and the runs that it passed.
#[derive(Debug, Clone)]
pub struct SignedUp {
    /// The user as written.
    pub user: User,
    /// Ids of execution records.
    pub executions: Vec<String>,
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// The connection takes no sign-ups.
    #[error("public signup is disabled")]
    Disabled,
    /// A field is missing or malformed.
    #[error(transparent)]
    Invalid(#[from] InvalidInput),
    /// The connection does not take the password.
    #[error(transparent)]
    Password(PolicyViolation),
    /// Address, user name or number is taken.
    #[error("The user already exists.")]
    UserExists,
    /// An Action denied.
    #[error("denied: {reason}")]
    Denied {
        /// For the log and API clients.
        reason: String,
        /// For the page.
        user_message: Option<String>,
        /// The record.
        execution: String,
    },
    /// An Action raised a validation error.
    #[error("{message}")]
    Rejected {
        /// The author's code.
        code: String,
        /// For the page.
        message: String,
        /// The record.
        execution: String,
    },
    /// An Action failed.
    #[error("an Action failed")]
    ActionFailed {
        /// The author's own message, if the author's code threw.
        threw: Option<String>,
        /// The record.
        execution: String,
    },
    /// Too many passwords are being hashed.
    #[error("the server is busy; try again in a moment")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an account, or says why not. Every outcome but a malformed request leaves a log event.
pub async fn sign_up(app: &App, request: SignUp<'_>) -> Result<SignedUp, SignUpError> {
    let profile = request.profile.checked(request.connection)?;
    match attempt(app, &request, profile).await {
        Ok(signed_up) => Ok(signed_up),
        Err((error, run)) => {
            refused(app, &request, &error, run).await?;
            Err(error)
        }
    }
}

/// The way of a sign-up. A failure brings the run of the Actions with it, so that its record is kept.
async fn attempt(app: &App, request: &SignUp<'_>, profile: Profile) -> Result<SignedUp, (SignUpError, Option<Run>)> {
    if !is_open(request, request.connection) {
        return Err((SignUpError::Disabled, None));
    }
    Policy::of(request.connection).check(request.password, &profile.personal()).map_err(|v| (SignUpError::Password(v), None))?;
    let here = taken(app, request.connection, &profile).await.map_err(|e| (e.into(), None))?;
    if is_elsewhere(app, request, &profile).await.map_err(|e| (e, None))? || here {
        return Err((as_slow_as_new(app, request).await, None));
    }

    let identity = profile.identity(request.connection, app.random.as_ref());
    let mut user = profile.into_user(identity, app.clock.now());
    let facts = pre_user_registration::Facts {
        tenant: &app.config.tenant,
        client: request.client,
        connection: request.connection,
        origin: request.origin,
        transaction: request.transaction,
        user: &user,
    };
    let run =
        app.pipeline.run(Trigger::PreUserRegistration, || pre_user_registration::event(&facts)).await.map_err(|e| (e.into(), None))?;
    if let Some(run) = &run {
        let decided = decide(run).and_then(|()| {
            MetadataChanges::collect(&run.effects)
                .apply(&mut user.app_metadata, &mut user.user_metadata)
                .map_err(|too_much| too_large(&too_much, run))
        });
        if let Err(error) = decided {
            return Err((error, Some(run.clone())));
        }
        pre_user_registration::name_user(&run.effects, &mut user);
    }

    if let Err(error) = settle_password(app, request, &mut user).await {
        return Err((error, run));
    }
    // At our pages the code is sent when the account is there, for it belongs to the login.
    let by_code = request.transaction.is_some() && request.connection.verifies_by_code();
    let proof = match verification::at_sign_up(app, &user, request.client, request.profile.verify_email).await {
        Ok(proof) => proof.filter(|_| !by_code),
        Err(error) => return Err((error.into(), run)),
    };
    match write(app, request, &user, run.as_ref(), proof.as_ref()).await {
        Ok(Some(executions)) => {
            after::registered(app, request, &user);
            Ok(SignedUp { user, executions })
        }
        Ok(None) => Err((SignUpError::Disabled, run)),
        // Somebody took the address while the Actions ran, or an Action gave an id that is taken.
        Err(StoreError::Conflict(key)) if matches!(clash(&key), Clash::Unique(_) | Clash::Entity) => Err((SignUpError::UserExists, run)),
        Err(error) => Err((error.into(), run)),
    }
}

fn is_open(request: &SignUp<'_>, connection: &Connection) -> bool {
    let told = || foreign_users::can_tell(connection);
    let here = || !connection.disable_signup() && told() && request.client.is_none_or(Client::takes_sign_ups);
    request.initiator == Initiator::Management || here()
}

/// Whether an identifier is taken; asked before Actions run, and enforced by the commit.
async fn taken(app: &App, connection: &Connection, profile: &Profile) -> Result<bool, StoreError> {
    let identifiers = [("email", &profile.email), ("username", &profile.username), ("phone", &profile.phone_number)];
    for (index, value) in identifiers {
        if let Some(value) = value
            && app.directory.users.find(index, &scoped(&connection.name, value)).await?.is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps the password: as a hash, or where the user will be.
async fn settle_password(app: &App, request: &SignUp<'_>, user: &mut User) -> Result<(), SignUpError> {
    if request.connection.keeps_users_elsewhere() {
        return match there::create(app, place(request), user, request.password).await? {
            Created::As { identity, email_verified } => {
                user.user_id = identity.account_id();
                user.identities = vec![identity];
                user.email_verified = email_verified;
                Ok(())
            }
            Created::Exists => Err(SignUpError::UserExists),
            Created::Failed { execution: Some(execution) } => Err(SignUpError::ActionFailed { threw: None, execution }),
            Created::Failed { execution: None } => Err(SignUpError::Disabled),
        };
    }
    match app.passwords.hash(request.password).await {
        Ok(hash) => user.password_hash = Some(hash),
        Err(PasswordError::Busy) => return Err(SignUpError::Busy),
        Err(error) => return Err(StoreError::Backend(anyhow::anyhow!(error)).into()),
    }
    Ok(())
}

fn place<'a>(request: &SignUp<'a>) -> Place<'a> {
    Place { connection: request.connection, client: request.client, origin: request.origin }
}

/// Whether the address or the user name is somebody's whom only a custom database knows. It is asked whether or not somebody here has
/// them, or its time would tell a stranger who has.
///
/// In the spelling in which identifiers are compared here, and in the one that was typed: who took another spelling of an address that
/// somebody has there would keep them out for ever.
async fn is_elsewhere(app: &App, request: &SignUp<'_>, profile: &Profile) -> Result<bool, SignUpError> {
    let name = profile.username.as_ref().filter(|_| request.connection.requires_username());
    let typed = profile.email.iter().chain(name);
    let spellings: BTreeSet<String> = typed.flat_map(|typed| [normalize_identifier(typed), typed.clone()]).collect();
    for identifier in spellings {
        let asked = foreign_users::has_identifier(app, place(request), &identifier).await?;
        if asked.map_err(|execution| SignUpError::ActionFailed { threw: None, execution })? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The answer for an address that is taken. A new account costs a hash, and is refused when too many are waiting: so is this one,
/// or the time and the load would tell a stranger who has an account.
async fn as_slow_as_new(app: &App, request: &SignUp<'_>) -> SignUpError {
    if request.initiator == Initiator::Management {
        return SignUpError::UserExists;
    }
    match app.passwords.verify(request.password, None).await {
        Err(PasswordError::Busy) => SignUpError::Busy,
        _ => SignUpError::UserExists,
    }
}

fn decide(run: &Run) -> Result<(), SignUpError> {
    let execution = run.execution.id.clone();
    match &run.verdict {
        Verdict::Allow => Ok(()),
        Verdict::Deny { reason, user_message, .. } => {
            Err(SignUpError::Denied { reason: reason.clone(), user_message: user_message.clone(), execution })
        }
        Verdict::Invalid { code, message } => Err(SignUpError::Rejected { code: code.clone(), message: message.clone(), execution }),
        // This trigger offers no redirect.
        Verdict::Redirect { .. } | Verdict::Prove(_) => Err(SignUpError::ActionFailed { threw: None, execution }),
        Verdict::Failed { threw } => Err(SignUpError::ActionFailed { threw: threw.clone(), execution }),
    }
}

fn too_large(error: &TooMuchMetadata, run: &Run) -> SignUpError {
    SignUpError::ActionFailed { threw: Some(error.to_string()), execution: run.execution.id.clone() }
}

/// The user, the record, the event `ss` and the mail that proves the address, in one commit; `None` if the connection was closed or
/// deleted while the Actions ran. Its users are deleted with it, and this one must not come after.
async fn write(
    app: &App,
    request: &SignUp<'_>,
    user: &User,
    run: Option<&Run>,
    proof: Option<&Mailed>,
) -> Result<Option<Vec<String>>, StoreError> {
    let connections = &app.directory.connections;
    loop {
        let found = connections.get(&request.connection.id).await?;
        let Some(connection) = found.filter(|connection| is_open(request, connection)) else { return Ok(None) };
        let (mut batch, executions) = account(app, request, user, run)?;
        if let Some(proof) = proof {
            proof.stage(app, &mut batch)?;
        }
        connections.stage_expect(&mut batch, &connection.id, Some(connection.version));
        match app.store.commit(batch).await {
            Ok(_) => return Ok(Some(executions)),
            // Changed at this moment: looked at again.
            Err(StoreError::Conflict(key)) if key.starts_with(connections.prefix()) => {}
            Err(error) => return Err(error),
        }
    }
}

/// The writes of a new account, and the ids of its records.
fn account(app: &App, request: &SignUp<'_>, user: &User, run: Option<&Run>) -> Result<(Batch, Vec<String>), StoreError> {
    let mut batch = Batch::new();
    let mut executions = Vec::new();
    app.directory.users.stage_insert(&mut batch, user)?;
    if let Some(run) = run {
        run.stage(&app.audit, &mut batch)?;
        executions.push(run.execution.id.clone());
    }
    let mut event = fill(app.audit.event("ss"), request, user.email.as_deref().or(user.username.as_deref()));
    event.user_id = Some(user.user_id.clone());
    app.audit.stage(&mut batch, &event.executions(&executions))?;
    Ok((batch, executions))
}

/// The record and the event `fs` of a sign-up that was refused.
async fn refused(app: &App, request: &SignUp<'_>, error: &SignUpError, run: Option<Run>) -> Result<(), StoreError> {
    let description = match error {
        SignUpError::Denied { reason, .. } => reason.clone(),
        SignUpError::ActionFailed { threw: Some(message), .. } => message.clone(),
        other => other.to_string(),
    };
    let mut batch = Batch::new();
    let mut executions = Vec::new();
    if let Some(run) = &run {
        run.stage(&app.audit, &mut batch)?;
        executions.push(run.execution.id.clone());
    }
    let who = request.profile.email.as_deref().or(request.profile.username.as_deref());
    let event = fill(app.audit.event("fs"), request, who).describe(description).executions(&executions);
    app.audit.stage(&mut batch, &event)?;
    app.store.commit(batch).await?;
    Ok(())
}

/// What both events tell (reference 6): the password is shown as `*****`.
fn fill(mut event: LogEvent, request: &SignUp<'_>, user_name: Option<&str>) -> LogEvent {
    request.connection.mark(&mut event);
    event.client_id = request.client.map(|c| c.client_id.clone());
    event.client_name = request.client.map(|c| c.name.clone());
    request.origin.mark(&mut event);
    event.user_name = user_name.map(|name| name.chars().take(256).collect());
    let body = json!({
        "client_id": event.client_id,
        "connection": event.connection,
        "email": request.profile.email,
        "username": request.profile.username,
        "password": "*****",
    });
    event.details.insert("body".to_owned(), body);
    event
}
