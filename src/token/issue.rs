//! Issue: the tokens of a login, of a refresh, and of an application by itself.
//!
//! What must be stored is staged into the caller's batch, so that tokens leave the server only after the code or the refresh
//! token that they cost is used up.

use jiff::Timestamp;
use serde_json::Value;

use super::claims::{AccessToken, IdToken, OrganizationClaims};
use super::custom_claims::TooLarge;
use super::keys::KeyError;
use super::opaque::OpaqueToken;
use super::{hash, scopes};
use crate::app::App;
use crate::clock::after;
use crate::identity::authorization_code::TokenEffects;
use crate::identity::{Client, Metadata, ResourceServer, ResponseType, User};
use crate::random;
use crate::storage::{Batch, StoreError};

/// Seconds an opaque access token lives: one day, as at Auth0 (reference 5.8).
pub const OPAQUE_SECONDS: u64 = 86_400;

/// Seconds that a user's access token for the Management API lives at most.
pub const SYSTEM_SECONDS: u64 = 3600;

/// Seconds an opaque access token lives that was given in a redirect (reference 5.8).
pub const WEB_SECONDS: u64 = 7200;

/// Characters of an opaque access token, six bits each. No dot is among them, which tells it from a JWT.
const OPAQUE_LENGTH: usize = 64;

/// What a token request is answered with.
#[derive(Debug, Clone)]
pub struct TokenSet {
    /// For the API or `/userinfo`.
    pub access_token: String,
    /// Where `openid` was granted.
    pub id_token: Option<String>,
    /// Where `offline_access` was granted, or a successor.
    pub refresh_token: Option<String>,
    /// The scopes granted.
    pub scope: Vec<String>,
    /// Seconds the access token lives.
    pub expires_in: u64,
    /// Whether it takes a proof of its holder's key.
    pub is_bound: bool,
}

/// Why no tokens are issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The API was deleted since it was asked for.
    #[error("Service not found: {0}")]
    UnknownApi(String),
    /// An Action set too much.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The API takes tokens alone that are bound to a key.
    #[error("The API takes tokens alone that are bound to a key: send a DPoP proof.")]
    ProofRequired,
    /// Nothing to sign with.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A user's tokens for an application.
pub struct Login<'a> {
    /// For whom.
    pub client: &'a Client,
    /// About whom.
    pub user: &'a User,
    /// `sid`; none where no browser took part.
    pub session_id: Option<&'a str>,
    /// The family that the tokens belong to.
    pub family: &'a str,
    /// The scopes granted.
    pub scope: &'a [String],
    /// The organization that the login was with.
    pub organization: Option<&'a OrganizationClaims>,
    /// Who acts for the user, where somebody does.
    pub actor: Option<&'a Value>,
    /// The user's permissions for the API, where its tokens carry them.
    pub permissions: Option<&'a [String]>,
    /// The API.
    pub api: Option<&'a ResourceServer>,
    /// `nonce`.
    pub nonce: Option<&'a str>,
    /// `auth_time`.
    pub auth_time: Timestamp,
    /// What Actions asked of the tokens.
    pub effects: &'a TokenEffects,
    /// `gty`, for grants that have one.
    pub grant_type: Option<&'static str>,
    /// The thumbprint of the key that was proved with the request.
    pub bound_to: Option<&'a str>,
}

/// The API with this identifier.
pub async fn api(app: &App, audience: &str) -> Result<ResourceServer, IssueError> {
    let found = app.directory.resource_servers.find("identifier", audience).await?;
    found.map(|stored| stored.value).ok_or_else(|| IssueError::UnknownApi(audience.to_owned()))
}

/// Access token and, with `openid`, ID token of a login. A refresh token is the caller's to add.
pub fn for_login(app: &App, batch: &mut Batch, login: &Login<'_>) -> Result<TokenSet, IssueError> {
    let (access_token, expires_in) = match login.api {
        // A user who administers is asked for a new token often: this one can be taken back by no revocation.
        Some(api) if api.is_system => {
            let api = ResourceServer { token_lifetime: api.token_lifetime.min(SYSTEM_SECONDS), ..api.clone() };
            (api_token(app, login, &api)?, api.token_lifetime)
        }
        Some(api) => (api_token(app, login, api)?, api.token_lifetime),
        None => (stage_opaque(app, batch, login, OPAQUE_SECONDS)?, OPAQUE_SECONDS),
    };
    let id_token = if scopes::has(login.scope, "openid") { Some(id_token(app, login, Some(&access_token), None)?) } else { None };
    let is_bound = login.bound_to.is_some();
    Ok(TokenSet { access_token, id_token, refresh_token: None, scope: login.scope.to_vec(), expires_in, is_bound })
}

/// What an answer of `/authorize` carries beside a code.
#[derive(Debug, Clone, Default)]
pub struct InRedirect {
    /// The access token and the seconds it lives.
    pub access_token: Option<(String, u64)>,
    /// The ID token.
    pub id_token: Option<String>,
}

/// The tokens of a login that go into the answer of `/authorize`, through a browser's address bar and history: access tokens live
/// shorter there. `code` is the code that goes with them.
pub fn for_redirect(
    app: &App,
    batch: &mut Batch,
    login: &Login<'_>,
    asked: ResponseType,
    code: Option<&str>,
) -> Result<InRedirect, IssueError> {
    let access_token = match login.api {
        _ if !asked.token => None,
        Some(api) => {
            let api = ResourceServer { token_lifetime: api.token_lifetime.min(api.token_lifetime_for_web), ..api.clone() };
            Some((api_token(app, login, &api)?, api.token_lifetime))
        }
        None => Some((stage_opaque(app, batch, login, WEB_SECONDS)?, WEB_SECONDS)),
    };
    let bound_to = access_token.as_ref().map(|(token, _)| token.as_str());
    let id_token = if asked.id_token { Some(id_token(app, login, bound_to, code)?) } else { None };
    Ok(InRedirect { access_token, id_token })
}

/// An application's own access token for an API.
pub fn for_client(
    app: &App,
    client: &Client,
    api: &ResourceServer,
    scope: Vec<String>,
    custom: &Metadata,
    bound_to: Option<&str>,
) -> Result<TokenSet, IssueError> {
    proved(client, api, bound_to)?;
    let subject = format!("{}@clients", client.client_id);
    let token = AccessToken {
        issuer: app.keys.issuer(),
        client_id: &client.client_id,
        subject: &subject,
        api,
        userinfo_audience: None,
        scope: &scope,
        organization: None,
        actor: None,
        bound_to,
        // An application by itself may do what it was granted, and nothing more is known of it.
        permissions: api.carries_permissions().then_some(scope.as_slice()),
        grant_type: Some("client-credentials"),
        token_id: random::alphanumeric(&*app.random, 24),
        custom,
    };
    let access_token = app.keys.sign(api.signing_alg, token.typ(), &token.claims(app.clock.now())?)?;
    let is_bound = bound_to.is_some();
    Ok(TokenSet { access_token, id_token: None, refresh_token: None, scope, expires_in: api.token_lifetime, is_bound })
}

/// Whether the API takes the token of this application as it would be.
fn proved(client: &Client, api: &ResourceServer, bound_to: Option<&str>) -> Result<(), IssueError> {
    if bound_to.is_none() && api.takes_bound_tokens_alone(client) { Err(IssueError::ProofRequired) } else { Ok(()) }
}

fn api_token(app: &App, login: &Login<'_>, api: &ResourceServer) -> Result<String, IssueError> {
    proved(login.client, api, login.bound_to)?;
    let userinfo = app.config.userinfo_audience();
    let token = AccessToken {
        issuer: app.keys.issuer(),
        client_id: &login.client.client_id,
        subject: &login.user.user_id,
        api,
        userinfo_audience: scopes::has(login.scope, "openid").then_some(userinfo.as_str()),
        scope: login.scope,
        organization: login.organization,
        actor: login.actor,
        bound_to: login.bound_to,
        permissions: login.permissions,
        grant_type: login.grant_type,
        token_id: random::alphanumeric(&*app.random, 24),
        custom: &login.effects.access_token_claims,
    };
    Ok(app.keys.sign(api.signing_alg, token.typ(), &token.claims(app.clock.now())?)?)
}

fn stage_opaque(app: &App, batch: &mut Batch, login: &Login<'_>, seconds: u64) -> Result<String, IssueError> {
    let token = random::url_safe(&*app.random, OPAQUE_LENGTH);
    let record = OpaqueToken {
        token_hash: hash(&token),
        family: login.family.to_owned(),
        client_id: login.client.client_id.clone(),
        user_id: login.user.user_id.clone(),
        scope: login.scope.to_vec(),
        auth_time: Some(login.auth_time),
        bound_to: login.bound_to.map(str::to_owned),
        expires_at: after(app.clock.now(), seconds),
    };
    app.opaque_tokens.stage_insert(batch, &record)?;
    Ok(token)
}

fn id_token(app: &App, login: &Login<'_>, access_token: Option<&str>, code: Option<&str>) -> Result<String, IssueError> {
    let token = IdToken {
        issuer: app.keys.issuer(),
        client: login.client,
        user: login.user,
        scope: login.scope,
        session_id: login.session_id,
        nonce: login.nonce,
        auth_time: login.auth_time,
        second_factor: login.effects.second_factor,
        organization: login.organization,
        actor: login.actor,
        access_token,
        code,
        custom: &login.effects.id_token_claims,
    };
    Ok(app.keys.sign(login.client.jwt_configuration.alg, "JWT", &token.claims(app.clock.now())?)?)
}
