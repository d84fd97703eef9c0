//! `grant_type=refresh_token` (RFC 6749 section 6): the same login again, with its Actions run again.

use axum::http::StatusCode;

use super::super::{Exchange, Refusal};
use super::{api, live_user, organization, organization_claims, third_party};
use crate::app::App;
use crate::http::error::OAuthError;
use crate::identity::client::RotationType;
use crate::identity::{Client, Connection, RefreshToken, User, sessions};
use crate::login::{LoginContext, PostLogin, PostLoginOutcome, post_login};
use crate::storage::{Batch, StoreError};
use crate::token::issue::{Login, TokenSet};
use crate::token::{issue, rbac, refresh, scopes};

/// Tries at most, where other exchanges of the same token inside the leeway come between.
const TRIES: usize = 4;

/// Exchanges the token. Nothing is used up unless tokens are answered: a denial leaves the token as it was.
pub async fn exchange(exchange: &Exchange<'_>) -> Result<TokenSet, Refusal> {
    let Exchange { app, client, fields, .. } = *exchange;
    let token = fields.require("refresh_token")?;
    let mut stored = refresh::check(app, client, token, exchange.bound_to).await?;
    let user = live_user(app, &stored.user_id, stored.auth_time).await?;
    let connection = connection(app, client, &user).await?;
    let scope = narrowed(&stored, fields.get("scope"))?;
    if fields.get("audience").is_some_and(|audience| Some(audience) != stored.audience.as_deref()) {
        return Err(OAuthError::invalid_request("The refresh token is for another audience.").into());
    }
    let api = api(app, stored.audience.as_deref()).await?;
    let organization = organization(app, stored.organization_id.as_deref(), &user).await?;
    let scope = third_party(exchange, api.as_ref(), &scope, &[]).await?;
    let organization_id = organization.as_ref().map(|organization| organization.id.clone());
    let scope = rbac::limit(&app.directory, &user, organization_id.as_deref(), api.as_ref(), &scope, &[]).await?.scope;
    let session = match &stored.session_id {
        Some(session_id) => app.directory.sessions.get(session_id).await?,
        None => None,
    };
    let request = PostLogin {
        organization: organization.as_ref(),
        context: LoginContext { client, connection: &connection, origin: exchange.origin },
        user,
        session: session.as_deref().filter(|session| session.is_live(app.clock.now())),
        transaction: None,
        refresh_token: Some((&stored, client.refresh_token.rotation_type == RotationType::Rotating)),
        protocol: "oauth2-refresh-token",
        audience: stored.audience.as_deref(),
        scope,
        counts: false,
        resumes: None,
        exchanged: None,
        remembered: &[],
        devices: None,
        commits_after: false,
    };
    let PostLoginOutcome { user, scope, effects, executions, session: changed } = post_login(app, request).await?;
    if let Some(changed) = changed {
        sessions::limit(&app.directory, &changed).await?;
    }

    let claims = organization_claims(app, organization.as_ref()).await?;
    // The Actions may have put another user in the place of this one.
    let rbac::Granted { scope, permissions } =
        rbac::limit(&app.directory, &user, organization_id.as_deref(), api.as_ref(), &scope, &effects.added_scope).await?;

    let scope = third_party(exchange, api.as_ref(), &scope, &effects.added_scope).await?;

    for _ in 0..TRIES {
        let login = Login {
            client,
            user: &user,
            session_id: stored.session_id.as_deref(),
            family: &stored.family,
            scope: &scope,
            organization: claims.as_ref(),
            permissions: permissions.as_deref(),
            actor: None,
            api: api.as_ref(),
            nonce: None,
            auth_time: stored.auth_time,
            effects: &effects,
            grant_type: Some("refresh_token"),
            bound_to: exchange.bound_to,
        };
        let mut batch = Batch::new();
        let mut tokens = issue::for_login(app, &mut batch, &login)?;
        tokens.refresh_token = refresh::stage_exchange(app, &mut batch, client, &stored, &effects)?;
        let mut event = exchange.success().executions(&executions);
        event.user_id = Some(user.user_id.clone());
        event.user_name = user.email.clone().or_else(|| user.username.clone());
        event.audience = stored.audience.clone();
        event.scope = Some(scope.join(" "));
        app.audit.stage(&mut batch, &event)?;
        match app.store.commit(batch).await {
            Ok(_) => return Ok(tokens),
            // Exchanged or revoked meanwhile: the check says which, and whether the leeway forgives it.
            Err(StoreError::Conflict(_)) => stored = refresh::check(app, client, token, exchange.bound_to).await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "slow_down", "The refresh token is being exchanged by too many requests.").into())
}

/// The first of the user's connections that still serves the application: taking an application off all of them ends its logins.
async fn connection(app: &App, client: &Client, user: &User) -> Result<Connection, Refusal> {
    for name in user.connections() {
        let found = app.directory.connections.find("name", name).await?;
        if let Some(connection) = found.map(|found| found.value).filter(|connection| connection.serves(client)) {
            return Ok(connection);
        }
    }
    let answer = OAuthError::invalid_grant("Unknown or invalid refresh token.");
    Err(Refusal::because("no connection of the user serves the application any more", answer).user(&user.user_id))
}

/// The scopes asked for, all of them the token's (RFC 6749 section 6: "MUST NOT include any scope not originally granted").
fn narrowed(token: &RefreshToken, requested: Option<&str>) -> Result<Vec<String>, Refusal> {
    let Some(requested) = requested.map(scopes::parse) else { return Ok(token.scope.clone()) };
    if let Some(more) = requested.iter().find(|scope| !token.scope.contains(scope)) {
        let text = format!("The scope '{more}' was not granted with this refresh token.");
        return Err(OAuthError::new(StatusCode::BAD_REQUEST, "invalid_scope", text).into());
    }
    Ok(requested)
}
