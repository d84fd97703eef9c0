//! `grant_type=client_credentials` (RFC 6749 section 4.4): an application by itself, bounded by its client grant for the API, and by the Actions of `credentials-exchange`.

use axum::http::StatusCode;

use super::super::{Exchange, Refusal};
use super::texts;
use crate::http::error::OAuthError;
use crate::identity::ClientGrant;
use crate::machine;
use crate::storage::Batch;
use crate::token::issue::{self, TokenSet};
use crate::token::scopes;

fn denied(text: String) -> Refusal {
    OAuthError::new(StatusCode::FORBIDDEN, "access_denied", text).into()
}

/// A token for the API with the scopes asked for, or all that were granted.
pub async fn exchange(exchange: &Exchange<'_>) -> Result<TokenSet, Refusal> {
    let Exchange { app, client, fields, .. } = *exchange;
    let audience = match fields.get("audience") {
        Some(audience) => audience.to_owned(),
        None => default_audience(exchange).await?,
    };
    let api = issue::api(app, &audience).await?;
    let grant = app.directory.client_grants.find("pair", &ClientGrant::own(&client.client_id, &audience)).await?;
    let grant = grant.ok_or_else(|| {
        denied(format!("Client is not authorized to access \"{audience}\". You need to create a \"client-grant\" associated to this API."))
    })?;
    // A scope that the API no longer names is no longer given, whatever was granted.
    let granted: Vec<String> = grant.value.scope.into_iter().filter(|scope| api.has_scope(scope)).collect();
    let scope = match fields.get("scope").map(scopes::parse) {
        None => granted,
        Some(requested) => {
            let missing: Vec<&str> = requested.iter().filter(|scope| !granted.contains(scope)).map(String::as_str).collect();
            if !missing.is_empty() {
                return Err(denied(format!("Client has not been granted scopes: {}", missing.join(", "))));
            }
            requested
        }
    };
    let requested = fields.get("scope").map(scopes::parse).unwrap_or_default();
    let request = machine::Request { client, api: &api, requested: &requested, scope, origin: exchange.origin, fields: texts(fields) };
    let outcome = machine::ask(app, request, || exchange.event("feccft")).await?;
    let tokens = issue::for_client(app, client, &api, outcome.scope, &outcome.claims, exchange.bound_to)?;
    let mut event = exchange.success();
    event.audience = Some(audience);
    event.scope = Some(tokens.scope.join(" "));
    let Some(run) = &outcome.run else {
        app.audit.write_later(event).await?;
        return Ok(tokens);
    };
    let mut batch = Batch::new();
    run.stage(&app.audit, &mut batch)?;
    app.audit.stage(&mut batch, &event.executions(std::slice::from_ref(&run.execution.id)))?;
    app.store.commit(batch).await?;
    Ok(tokens)
}

/// The tenant's default API, or 400.
async fn default_audience(exchange: &Exchange<'_>) -> Result<String, Refusal> {
    let tenant = exchange.app.tenant().await?;
    tenant.default_api().map(str::to_owned).ok_or_else(|| OAuthError::invalid_request("Missing required parameter: audience").into())
}
