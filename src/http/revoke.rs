//! `POST /oauth/revoke` (RFC 7009): an application gives back a token, and with it every token of the same login.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use super::Shared;
use super::error::OAuthError;
use super::extract::{Fields, Origin};
use super::token::client_auth;
use crate::app::App;
use crate::token::{TokenKind, families, hash};

/// Revokes. A token that nobody knows is as good as revoked (section 2.2); a store that fails is an error, so that a client
/// never believes a revocation that did not happen.
pub async fn revoke(State(app): State<Shared>, origin: Origin, headers: HeaderMap, fields: Fields) -> Result<StatusCode, OAuthError> {
    let client = client_auth::authenticated(&app, &headers, &fields).await?;
    let token = fields.require("token")?;
    let Some((family, owner, user_id)) = find(&app, token).await? else {
        return match app.keys.verify_any_audience(token, TokenKind::Access) {
            // A JWT counts until it ends, at every API that knows the keys.
            Ok(_) => Err(OAuthError::new(StatusCode::BAD_REQUEST, "unsupported_token_type", "JWT access tokens cannot be revoked.")),
            Err(_) => Ok(StatusCode::OK),
        };
    };
    if owner != client.client_id {
        // Section 2.1: refused, and the client is told; it holds somebody else's token and may know it.
        return Err(OAuthError::invalid_request("The token was not issued to this client."));
    }
    families::revoke(&app, &family).await?;
    let mut event = app.audit.event("srrt");
    client.mark(&mut event);
    event.user_id = Some(user_id);
    origin.mark(&mut event);
    app.audit.write(event).await?;
    Ok(StatusCode::OK)
}

/// Family, application and user of a refresh token or an opaque access token. `token_type_hint` is not needed to find it.
async fn find(app: &App, token: &str) -> Result<Option<(String, String, String)>, OAuthError> {
    let hash = hash(token);
    if let Some(found) = app.directory.refresh_tokens.get(&hash).await? {
        return Ok(Some((found.value.family, found.value.client_id, found.value.user_id)));
    }
    let found = app.opaque_tokens.get(&hash).await?;
    Ok(found.map(|found| (found.value.family, found.value.client_id, found.value.user_id)))
}
