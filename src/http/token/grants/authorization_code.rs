//! `grant_type=authorization_code` (RFC 6749 section 4.1.3, RFC 7636 section 4.5).

use super::super::{Exchange, Refusal};
use super::login::{Promise, redeem};
use crate::token::codes;
use crate::token::issue::TokenSet;

/// Redeems the code: it is used up in the same commit that stores what it gives, so two redemptions never both win.
pub async fn exchange(exchange: &Exchange<'_>) -> Result<TokenSet, Refusal> {
    let Exchange { app, client, fields, .. } = *exchange;
    let code = fields.require("code")?;
    let redirect_uri = fields.require("redirect_uri")?;
    let stored = codes::check(app, client, code, redirect_uri, fields.get("code_verifier")).await?;
    let promise = Promise {
        user_id: &stored.user_id,
        session_id: &stored.session_id,
        scope: &stored.scope,
        audience: stored.audience.as_deref(),
        organization_id: stored.organization_id.as_deref(),
        nonce: stored.nonce.as_deref(),
        auth_time: stored.auth_time,
        effects: &stored.effects,
        device_name: None,
    };
    match redeem(exchange, &promise, |batch, family| codes::stage_redemption(app, batch, &stored, family)).await? {
        Some(tokens) => Ok(tokens),
        None => Err(codes::lost_race(app, &stored.code_hash).await.into()),
    }
}
