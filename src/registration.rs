//! An application that registers itself, readable top to bottom (RFC 7591, reference 5.6): ask the Actions, make room, make the
//! application, write it down with the event that tells of it.
//!
//! Whoever asks has proved nothing, so everything here is bounded: so many applications, each kept only while it is used. Those that
//! are used never give way to new ones; those that were registered and never came back do.

pub mod document;
pub mod manage;
pub mod unused;

use std::time::Duration;

use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::audit::LogEvent;
use crate::clock::{after, iso_millis};
use crate::contract::Trigger;
use crate::identity::client::third_party::SecurityMode;
use crate::identity::client::{ClientAuthMethod, ExpirationType, RefreshTokenPolicy, RotationType};
use crate::identity::registration::ClientMetadata;
use crate::identity::{Client, Metadata, Origin, Registration};
use crate::pipeline::Run;
use crate::random::{alphanumeric, url_safe};
use crate::storage::{Batch, StoreError};
use crate::token::hash;
use crate::triggers::client_registration as trigger;

/// Days in which an application must have its first tokens, where less than it may go unused later.
const FIRST_USE_DAYS: u64 = 7;
/// Seconds in which it does not give way to others.
const LEFT_ALONE: Duration = Duration::from_secs(3600);
/// Characters of a secret and of a registration access token, six bits each.
const SECRET_LENGTH: usize = 64;

const DAY: u64 = 86_400;

/// What an application is told of itself.
#[derive(Debug)]
pub struct Registered {
    /// Its registration.
    pub registration: Registration,
    /// Its secret, where it has one.
    pub secret: Option<Zeroizing<String>>,
    /// The token to change it by, where one was made.
    pub token: Option<Zeroizing<String>>,
}

/// Why there is no application.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// As many as there may be, and all are used or new.
    #[error("no more applications can register here")]
    Full,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How an application comes here.
#[derive(Debug)]
pub enum Newcomer<'a> {
    /// It registers itself, under these rules.
    Itself(SecurityMode),
    /// It is named by the address of its metadata document, which a browser brought.
    OfDocument {
        /// The address.
        address: &'a str,
        /// The hash of what is there.
        hash: String,
    },
    /// The same, and an operator takes it.
    OfOperator {
        /// The address.
        address: &'a str,
    },
}

impl Newcomer<'_> {
    /// The rules that it is bound by: the narrower ones, where nobody asked it to come.
    fn mode(&self) -> SecurityMode {
        match self {
            Self::Itself(mode) => *mode,
            Self::OfDocument { .. } | Self::OfOperator { .. } => SecurityMode::Strict,
        }
    }

    fn client_id(&self, app: &App) -> String {
        match self {
            Self::OfDocument { address, .. } | Self::OfOperator { address } => (*address).to_owned(),
            Self::Itself(SecurityMode::Permissive) => alphanumeric(&*app.random, 32),
            Self::Itself(SecurityMode::Strict) => format!("tpc_{}", alphanumeric(&*app.random, 22)),
        }
    }

    /// Members that say how it came (reference 4.2 "clients").
    fn marks(&self) -> Vec<(&'static str, String)> {
        let of = |kind: &str, by: &str| vec![("external_metadata_type", kind.to_owned()), ("external_metadata_created_by", by.to_owned())];
        match self {
            Self::Itself(_) => of("dcr", "client"),
            Self::OfDocument { address, .. } => [of("cimd", "client"), vec![("external_client_id", (*address).to_owned())]].concat(),
            Self::OfOperator { address } => [of("cimd", "admin"), vec![("external_client_id", (*address).to_owned())]].concat(),
        }
    }

    /// The request that brought it.
    fn request(&self) -> (&'static str, &'static str) {
        if matches!(self, Self::Itself(_)) { ("post", "/oidc/register") } else { ("get", "/authorize") }
    }
}

/// What an application is to be, after the Actions.
#[derive(Debug)]
pub struct Wanted {
    /// What is said of it.
    pub metadata: ClientMetadata,
    /// Seconds that it is kept at most.
    pub lifetime: Option<u64>,
    /// What the Actions said, to be written with it.
    pub run: Option<Run>,
}

impl Wanted {
    /// Adds the record of the Actions to a batch, and its id to the event.
    fn stage_run(&self, app: &App, batch: &mut Batch, event: LogEvent) -> Result<LogEvent, StoreError> {
        let Some(run) = &self.run else { return Ok(event) };
        run.stage(&app.audit, batch)?;
        Ok(event.executions(std::slice::from_ref(&run.execution.id)))
    }
}

/// Asks the `client-registration` Actions; `None` where there are none, and then no event is made.
pub async fn ask<'a>(app: &App, facts: impl FnOnce() -> trigger::Facts<'a> + Send) -> Result<Option<Run>, StoreError> {
    app.pipeline.run(Trigger::ClientRegistration, || trigger::event(facts())).await
}

/// Registers an application.
pub async fn register(app: &App, origin: &Origin, newcomer: &Newcomer<'_>, wanted: &Wanted) -> Result<Registered, RegistrationError> {
    // One at a time, or many at once would count the same number and all fit.
    let _alone = app.registering.acquire().await.map_err(|error| StoreError::Backend(error.into()))?;
    if !unused::make_room(app).await? {
        return Err(RegistrationError::Full);
    }
    let now = app.clock.now();
    let (client, secret) = application(app, newcomer, &wanted.metadata);
    let with_token = app.config.registration.management && matches!(newcomer, Newcomer::Itself(_));
    let token = with_token.then(|| Zeroizing::new(url_safe(&*app.random, SECRET_LENGTH)));
    let registration = Registration {
        client_id: client.client_id.clone(),
        metadata: wanted.metadata.clone(),
        token_hash: token.as_ref().map(|token| hash(token)),
        created_at: now,
        used_at: None,
        expires_at: now,
        ends_at: wanted.lifetime.map(|seconds| after(now, seconds)),
        document: if let Newcomer::OfDocument { hash, .. } = newcomer { Some(hash.clone()) } else { None },
    };
    let registration = registration.kept_until(after(now, FIRST_USE_DAYS.min(app.config.registration.unused_days) * DAY));
    let mut batch = Batch::new();
    app.directory.clients.stage_insert(&mut batch, &client)?;
    app.directory.registrations.stage_insert(&mut batch, &registration)?;
    let mut event = wanted.stage_run(app, &mut batch, told(app, origin, &client, newcomer.request(), 201, "Register an application"))?;
    if let Some(end) = registration.ends_at {
        event.details.insert("ends_at".to_owned(), iso_millis(end).into());
    }
    app.audit.stage(&mut batch, &event)?;
    app.store.commit(batch).await?;
    Ok(Registered { registration, secret, token })
}

/// The application, and its secret where it can keep one. What is not in `metadata` is decided here.
pub fn application(app: &App, newcomer: &Newcomer<'_>, metadata: &ClientMetadata) -> (Client, Option<Zeroizing<String>>) {
    let mode = newcomer.mode();
    let mut extra: Metadata = newcomer.marks().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    extra.insert("third_party_security_mode".to_owned(), mode.name().into());
    if mode == SecurityMode::Strict {
        extra.insert("redirection_policy".to_owned(), "open_redirect_protection".into());
    }
    let mut client = Client {
        is_first_party: false,
        // Nobody knows how a stranger keeps a token: one that was stolen is found out (RFC 9700 section 4.14.2).
        refresh_token: RefreshTokenPolicy {
            rotation_type: RotationType::Rotating,
            expiration_type: ExpirationType::Expiring,
            leeway: 0,
            token_lifetime: 30 * DAY,
            infinite_token_lifetime: false,
            idle_token_lifetime: 15 * DAY,
            infinite_idle_token_lifetime: false,
            policies: None,
        },
        extra,
        ..Client::new(newcomer.client_id(app), "")
    };
    metadata.apply(&mut client);
    let secret = give_secret(app, &mut client);
    (client, secret)
}

/// A new secret for an application that has one.
fn give_secret(app: &App, client: &mut Client) -> Option<Zeroizing<String>> {
    client.previous_secret = None;
    if client.token_endpoint_auth_method == ClientAuthMethod::None {
        client.client_secret = None;
        return None;
    }
    let secret = Zeroizing::new(url_safe(&*app.random, SECRET_LENGTH));
    client.client_secret = Some(app.vault.seal(&Client::secret_purpose(&client.client_id), secret.as_bytes()));
    Some(secret)
}

/// `sapi`: the log has no code of its own for this (reference 6).
fn told(app: &App, origin: &Origin, client: &Client, (method, path): (&str, &str), status: u16, text: &str) -> LogEvent {
    let mut event = app.audit.event("sapi").describe(text);
    client.mark(&mut event);
    origin.mark(&mut event);
    event.details.insert("request".to_owned(), json!({ "method": method, "path": path, "channel": "api", "ip": origin.ip }));
    event.details.insert("response".to_owned(), json!({ "statusCode": status, "body": { "client_id": client.client_id } }));
    event
}
