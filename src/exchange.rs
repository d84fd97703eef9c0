//! A foreign token, readable top to bottom: ask the Action of its profile whom it stands for, find or make that user.
//!
//! What follows is a login as any other ([`crate::login`]), which the token endpoint goes on with. The user and the Action's record are one
//! commit, before the `post-login` Actions run: as at a login by another provider, the account is there whatever they decide. The same
//! commit has the record where the answer is no, with the log event.
//!
//! The server believes the Action and nothing else: it reads no token. What it does not leave to it is which users there are to name.

mod attributes;
mod person;

use serde_json::Value;

use crate::app::App;
use crate::audit::LogEvent;
use crate::contract::Trigger;
use crate::identity::client::OrganizationUsage;
use crate::identity::{Client, Connection, Metadata, Organization, Origin, TokenExchangeProfile, User};
use crate::pipeline::{Run, Verdict};
use crate::recovery::verification;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};
use crate::triggers::custom_token_exchange as trigger;
use crate::triggers::metadata::MetadataChanges;

pub use trigger::Brought;

use person::Person;

/// How often a user is looked at again who changes meanwhile.
const TRIES: usize = 8;

/// What is asked for.
pub struct Request<'a> {
    /// Who decides.
    pub profile: &'a TokenExchangeProfile,
    /// The application, which may exchange tokens.
    pub client: &'a Client,
    /// The tokens.
    pub brought: Brought<'a>,
    /// The organization that the request names.
    pub organization: Option<Organization>,
    /// The API, or what the token is for where none was asked for.
    pub audience: &'a str,
    /// The scopes asked for.
    pub requested: &'a [String],
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The request's fields.
    pub fields: Metadata,
}

/// Whom the token stands for.
pub struct Outcome {
    /// The user, as written.
    pub user: Stored<User>,
    /// The source of the user that the login is by.
    pub connection: Connection,
    /// The organization that the login is with.
    pub organization: Option<Organization>,
    /// Who acts for the user.
    pub actor: Option<Value>,
    /// The record of the Action.
    pub execution: String,
}

/// Why the token stands for nobody. The event and the record are written, but for a failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The Action denied, with an OAuth error.
    #[error("{reason}")]
    Denied {
        /// The OAuth error.
        code: String,
        /// Its description.
        reason: String,
    },
    /// The Action said that the token is bad. That counts against whoever sent it.
    #[error("{0}")]
    BadToken(String),
    /// The Action failed.
    #[error("{}", threw.as_deref().unwrap_or("The exchange could not be checked."))]
    Failed {
        /// The author's message.
        threw: Option<String>,
    },
    /// What the Action named is not to be had. The log says why; who asks does not hear which users there are.
    #[error("{0}")]
    NoSubject(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn nobody<T>(why: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::NoSubject(why.into()))
}

/// Asks the Action. `event` makes the log event of a refusal.
pub async fn ask(app: &App, request: Request<'_>, event: impl FnOnce() -> LogEvent) -> Result<Outcome, Refusal> {
    let told = trigger::event(trigger::Facts {
        tenant: &app.config.tenant,
        client: request.client,
        organization: request.organization.as_ref(),
        audience: request.audience,
        requested: request.requested,
        origin: request.origin,
        fields: request.fields.clone(),
        brought: request.brought,
    });
    let profile = request.profile;
    let run = app.pipeline.run_bound(Trigger::CustomTokenExchange, &profile.id, &profile.action_id, told).await?;
    let refusal = match settle(app, &request, &run).await {
        Ok(outcome) => return Ok(outcome),
        Err(Refusal::Store(error)) => return Err(error.into()),
        Err(refusal) => refusal,
    };
    let mut batch = Batch::new();
    run.stage(&app.audit, &mut batch)?;
    let mut event = event().describe(refusal.to_string()).executions(std::slice::from_ref(&run.execution.id));
    event.audience = Some(request.audience.to_owned());
    event.details.insert("tokenExchangeProfile".to_owned(), profile.told());
    app.audit.stage(&mut batch, &event)?;
    app.store.commit(batch).await?;
    Err(refusal)
}

/// What the Action decided, done.
async fn settle(app: &App, request: &Request<'_>, run: &Run) -> Result<Outcome, Refusal> {
    decide(run)?;
    let named = trigger::named(&run.effects);
    let [named] = named.as_slice() else {
        let many = named.len();
        return nobody(format!("the Action named {many} users; it must call one of setUserById and setUserByConnection, once"));
    };
    let organization = match trigger::organization(&run.effects) {
        Some(wanted) => Some(organization(app, wanted, request.client).await?),
        None => request.organization.clone(),
    };
    if organization.is_none() && request.client.organization_usage() == OrganizationUsage::Require {
        return nobody("the application requires an organization, and the Action named none");
    }
    let changes = MetadataChanges::collect(&run.effects);
    for _ in 0..TRIES {
        let mut person = person::find(app, request.client, *named).await?;
        if organization.as_ref().is_some_and(|organization| organization.connection(&person.connection.id).is_none()) {
            return nobody("the connection of the user is not enabled for the organization");
        }
        let Person { after, .. } = &mut person;
        changes.apply(&mut after.app_metadata, &mut after.user_metadata).or_else(|too_much| nobody(too_much.to_string()))?;
        if write(app, request.client, &person, run).await? {
            let user = app.directory.users.get(&person.after.user_id).await?;
            let Some(user) = user.filter(|user| !user.blocked) else { return nobody("the user was deleted or blocked meanwhile") };
            let actor = trigger::actor(&run.effects).cloned();
            let connection = person.connection.value;
            return Ok(Outcome { user, connection, organization, actor, execution: run.execution.id.clone() });
        }
    }
    nobody("the user is being changed by too many requests")
}

fn decide(run: &Run) -> Result<(), Refusal> {
    let denied = |code: &str, reason: &str| Err(Refusal::Denied { code: code.to_owned(), reason: reason.to_owned() });
    match &run.verdict {
        Verdict::Allow => Ok(()),
        Verdict::Deny { reason, .. } if trigger::rejects_token(&run.effects) => Err(Refusal::BadToken(reason.clone())),
        Verdict::Deny { reason, code, .. } => denied(code.as_deref().unwrap_or("access_denied"), reason),
        Verdict::Invalid { code, message } => denied(code, message),
        // There is no browser to send anywhere.
        Verdict::Redirect { .. } | Verdict::Prove(_) => Err(Refusal::Failed { threw: None }),
        Verdict::Failed { threw } => Err(Refusal::Failed { threw: threw.clone() }),
    }
}

/// The organization that an Action names, by id or by name.
async fn organization(app: &App, wanted: &str, client: &Client) -> Result<Organization, Refusal> {
    if !client.allows_organizations() {
        return nobody("the application does not take organizations");
    }
    match app.directory.organization(wanted, true).await? {
        Some(found) => Ok(found.value),
        None => nobody("the organization that the Action named does not exist"),
    }
}

/// The user as the Action wants it and the record, in one commit; false if somebody changed what was read.
async fn write(app: &App, client: &Client, person: &Person, run: &Run) -> Result<bool, Refusal> {
    let (users, connections) = (&app.directory.users, &app.directory.connections);
    let mut batch = Batch::new();
    match &person.before {
        Some(before) if before.value != person.after => {
            let after = User { updated_at: app.clock.now(), ..person.after.clone() };
            users.stage_update(&mut batch, before, &after)?;
        }
        Some(_) => {}
        None => {
            // Its users go with a connection that is deleted at this moment, and this one must not come after.
            connections.stage_expect(&mut batch, &person.connection.id, Some(person.connection.version));
            users.stage_insert(&mut batch, &person.after)?;
            if person.verify_email
                && let Some(proof) = verification::at_sign_up(app, &person.after, Some(client), Some(true)).await?
            {
                proof.stage(app, &mut batch)?;
            }
        }
    }
    run.stage(&app.audit, &mut batch)?;
    match app.store.commit(batch).await {
        Ok(_) => Ok(true),
        Err(StoreError::Conflict(key)) => match clash(&key) {
            Clash::Entity => Ok(false),
            // Made by another exchange of the same token at this moment.
            Clash::Unique(_) if person.before.is_none() && users.get(&person.after.user_id).await?.is_some() => Ok(false),
            Clash::Unique(index) => nobody(format!("the {index} of the user is another user's")),
        },
        Err(error) => Err(error.into()),
    }
}
