//! `POST /oauth/token` (RFC 6749 section 3.2, reference 5.4): authenticate the application, check that it may use the grant,
//! exchange, and write down what came of it.
//!
//! | grant | success | failure |
//! |---|---|---|
//! | `authorization_code` | `seacft` | `feacft` |
//! | `refresh_token` | `sertft` | `fertft`, `ferrt` for a token used twice |
//! | `client_credentials` | `seccft` | `feccft` |
//! | `password`, and the same with a realm | `sepft` | `fepft`, `fp` and `fu` for a wrong password |
//! | a token from elsewhere | `secte` | `fecte` |
//! | the code of a device | `sede` | `fede`, but not while nobody has answered |

pub mod client_auth;
pub mod cors;
mod grants;
mod refusal;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::Shared;
use super::error::OAuthError;
use super::extract::{Fields, Origin};
use crate::app::App;
use crate::audit::LogEvent;
use crate::identity::Client;
use crate::registration::unused;
use crate::token::dpop::{self, DpopError, Presented};
use crate::token::{TokenSet, devices};

pub use refusal::Refusal;

/// The grants that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grant {
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
    DeviceCode,
    Password,
    TokenExchange,
}

/// The grant types of the token endpoint, for discovery.
pub const GRANT_TYPES: [&str; 7] = [
    "authorization_code",
    "refresh_token",
    "client_credentials",
    devices::GRANT_TYPE,
    grants::token_exchange::GRANT_TYPE,
    "password",
    grants::password::REALM_GRANT,
];

impl Grant {
    fn of(grant_type: &str) -> Result<Self, OAuthError> {
        match grant_type {
            "authorization_code" => Ok(Self::AuthorizationCode),
            "refresh_token" => Ok(Self::RefreshToken),
            "client_credentials" => Ok(Self::ClientCredentials),
            devices::GRANT_TYPE => Ok(Self::DeviceCode),
            grants::token_exchange::GRANT_TYPE => Ok(Self::TokenExchange),
            "password" | grants::password::REALM_GRANT => Ok(Self::Password),
            // Auth0's status for it (reference 5.1); RFC 6749 section 5.2 would say 400.
            _ => Err(OAuthError::new(StatusCode::NOT_IMPLEMENTED, "unsupported_grant_type", "Unsupported grant type")),
        }
    }

    /// The types of its log events: success, failure.
    fn log_codes(self) -> (&'static str, &'static str) {
        match self {
            Self::AuthorizationCode => ("seacft", "feacft"),
            Self::RefreshToken => ("sertft", "fertft"),
            Self::ClientCredentials => ("seccft", "feccft"),
            Self::DeviceCode => ("sede", "fede"),
            Self::TokenExchange => ("secte", "fecte"),
            Self::Password => ("sepft", "fepft"),
        }
    }
}

/// One exchange under way.
#[derive(Clone, Copy)]
struct Exchange<'a> {
    app: &'a App,
    client: &'a Client,
    origin: &'a Origin,
    fields: &'a Fields,
    grant: Grant,
    /// The thumbprint of the key that was proved with the request.
    bound_to: Option<&'a str>,
}

impl Exchange<'_> {
    /// A log event with everything that is known of the request.
    fn event(&self, kind: &str) -> LogEvent {
        let mut event = self.app.audit.event(kind);
        self.client.mark(&mut event);
        self.origin.mark(&mut event);
        event
    }

    /// The event of a success, to be written with it.
    fn success(&self) -> LogEvent {
        self.event(self.grant.log_codes().0)
    }
}

/// Answers a token request.
pub async fn exchange(State(app): State<Shared>, origin: Origin, headers: HeaderMap, fields: Fields) -> Result<Response, OAuthError> {
    run(&app, &origin, &headers, &fields).await.map(|(grant, tokens)| answer(grant, &tokens))
}

async fn run(app: &App, origin: &Origin, headers: &HeaderMap, fields: &Fields) -> Result<(Grant, TokenSet), OAuthError> {
    let grant_type = fields.require("grant_type")?;
    let grant = Grant::of(grant_type)?;
    let found = client_auth::identify(app, headers, fields).await?;
    let exchange = Exchange { app, client: &found.client, origin, fields, grant, bound_to: None };
    match attempt(exchange, &found, grant_type, headers).await {
        Ok(tokens) => {
            unused::used(app, &found.client).await;
            Ok((grant, tokens))
        }
        Err(refusal) => {
            record(&exchange, &refusal).await;
            Err(refusal.answer)
        }
    }
}

async fn attempt(
    mut exchange: Exchange<'_>,
    found: &client_auth::Found,
    grant_type: &str,
    headers: &HeaderMap,
) -> Result<TokenSet, Refusal> {
    found.authenticate(exchange.app).await?;
    let allowed = match exchange.grant {
        // A public application has no credentials to grant anything on, whatever its settings say (RFC 6749 section 4.4).
        Grant::ClientCredentials => exchange.client.allows_grant(grant_type) && !exchange.client.is_public(),
        Grant::TokenExchange => exchange.client.exchanges_tokens(),
        _ => exchange.client.allows_grant(grant_type),
    };
    if !allowed {
        let text = format!("Grant type '{grant_type}' not allowed for the client.");
        return Err(OAuthError::new(StatusCode::FORBIDDEN, "unauthorized_client", text).into());
    }
    let proved = prove(exchange.app, exchange.client, headers).await?;
    exchange.bound_to = proved.as_deref();
    let origin;
    if let Some(ip) = forwarded(exchange.client, headers) {
        origin = Origin { ip, ..exchange.origin.clone() };
        exchange.origin = &origin;
    }
    let exchange = &exchange;
    // Each by its own allocation: the largest of them would make every request's future as large, and it is moved several times.
    match exchange.grant {
        Grant::AuthorizationCode => Box::pin(grants::authorization_code::exchange(exchange)).await,
        Grant::RefreshToken => Box::pin(grants::refresh_token::exchange(exchange)).await,
        Grant::ClientCredentials => Box::pin(grants::client_credentials::exchange(exchange)).await,
        Grant::DeviceCode => Box::pin(grants::device_code::exchange(exchange)).await,
        Grant::TokenExchange => Box::pin(grants::token_exchange::exchange(exchange)).await,
        Grant::Password => Box::pin(grants::password::exchange(exchange)).await,
    }
}

/// The key that the application proves to hold (RFC 9449 section 5), once it has proved itself; some must.
async fn prove(app: &App, client: &Client, headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let url = app.config.public_url.join("oauth/token").map_err(OAuthError::internal)?;
    let mut values = headers.get_all(dpop::HEADER).iter();
    let Some(value) = values.next() else {
        let missing = || OAuthError::new(StatusCode::BAD_REQUEST, "invalid_dpop_proof", "This application must send a DPoP proof.");
        return if client.must_prove_possession() { Err(missing().into()) } else { Ok(None) };
    };
    let proof = value.to_str().ok().filter(|_| values.next().is_none()).ok_or(DpopError::Malformed)?;
    Ok(Some(dpop::check(app, Presented { proof, method: "POST", url: &url, access_token: None }).await?))
}

/// The user's address, where an application that has proved itself asks for tokens in the user's name and is trusted to say it
/// (`is_token_endpoint_ip_header_trusted`). Without it all of a backend's users would share the backend's rate limit.
fn forwarded(client: &Client, headers: &HeaderMap) -> Option<String> {
    let trusted = client.extra.get("is_token_endpoint_ip_header_trusted") == Some(&Value::Bool(true));
    if !trusted || client.is_public() {
        return None;
    }
    let given = headers.get("auth0-forwarded-for")?.to_str().ok()?;
    Some(given.trim().parse::<std::net::IpAddr>().ok()?.to_canonical().to_string())
}

/// Writes the failure down. A log that cannot be written does not change the answer, which is a refusal already.
async fn record(exchange: &Exchange<'_>, refusal: &Refusal) {
    let Some(reason) = &refusal.reason else { return };
    // Who has proved nothing may not fill the log; what was proved, such as a token that was used twice, is always told.
    if refusal.user_id.is_none() && exchange.app.limits.record_for(&exchange.origin.ip).is_err() {
        metrics::counter!("anteroom_rate_limited_total", "page" => "token").increment(1);
        return;
    }
    let kind = refusal.log_code.unwrap_or(exchange.grant.log_codes().1);
    let mut event = exchange.event(kind).describe(reason);
    event.user_id = refusal.user_id.clone();
    event.audience = exchange.fields.get("audience").map(|audience| audience.chars().take(512).collect());
    event.details.insert("error".to_owned(), serde_json::json!({ "oauthError": refusal.answer.error, "message": reason }));
    if let Err(error) = exchange.app.audit.write(event).await {
        tracing::error!(%error, "a failed exchange could not be written to the tenant log");
    }
}

/// RFC 6749 section 5.1; of an exchange also which token it is (RFC 8693 section 2.2.1).
fn answer(grant: Grant, tokens: &TokenSet) -> Response {
    let mut body = Map::new();
    body.insert("access_token".to_owned(), tokens.access_token.clone().into());
    for (name, token) in [("refresh_token", &tokens.refresh_token), ("id_token", &tokens.id_token)] {
        if let Some(token) = token {
            body.insert(name.to_owned(), token.clone().into());
        }
    }
    if !tokens.scope.is_empty() {
        body.insert("scope".to_owned(), tokens.scope.join(" ").into());
    }
    body.insert("expires_in".to_owned(), tokens.expires_in.into());
    body.insert("token_type".to_owned(), if tokens.is_bound { dpop::SCHEME } else { "Bearer" }.into());
    if grant == Grant::TokenExchange {
        body.insert("issued_token_type".to_owned(), grants::token_exchange::ACCESS_TOKEN_TYPE.into());
    }
    let mut response = Json(Value::Object(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
