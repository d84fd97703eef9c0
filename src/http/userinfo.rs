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
use crate::token::dpop::{self, DpopError, Presented};
use crate::token::{OpaqueToken, TokenKind, claims, hash};

/// Why there is no answer (RFC 6750 section 3.1).
#[derive(Debug)]
pub enum Failure {
    /// No token at all: told which scheme, and nothing more.
    NoToken,
    /// More than one, or not readable.
    Malformed,
    /// Not good; for whatever reason.
    Invalid,
    /// Bound to a key that was not proved.
    NotProved,
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
            Self::NotProved => (
                StatusCode::UNAUTHORIZED,
                "Unauthorized",
                "DPoP realm=\"Users\", error=\"invalid_dpop_proof\", algs=\"ES256 ES384 RS256 RS384 PS256 EdDSA\"",
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
    let (scheme, token) = presented(&headers)?.ok_or(Failure::NoToken)?;
    answer(&app, token, scheme, Some(&headers), "GET").await
}

/// `POST`: the token is in the header or in the form (RFC 6750 section 2.2).
pub async fn post(State(app): State<Shared>, headers: HeaderMap, fields: Fields) -> Result<Response, Failure> {
    match (presented(&headers)?, fields.get("access_token")) {
        (Some(_), Some(_)) => Err(Failure::Malformed),
        (Some((scheme, token)), None) => answer(&app, token, scheme, Some(&headers), "POST").await,
        // A token in the form is one without a proof.
        (None, Some(token)) => answer(&app, token, Scheme::Bearer, None, "POST").await,
        (None, None) => Err(Failure::NoToken),
    }
}

/// How a token is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    /// By itself (RFC 6750).
    Bearer,
    /// With a proof of its key (RFC 9449 section 7).
    Dpop,
}

/// The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Failure> {
    match presented(headers)? {
        Some((Scheme::Dpop, _)) => Err(Failure::NoToken),
        found => Ok(found.map(|(_, token)| token)),
    }
}

fn presented(headers: &HeaderMap) -> Result<Option<(Scheme, &str)>, Failure> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Failure::Malformed);
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Failure::Malformed)?;
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Scheme::Bearer,
        "dpop" => Scheme::Dpop,
        _ => return Err(Failure::NoToken),
    };
    if token.is_empty() || token.contains(' ') { Err(Failure::Malformed) } else { Ok(Some((scheme, token))) }
}

/// Whether a token is presented as it must be: one that is bound to a key with a proof of it, and no other (RFC 9449 section 7).
async fn proved(
    app: &App,
    token: &str,
    scheme: Scheme,
    headers: Option<&HeaderMap>,
    method: &str,
    bound_to: Option<&str>,
) -> Result<(), Failure> {
    let (thumbprint, headers) = match (bound_to, scheme, headers) {
        (None, Scheme::Bearer, _) => return Ok(()),
        (Some(thumbprint), Scheme::Dpop, Some(headers)) => (thumbprint, headers),
        _ => return Err(Failure::Invalid),
    };
    let url = app.config.public_url.join("userinfo").map_err(|error| StoreError::Backend(error.into()))?;
    let mut values = headers.get_all(dpop::HEADER).iter();
    let proof = values.next().and_then(|value| value.to_str().ok()).filter(|_| values.next().is_none()).ok_or(Failure::NotProved)?;
    match dpop::check(app, Presented { proof, method, url: &url, access_token: Some(token) }).await {
        Ok(proved) if proved == thumbprint => Ok(()),
        Err(DpopError::Store(error)) => Err(error.into()),
        _ => Err(Failure::NotProved),
    }
}

async fn answer(app: &App, token: &str, scheme: Scheme, headers: Option<&HeaderMap>, method: &str) -> Result<Response, Failure> {
    let Held { user_id, scope, proved_at, bound_to } = grant_of(app, token).await?;
    proved(app, token, scheme, headers, method, bound_to.as_deref()).await?;
    let found = app.directory.users.get(&user_id).await?;
    let user = found.filter(|user| !user.blocked && proved_at.is_none_or(|at| user.honours(at))).ok_or(Failure::Invalid)?;
    let mut body = serde_json::Map::from_iter([("sub".to_owned(), Value::from(user_id))]);
    body.extend(claims::profile(&user, &scope));
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Value::Object(body))).into_response())
}

/// What a token stands for.
struct Held {
    user_id: String,
    scope: Vec<String>,
    /// When the user proved who they are, where that is kept.
    proved_at: Option<Timestamp>,
    /// The key without which it is worth nothing.
    bound_to: Option<String>,
}

async fn grant_of(app: &App, token: &str) -> Result<Held, Failure> {
    if token.contains('.') {
        let claims = app.keys.verify(token, &app.config.userinfo_audience(), TokenKind::Access).map_err(|error| {
            tracing::debug!(%error, "a token was refused at /userinfo");
            Failure::Invalid
        })?;
        let scope = claims.scopes().map(str::to_owned).collect();
        let bound_to = claims.bound_to().map(str::to_owned);
        return Ok(Held { user_id: claims.subject().to_owned(), scope, proved_at: None, bound_to });
    }
    let found = app.opaque_tokens.get(&hash(token)).await?.ok_or(Failure::Invalid)?;
    if found.expires_at <= app.clock.now() {
        return Err(Failure::Invalid);
    }
    let OpaqueToken { user_id, scope, auth_time, bound_to, .. } = found.value;
    Ok(Held { user_id, scope, proved_at: auth_time, bound_to })
}
