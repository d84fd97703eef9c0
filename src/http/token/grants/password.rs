//! `grant_type=password` (RFC 6749 section 4.3) and Auth0's `password-realm`: the application has asked for the password itself.
//!
//! The same proof, limits and Actions as on the login page; but no session begins, and what needs a page is refused: a redirect of an
//! Action, and consent. So the grant is for first-party applications alone. `password` logs in to the tenant's default directory,
//! `password-realm` to the one that it names.

use axum::http::StatusCode;

use super::super::{Exchange, Refusal};
use super::login::{self, Given};
use super::{api, refuse_what_asks_consent};
use crate::app::App;
use crate::http::error::OAuthError;
use crate::http::held_back::{self, Attempt};
use crate::identity::client::OrganizationUsage;
use crate::identity::{Client, Connection, Origin, ResourceServer, Tenant, User};
use crate::login::{LoginContext, LoginError, PASSWORD, PostLogin, post_login, verify_credentials};
use crate::storage::{Batch, Stored};
use crate::token::issue::{Login, TokenSet};
use crate::token::{families, rbac, scopes};

/// The grant that names its directory.
pub const REALM_GRANT: &str = "http://auth0.com/oauth/grant-type/password-realm";

/// The longest identifier that is looked up, in characters.
const MAX_IDENTIFIER: usize = 320;

/// Logs in, and answers with tokens.
pub async fn exchange(exchange: &Exchange<'_>) -> Result<TokenSet, Refusal> {
    let Exchange { app, client, fields, .. } = *exchange;
    let (username, password) = (fields.require("username")?.trim(), fields.require("password")?);
    let tenant = app.tenant().await?;
    let connection = connection(exchange, &tenant).await?;
    let audience = fields.get("audience").or(tenant.default_api()).map(str::to_owned);
    let api = api(app, audience.as_deref()).await?;
    check(client, api.as_ref())?;

    let user = prove(app, client, &connection, exchange.origin, username, password).await?;
    // Before the Actions run: that somebody knew the password is known from now on, whatever they do.
    let auth_time = app.clock.now();
    let asked = fields.get("scope").map(scopes::parse).unwrap_or_default();
    let scope = wanted(&asked, api.as_ref());
    let scope = rbac::limit(&app.directory, &user, None, api.as_ref(), &scope, &[]).await?.scope;
    let request = PostLogin {
        context: LoginContext { client, connection: &connection, origin: exchange.origin },
        user,
        organization: None,
        session: None,
        transaction: None,
        refresh_token: None,
        protocol: PASSWORD,
        audience: audience.as_deref(),
        scope,
        counts: true,
        resumes: None,
        exchanged: None,
        remembered: &[],
        devices: None,
        commits_after: false,
    };
    let outcome = post_login(app, request).await?;
    let added = &outcome.effects.added_scope;
    let rbac::Granted { scope, permissions } =
        rbac::limit(&app.directory, &outcome.user, None, api.as_ref(), &outcome.scope, added).await?;
    let scope = login::lasting(client, api.as_ref(), &scope);

    let family = families::new_id(app);
    let login = Login {
        client,
        user: &outcome.user,
        session_id: None,
        family: &family,
        scope: &scope,
        organization: None,
        permissions: permissions.as_deref(),
        actor: None,
        api: api.as_ref(),
        nonce: None,
        auth_time,
        effects: &outcome.effects,
        grant_type: Some("password"),
        bound_to: exchange.bound_to,
    };
    let mut event = exchange.success().executions(&outcome.executions);
    connection.mark(&mut event);
    let mut batch = Batch::new();
    let given = Given { audience: audience.as_deref(), organization_id: None, device_name: None };
    let tokens = login::stage(app, &mut batch, &login, &given, event)?;
    app.store.commit(batch).await?;
    Ok(tokens)
}

/// The directory that the password is for.
async fn connection(exchange: &Exchange<'_>, tenant: &Tenant) -> Result<Connection, Refusal> {
    let Exchange { app, client, fields, .. } = *exchange;
    let realm = match fields.require("grant_type")? {
        REALM_GRANT => fields.require("realm")?,
        _ => tenant
            .default_directory
            .as_deref()
            .filter(|name| !name.is_empty())
            .ok_or_else(|| OAuthError::invalid_request("Authorization server not configured with default connection."))?,
    };
    let found = app.directory.connections.find("name", realm).await?;
    // Whether there is such a connection is nobody's business who may not use it.
    let usable = found.map(|found| found.value).filter(|connection| connection.is_database() && connection.serves(client));
    usable.ok_or_else(|| OAuthError::invalid_request("the connection was not found or is not enabled for the client").into())
}

/// Whether the application may log users in without a page.
fn check(client: &Client, api: Option<&ResourceServer>) -> Result<(), Refusal> {
    let forbidden = |code, text: &str| Err(OAuthError::new(StatusCode::FORBIDDEN, code, text.to_owned()).into());
    if !client.is_first_party {
        return forbidden(
            "unauthorized_client",
            "Third-party applications cannot use the password grants: nobody could be asked for consent.",
        );
    }
    refuse_what_asks_consent(api)?;
    if client.organization_usage() == OrganizationUsage::Require {
        return forbidden("unauthorized_client", "The application requires an organization, which takes a login with a page.");
    }
    Ok(())
}

/// The user whose password it is.
async fn prove(
    app: &App,
    client: &Client,
    connection: &Connection,
    origin: &Origin,
    username: &str,
    password: &str,
) -> Result<Stored<User>, Refusal> {
    let wrong = || OAuthError::invalid_grant("Wrong email or password.");
    // The flow has written its own event.
    let told = |answer: OAuthError| Refusal { reason: None, ..answer.into() };
    if username.chars().count() > MAX_IDENTIFIER {
        return Err(wrong().into());
    }
    if let Err(wait) = app.limits.login(&origin.ip, &connection.name, username) {
        let attempt = Attempt { origin, client: Some(client), connection: Some(connection), identifier: Some(username) };
        held_back::tell(app, wait, &attempt).await;
        let text = "Your account has been blocked after multiple consecutive login attempts. Try again in a few minutes.";
        return Err(told(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", text)));
    }
    let context = LoginContext { client, connection, origin };
    verify_credentials(app, username, password, &context).await.map_err(|error| match error {
        LoginError::WrongCredentials => told(wrong()),
        LoginError::Blocked => told(OAuthError::new(StatusCode::UNAUTHORIZED, "unauthorized", "user is blocked")),
        LoginError::Busy => {
            told(OAuthError::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "The server is busy; try again in a moment."))
        }
        LoginError::Store(error) => error.into(),
    })
}

/// The scopes that are asked for. Who names none of the API's is trusted with all of them, as at Auth0: the application has the password.
fn wanted(asked: &[String], api: Option<&ResourceServer>) -> Vec<String> {
    let mut scope = scopes::grantable(asked, api);
    if let Some(api) = api
        && !scope.iter().any(|scope| api.has_scope(scope))
    {
        scope.extend(api.scopes.iter().map(|scope| scope.value.clone()));
    }
    scope
}
