//! Who asks: the bearer token of a Management API request (RFC 6750 section 2.1), and the scopes it carries.
//!
//! A token that an application got for itself (client_credentials) says what its grant gave it. A user's token for the same audience says
//! what somebody asked for on a login page, so it is not believed: an operator must have let the application act for users
//! (a client grant with `subject_type` `user`), and the user must hold each scope as a permission when it is used. A first start lets one
//! application do so, the one of `anteroom login`, and gives no user a permission.

use axum::http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;

use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::ClientGrant;
use crate::token::{Claims, TokenKind, rbac};

/// The longest header that is looked at, in bytes.
const MAX_HEADER: usize = 16 * 1024;

/// The application that asks.
#[derive(Debug, Clone)]
pub struct Caller {
    /// `sub`.
    pub subject: String,
    /// The user in whose name it asks, if in anybody's.
    pub user_id: Option<String>,
    /// The application.
    pub client_id: String,
    /// The token's id.
    pub jti: Option<String>,
    /// What it may do.
    pub scopes: Vec<String>,
}

fn unauthorized(message: &str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, message)
}

impl Caller {
    /// Whether the token has `scope`.
    pub fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|s| s == scope)
    }

    /// Refuses a token that has none of `scopes`.
    ///
    /// # Errors
    /// 403 `insufficient_scope` (reference 4.1).
    pub fn require(&self, scopes: &[&str]) -> Result<(), ApiError> {
        if scopes.iter().any(|scope| self.has(scope)) {
            return Ok(());
        }
        let message = format!("Insufficient scope, expected any of: {}", scopes.join(","));
        Err(ApiError::new(StatusCode::FORBIDDEN, message).code("insufficient_scope"))
    }
}

/// The token in the one `Authorization` header: `Bearer`, one blank, the token.
fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(unauthorized("Missing authentication")) };
    let malformed = || unauthorized("Bad HTTP authentication header format");
    let text = value.to_str().ok().filter(|text| text.len() <= MAX_HEADER).ok_or_else(malformed)?;
    let (scheme, token) = text.split_once(' ').ok_or_else(malformed)?;
    let plain = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
    if scheme.eq_ignore_ascii_case("bearer") && plain { Ok(token) } else { Err(malformed()) }
}

/// The caller, if the request carries a valid token for the Management API.
///
/// # Errors
/// 401, without saying which check a token failed.
pub async fn authenticate(app: &App, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let token = bearer(headers)?;
    let claims = app.keys.verify(token, &app.config.management_audience(), TokenKind::Access).map_err(|error| {
        tracing::debug!(%error, "a Management API token was refused");
        unauthorized("Invalid token")
    })?;
    let client_id = claims.client_id().to_owned();
    // No proof is asked for here, so that a token which needs one is not taken.
    if client_id.is_empty() || claims.bound_to().is_some() {
        return Err(unauthorized("Invalid token"));
    }
    // The whole subject, not its end: a user may be called anything, but never this.
    let user_id = if claims.subject() == format!("{client_id}@clients") { None } else { Some(claims.subject().to_owned()) };
    let scopes = match &user_id {
        None => claims.scopes().map(str::to_owned).collect(),
        Some(user_id) => match scopes_of_user(app, &claims, user_id).await? {
            Some(scopes) => scopes,
            None => return Err(unauthorized("Invalid token")),
        },
    };
    Ok(Caller { subject: claims.subject().to_owned(), user_id, jti: claims.text("jti").map(str::to_owned), scopes, client_id })
}

/// What a user's token may do at this moment: what it says, as far as an operator has let the application act for users here, and as far
/// as the user holds it. What an Action added to a login counts for nothing: whoever may deploy Actions would be everything else, too.
/// Roles inside an organization are for its application, not for the tenant. `None` where the token is not taken at all.
async fn scopes_of_user(app: &App, claims: &Claims, user_id: &str) -> Result<Option<Vec<String>>, ApiError> {
    let directory = &app.directory;
    let audience = app.config.management_audience();
    // One for `/userinfo` as well is no token of this API: it may be in the hands of whoever shows a profile.
    if claims.audiences() != [audience.as_str()] {
        return Ok(None);
    }
    let client = directory.clients.get(claims.client_id()).await?.filter(|client| client.is_first_party && !client.global);
    let grant = directory.client_grants.find("pair", &ClientGrant::of_users(claims.client_id(), &audience)).await?;
    let api = directory.resource_servers.find("identifier", &audience).await?;
    let issued = claims.get("iat").and_then(serde_json::Value::as_i64).and_then(|iat| Timestamp::from_second(iat).ok());
    let user = directory.users.get(user_id).await?;
    let (Some(_), Some(grant), Some(api), Some(issued), Some(user)) = (client, grant, api, issued, user) else { return Ok(None) };
    if user.blocked || !user.honours(issued) {
        return Ok(None);
    }
    let held = rbac::permissions(directory, &user, None, &api).await?;
    let may = |scope: &&str| grant.scope.iter().any(|granted| granted == scope) && held.contains(*scope);
    Ok(Some(claims.scopes().filter(may).map(str::to_owned).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(value: &str) -> Result<String, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        bearer(&headers).map(str::to_owned).map_err(|error| error.status.as_u16())
    }

    #[test]
    fn only_one_blank_between_scheme_and_token_is_taken() {
        assert_eq!(token("Bearer abc"), Ok("abc".to_owned()));
        assert_eq!(token("bearer abc"), Ok("abc".to_owned()));
        for malformed in ["", "Bearer", "Bearer ", "Bearer  abc", "Bearer abc def", "Bearerabc", "Basic abc", "abc"] {
            assert_eq!(token(malformed), Err(401), "{malformed:?}");
        }
        assert_eq!(token(&format!("Bearer {}", "a".repeat(1 << 20))), Err(401));
    }

    #[test]
    fn two_authorization_headers_are_refused() {
        let mut headers = HeaderMap::new();
        headers.append(header::AUTHORIZATION, "Bearer a".parse().unwrap());
        headers.append(header::AUTHORIZATION, "Bearer b".parse().unwrap());
        assert_eq!(bearer(&headers).unwrap_err().status, 401);
    }
}
