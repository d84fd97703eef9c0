//! The tokens that a login gives, redeemed by what it was promised with: an authorization code, or the code of a device.
//!
//! Between the login and this lie seconds or minutes. So the user, the organization and the permissions are asked anew.

use jiff::Timestamp;

use super::super::{Exchange, Refusal};
use super::{api, live_user, organization, organization_claims, third_party};
use crate::app::App;
use crate::audit::LogEvent;
use crate::identity::authorization_code::TokenEffects;
use crate::identity::{Client, ResourceServer};
use crate::storage::{Batch, StoreError};
use crate::token::issue::{Login, TokenSet};
use crate::token::refresh::NewFamily;
use crate::token::{families, issue, rbac, refresh, scopes};

/// What a login was promised.
pub struct Promise<'a> {
    /// The user.
    pub user_id: &'a str,
    /// The session.
    pub session_id: &'a str,
    /// The scopes granted.
    pub scope: &'a [String],
    /// The API.
    pub audience: Option<&'a str>,
    /// The organization that the login was with.
    pub organization_id: Option<&'a str>,
    /// For the ID token.
    pub nonce: Option<&'a str>,
    /// When the user proved who they are.
    pub auth_time: Timestamp,
    /// What Actions asked of the tokens.
    pub effects: &'a TokenEffects,
    /// What the device calls itself, where it is one.
    pub device_name: Option<&'a str>,
}

/// Gives what was promised, in the commit in which `use_up` ends the promise; `None` if somebody else was first.
pub async fn redeem(
    exchange: &Exchange<'_>,
    promise: &Promise<'_>,
    use_up: impl FnOnce(&mut Batch, &str) -> Result<(), StoreError>,
) -> Result<Option<TokenSet>, Refusal> {
    let Exchange { app, client, .. } = *exchange;
    let user = live_user(app, promise.user_id, promise.auth_time).await?;
    let organization = organization(app, promise.organization_id, &user).await?;
    let organization = organization_claims(app, organization.as_ref()).await?;
    let api = api(app, promise.audience).await?;

    let scope = lasting(client, api.as_ref(), promise.scope);
    let added = &promise.effects.added_scope;
    let scope = third_party(exchange, api.as_ref(), &scope, added).await?;
    let rbac::Granted { scope, permissions } =
        rbac::limit(&app.directory, &user, promise.organization_id, api.as_ref(), &scope, added).await?;
    let family = families::new_id(app);
    let login = Login {
        client,
        user: &user,
        session_id: Some(promise.session_id),
        family: &family,
        scope: &scope,
        organization: organization.as_ref(),
        permissions: permissions.as_deref(),
        actor: None,
        api: api.as_ref(),
        nonce: promise.nonce,
        auth_time: promise.auth_time,
        effects: promise.effects,
        grant_type: None,
        bound_to: exchange.bound_to,
    };

    let mut batch = Batch::new();
    use_up(&mut batch, &family)?;
    let given = Given { audience: promise.audience, organization_id: promise.organization_id, device_name: promise.device_name };
    let tokens = stage(app, &mut batch, &login, &given, exchange.success())?;
    match app.store.commit(batch).await {
        Ok(_) => Ok(Some(tokens)),
        Err(StoreError::Conflict(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What tokens are given for, beside what they say.
pub struct Given<'a> {
    /// The API.
    pub audience: Option<&'a str>,
    /// The organization that the login was with.
    pub organization_id: Option<&'a str>,
    /// What the device calls itself, where it is one.
    pub device_name: Option<&'a str>,
}

/// Adds to `batch` the tokens of a login, with a refresh token where `offline_access` was granted, and the event of it.
pub fn stage(app: &App, batch: &mut Batch, login: &Login<'_>, given: &Given<'_>, mut event: LogEvent) -> Result<TokenSet, Refusal> {
    let mut tokens = issue::for_login(app, batch, login)?;
    if scopes::has(login.scope, "offline_access") {
        let new = NewFamily {
            family: login.family,
            user_id: &login.user.user_id,
            session_id: login.session_id,
            scope: login.scope,
            audience: given.audience,
            organization_id: given.organization_id,
            auth_time: login.auth_time,
            effects: login.effects,
            device_name: given.device_name,
            bound_to: login.bound_to,
        };
        tokens.refresh_token = Some(refresh::stage_first(app, batch, login.client, &new)?);
    }
    event.user_id = Some(login.user.user_id.clone());
    event.user_name = login.user.email.clone().or_else(|| login.user.username.clone());
    event.audience = given.audience.map(str::to_owned);
    event.scope = Some(login.scope.join(" "));
    app.audit.stage(batch, &event)?;
    Ok(tokens)
}

/// Those of `scope` that a login of the application can give: `offline_access` only where it may be refreshed.
pub fn lasting(client: &Client, api: Option<&ResourceServer>, scope: &[String]) -> Vec<String> {
    let lasting = client.allows_grant("refresh_token") && api.is_none_or(|api| api.allow_offline_access);
    scope.iter().filter(|scope| lasting || *scope != "offline_access").cloned().collect()
}
