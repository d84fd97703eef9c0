//! `grant_type=authorization_code` (RFC 6749 section 4.1.3, RFC 7636 section 4.5).

use super::super::{Exchange, Refusal};
use super::{api, live_user, organization, organization_claims};
use crate::storage::{Batch, StoreError};
use crate::token::issue::{Login, TokenSet};
use crate::token::refresh::NewFamily;
use crate::token::{codes, families, issue, rbac, refresh};

/// Redeems the code: it is used up in the same commit that stores what it gives, so two redemptions never both win.
pub async fn exchange(exchange: &Exchange<'_>) -> Result<TokenSet, Refusal> {
    let Exchange { app, client, fields, .. } = *exchange;
    let code = fields.require("code")?;
    let redirect_uri = fields.require("redirect_uri")?;
    let stored = codes::check(app, client, code, redirect_uri, fields.get("code_verifier")).await?;
    let user = live_user(app, &stored.user_id, stored.auth_time).await?;
    let organization = organization(app, stored.organization_id.as_deref(), &user).await?;
    let organization = organization_claims(app, organization.as_ref()).await?;
    let api = api(app, stored.audience.as_deref()).await?;

    let lasting = client.allows_grant("refresh_token") && api.as_ref().is_none_or(|api| api.allow_offline_access);
    let scope: Vec<String> = stored.scope.iter().filter(|scope| lasting || *scope != "offline_access").cloned().collect();
    let rbac::Granted { scope, permissions } =
        rbac::limit(&app.directory, &user, stored.organization_id.as_deref(), api.as_ref(), &scope, &stored.effects.added_scope).await?;
    let family = families::new_id(app);
    let login = Login {
        client,
        user: &user,
        session_id: &stored.session_id,
        family: &family,
        scope: &scope,
        organization: organization.as_ref(),
        permissions: permissions.as_deref(),
        api: api.as_ref(),
        nonce: stored.nonce.as_deref(),
        auth_time: stored.auth_time,
        effects: &stored.effects,
        grant_type: None,
    };

    let mut batch = Batch::new();
    codes::stage_redemption(app, &mut batch, &stored, &family)?;
    let mut tokens = issue::for_login(app, &mut batch, &login)?;
    if scope.iter().any(|scope| scope == "offline_access") {
        let new = NewFamily {
            family: &family,
            user_id: &user.user_id,
            session_id: &stored.session_id,
            scope: &scope,
            audience: stored.audience.as_deref(),
            organization_id: stored.organization_id.as_deref(),
            auth_time: stored.auth_time,
            effects: &stored.effects,
        };
        tokens.refresh_token = Some(refresh::stage_first(app, &mut batch, client, &new)?);
    }
    let mut event = exchange.success();
    event.user_id = Some(user.user_id.clone());
    event.user_name = user.email.clone().or_else(|| user.username.clone());
    event.audience = stored.audience.clone();
    event.scope = Some(scope.join(" "));
    app.audit.stage(&mut batch, &event)?;
    match app.store.commit(batch).await {
        Ok(_) => Ok(tokens),
        Err(StoreError::Conflict(_)) => Err(codes::lost_race(app, &stored.code_hash).await.into()),
        Err(error) => Err(error.into()),
    }
}
