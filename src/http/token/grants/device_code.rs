//! `grant_type=urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 section 3.4): a device asks whether it is connected yet.

use super::super::{Exchange, Refusal};
use super::login::{Promise, redeem};
use crate::token::devices::{self, DeviceError};
use crate::token::issue::TokenSet;

/// Gives the device its tokens, once. The `post-login` Actions have run, in the browser where the person logged in.
pub async fn exchange(exchange: &Exchange<'_>) -> Result<TokenSet, Refusal> {
    let Exchange { app, client, fields, .. } = *exchange;
    let (stored, approval) = devices::check(app, client, fields.require("device_code")?).await?;
    let promise = Promise {
        user_id: &approval.user_id,
        session_id: &approval.session_id,
        scope: &approval.scope,
        audience: stored.request.audience.as_deref(),
        organization_id: approval.organization_id.as_deref(),
        nonce: None,
        auth_time: approval.auth_time,
        effects: &approval.effects,
        device_name: Some(stored.device_name.as_deref().unwrap_or("unknown device")),
    };
    let use_up = |batch: &mut _, _: &str| {
        devices::stage_redemption(app, batch, &stored);
        Ok(())
    };
    redeem(exchange, &promise, use_up).await?.ok_or_else(|| DeviceError::Unknown.into())
}
