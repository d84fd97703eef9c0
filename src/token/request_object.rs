//! Authorization requests that an application has signed (RFC 9101): what its user's browser carries, nobody on the way has changed.
//!
//! By value alone. A `request_uri` that leads elsewhere would have this server fetch what a browser names, and what it says may be pushed
//! (RFC 9126). What stands beside the object in the request does not count (section 6.3), its `client_id` excepted, which must be the same.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::client_signed::{self, SignedError};
use crate::app::App;
use crate::identity::Client;
use crate::storage::StoreError;

/// Longer objects are not read.
const MAX_OBJECT: usize = 12 * 1024;
/// Seconds that an object may live from now.
const MAX_LIFE: i64 = 3600;
/// What a header may call an object (section 10.8).
const TYPES: [&str; 2] = ["JWT", "oauth-authz-req+jwt"];
/// Claims that speak of the object and are no parameters.
const OF_THE_OBJECT: [&str; 7] = ["iss", "aud", "exp", "nbf", "iat", "jti", "sub"];

/// Why an object is not taken.
#[derive(Debug, thiserror::Error)]
pub enum RequestObjectError {
    /// Not signed by the application.
    #[error("The request object {0}")]
    Signed(#[from] SignedError),
    /// `iss` or `client_id` is not the application.
    #[error("The request object is not the application's: iss and client_id are its client_id.")]
    Issuer,
    /// A proof of who the application is could be passed off as a request (section 10.8).
    #[error("The request object has a sub that is the application: that is a client assertion.")]
    Subject,
    /// `aud` is not this server alone.
    #[error("The request object is for another audience: aud is the issuer.")]
    Audience,
    /// Past its end, without one, too far from it, or from the future.
    #[error("The request object is not valid now: it has an exp at most {MAX_LIFE} seconds ahead.")]
    Time,
    /// A request within the request.
    #[error("The request object holds another request.")]
    Nested,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The parameters that the object asks with.
pub async fn parameters(app: &App, client: &Client, object: &str) -> Result<BTreeMap<String, String>, RequestObjectError> {
    let keys = client_signed::keys(app, client, &client.request_credentials()).await?;
    let now = app.clock.now();
    let claims = client_signed::claims(&keys, object, MAX_OBJECT, &TYPES, now)?;
    let is_theirs = |name: &str| claims.get(name).and_then(Value::as_str) == Some(client.client_id.as_str());
    if !is_theirs("iss") || !is_theirs("client_id") {
        return Err(RequestObjectError::Issuer);
    }
    if is_theirs("sub") {
        return Err(RequestObjectError::Subject);
    }
    if !client_signed::is_for_us(app, claims.get("aud"), &["authorize", "oauth/par"]) {
        return Err(RequestObjectError::Audience);
    }
    client_signed::end(&claims, now, MAX_LIFE).ok_or(RequestObjectError::Time)?;
    if claims.contains_key("request") || claims.contains_key("request_uri") {
        return Err(RequestObjectError::Nested);
    }
    Ok(texts(claims))
}

/// Numbers and objects as a query would have them; null says nothing.
fn texts(claims: Map<String, Value>) -> BTreeMap<String, String> {
    let own = claims.into_iter().filter(|(name, value)| !OF_THE_OBJECT.contains(&name.as_str()) && !value.is_null());
    own.map(|(name, value)| match value {
        Value::String(text) => (name, text),
        other => (name, other.to_string()),
    })
    .collect()
}
