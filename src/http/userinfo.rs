//! `GET` and `POST /userinfo` (OpenID Connect Core section 5.3): the user's claims that the access token's scopes give.
//!
//! Takes opaque tokens, and JWTs that name this endpoint in `aud`. The claims are read anew, so that a user who was blocked or
//! deleted since has none.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::Value;

use super::Shared;
use super::error::OAuthError;
use super::extract::Fields;
use crate::app::App;
use crate::storage::StoreError;
use crate::token::{TokenKind, claims, hash};

/// Why there is no answer (RFC 6750 section 3.1).
#[derive(Debug)]
pub enum Failure {
    /// No token at all: told which scheme, and nothing more.
    NoToken,
    /// More than one, or not readable.
    Malformed,
    /// Not good; for whatever reason.
    Invalid,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, body, challenge) = match self {
            Self::NoToken => (StatusCode::UNAUTHORIZED, "Unauthorized", "Bearer realm=\"Users\""),
            Self::Malformed => (
                StatusCode::BAD_REQUEST,
                "Bad Request",
                "Bearer realm=\"Users\", error=\"invalid_request\", error_description=\"The request must carry one access token, in one place.\"",
            ),
            Self::Invalid => (
                StatusCode::UNAUTHORIZED,
                "Unauthorized",
                "Bearer realm=\"Users\", error=\"invalid_token\", error_description=\"The access token is not valid here.\"",
            ),
            Self::Store(error) => return OAuthError::internal(error).into_response(),
        };
        let headers = [
            (header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        (status, headers, body).into_response()
    }
}

/// `GET`: the token is in the header.
pub async fn get(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Failure> {
    let token = bearer(&headers)?.ok_or(Failure::NoToken)?;
    answer(&app, token).await
}

/// `POST`: the token is in the header or in the form (RFC 6750 section 2.2).
pub async fn post(State(app): State<Shared>, headers: HeaderMap, fields: Fields) -> Result<Response, Failure> {
    match (bearer(&headers)?, fields.get("access_token")) {
        (Some(_), Some(_)) => Err(Failure::Malformed),
        (Some(token), None) | (None, Some(token)) => answer(&app, token).await,
        (None, None) => Err(Failure::NoToken),
    }
}

/// The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Failure> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Failure::Malformed);
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Failure::Malformed)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Failure::NoToken);
    }
    if token.is_empty() || token.contains(' ') { Err(Failure::Malformed) } else { Ok(Some(token)) }
}

async fn answer(app: &App, token: &str) -> Result<Response, Failure> {
    let (user_id, scope, proved_at) = grant_of(app, token).await?;
    let found = app.directory.users.get(&user_id).await?;
    let user = found.filter(|user| !user.blocked && proved_at.is_none_or(|at| user.honours(at))).ok_or(Failure::Invalid)?;
    let mut body = serde_json::Map::from_iter([("sub".to_owned(), Value::from(user_id))]);
    body.extend(claims::profile(&user, &scope));
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Value::Object(body))).into_response())
}

/// The user and the scopes that the token stands for, and when the user proved who they are, where that is kept.
async fn grant_of(app: &App, token: &str) -> Result<(String, Vec<String>, Option<Timestamp>), Failure> {
    if token.contains('.') {
        let claims = app.keys.verify(token, &app.config.userinfo_audience(), TokenKind::Access).map_err(|error| {
            tracing::debug!(%error, "a token was refused at /userinfo");
            Failure::Invalid
        })?;
        let scope = claims.scopes().map(str::to_owned).collect();
        return Ok((claims.subject().to_owned(), scope, None));
    }
    let found = app.opaque_tokens.get(&hash(token)).await?.ok_or(Failure::Invalid)?;
    if found.expires_at <= app.clock.now() {
        return Err(Failure::Invalid);
    }
    Ok((found.value.user_id, found.value.scope, found.value.auth_time))
}
