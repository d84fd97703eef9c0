//! The tokens that a login gives, redeemed by what it was promised with: an authorization code, or the code of a device.
//!
//! Between the login and this lie seconds or minutes. So the user, the organization and the permissions are asked anew.

use jiff::Timestamp;

use super::super::{Exchange, Refusal};
use super::{api, live_user, organization, organization_claims, third_party};
use crate::identity::authorization_code::TokenEffects;
use crate::storage::{Batch, StoreError};
use crate::token::issue::{Login, TokenSet};
use crate::token::refresh::NewFamily;
use crate::token::{families, issue, rbac, refresh};

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

    let lasting = client.allows_grant("refresh_token") && api.as_ref().is_none_or(|api| api.allow_offline_access);
    let scope: Vec<String> = promise.scope.iter().filter(|scope| lasting || *scope != "offline_access").cloned().collect();
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
        api: api.as_ref(),
        nonce: promise.nonce,
        auth_time: promise.auth_time,
        effects: promise.effects,
        grant_type: None,
    };

    let mut batch = Batch::new();
    use_up(&mut batch, &family)?;
    let mut tokens = issue::for_login(app, &mut batch, &login)?;
    if scope.iter().any(|scope| scope == "offline_access") {
        let new = NewFamily {
            family: &family,
            user_id: &user.user_id,
            session_id: Some(promise.session_id),
            scope: &scope,
            audience: promise.audience,
            organization_id: promise.organization_id,
            auth_time: promise.auth_time,
            effects: promise.effects,
            device_name: promise.device_name,
        };
        tokens.refresh_token = Some(refresh::stage_first(app, &mut batch, client, &new)?);
    }
    let mut event = exchange.success();
    event.user_id = Some(user.user_id.clone());
    event.user_name = user.email.clone().or_else(|| user.username.clone());
    event.audience = promise.audience.map(str::to_owned);
    event.scope = Some(scope.join(" "));
    app.audit.stage(&mut batch, &event)?;
    match app.store.commit(batch).await {
        Ok(_) => Ok(Some(tokens)),
        Err(StoreError::Conflict(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
