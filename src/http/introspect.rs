//! `POST /oauth/introspect` (RFC 7662): whether a token is good, and what it stands for.
//!
//! Ours: Auth0 has no such endpoint. Only applications that can prove who they are may ask, and only of tokens that are theirs or for an
//! API that they hold a client grant for: of any other the answer is the same as of one that does not exist (section 2.2), so that nobody
//! learns by asking. What an API cannot see in a JWT is looked up: an application or a user who is gone, and a user who was blocked, has a new
//! password or was signed out everywhere since, make it inactive; the end of one session does not. Of the user the answer says the id alone:
//! what else may be known is `/userinfo`'s to say.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Shared;
use super::error::OAuthError;
use super::extract::Fields;
use super::token::client_auth;
use crate::app::App;
use crate::identity::{Client, ClientGrant, User};
use crate::storage::StoreError;
use crate::token::{TokenKind, dpop, hash};

/// Says what a token stands for. `token_type_hint` is not needed to find it.
pub async fn introspect(State(app): State<Shared>, headers: HeaderMap, fields: Fields) -> Result<Response, OAuthError> {
    let client = client_auth::authenticated(&app, &headers, &fields).await?;
    if client.is_public() {
        return Err(OAuthError::invalid_client("Introspection takes an application that can prove who it is."));
    }
    let token = fields.require("token")?;
    let found = match token.contains('.') {
        true => signed(&app, &client, token).await?,
        false => stored(&app, &client, token).await?,
    };
    let body = match found {
        Some(mut found) => {
            found.insert("active".to_owned(), true.into());
            found.retain(|_, value| !value.is_null());
            found
        }
        None => Map::from_iter([("active".to_owned(), Value::from(false))]),
    };
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(Value::Object(body))).into_response())
}

/// A JWT access token, as it says of itself.
async fn signed(app: &App, client: &Client, token: &str) -> Result<Option<Map<String, Value>>, StoreError> {
    let Ok(claims) = app.keys.verify_any_audience(token, TokenKind::Access) else { return Ok(None) };
    let owner = claims.client_id().to_owned();
    let mut open = owner == client.client_id;
    for audience in claims.audiences() {
        open = open || app.directory.client_grants.find("pair", &ClientGrant::own(&client.client_id, audience)).await?.is_some();
    }
    if !open {
        return Ok(None);
    }
    if app.directory.clients.get(&owner).await?.is_none() {
        return Ok(None);
    }
    let subject = claims.subject().to_owned();
    if subject != format!("{owner}@clients") {
        let issued = claims.get("iat").and_then(Value::as_i64).and_then(|iat| Timestamp::from_second(iat).ok());
        if user(app, &subject, issued).await?.is_none() {
            return Ok(None);
        }
    }
    let mut body = claims.into_map();
    body.insert("client_id".to_owned(), owner.into());
    body.insert("token_type".to_owned(), if body.contains_key("cnf") { dpop::SCHEME } else { "Bearer" }.into());
    Ok(Some(body))
}

/// An opaque access token, or a refresh token; both are for their application alone.
async fn stored(app: &App, client: &Client, token: &str) -> Result<Option<Map<String, Value>>, StoreError> {
    let (hash, now) = (hash(token), app.clock.now());
    let described = |client_id: &str, user: &User, scope: &[String], ends: Option<Timestamp>, kind: Option<&str>| {
        let body = json!({
            "client_id": client_id, "sub": user.user_id, "iss": app.config.issuer(), "scope": scope.join(" "),
            "exp": ends.map(Timestamp::as_second), "token_type": kind,
        });
        if let Value::Object(body) = body { body } else { Map::new() }
    };
    if let Some(found) = app.directory.refresh_tokens.get(&hash).await? {
        let good = found.client_id == client.client_id && found.rotated_at.is_none() && !found.has_ended(now);
        let user = if good { user(app, &found.user_id, Some(found.auth_time)).await? } else { None };
        // RFC 6749 has no type of refresh tokens.
        return Ok(user.map(|user| described(&found.client_id, &user, &found.scope, found.expires_at, None)));
    }
    let Some(found) = app.opaque_tokens.get(&hash).await? else { return Ok(None) };
    let good = found.client_id == client.client_id && now < found.expires_at;
    let user = if good { user(app, &found.user_id, found.auth_time).await? } else { None };
    let kind = if found.bound_to.is_some() { dpop::SCHEME } else { "Bearer" };
    Ok(user.map(|user| {
        let mut body = described(&found.client_id, &user, &found.scope, Some(found.expires_at), Some(kind));
        body.extend(found.bound_to.as_ref().map(|thumbprint| ("cnf".to_owned(), json!({ "jkt": thumbprint }))));
        body
    }))
}

/// The user, if they may still have what they got then.
async fn user(app: &App, user_id: &str, since: Option<Timestamp>) -> Result<Option<User>, StoreError> {
    let found = app.directory.users.get(user_id).await?.map(|found| found.value);
    // A token says when it was issued to the second.
    let honoured = |user: &User, since: Timestamp| user.honours(since + jiff::SignedDuration::from_millis(999));
    Ok(found.filter(|user| !user.blocked && since.is_none_or(|since| honoured(user, since))))
}
