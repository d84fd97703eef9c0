//! Pushed authorization requests: kept under a reference that nobody can guess, and taken out once (RFC 9126 sections 2.2 and 4).
//!
//! Their number is bounded, and those that end next give way: a limit that refused instead would let one application keep out all others.

use std::collections::BTreeMap;

use super::hash;
use crate::app::App;
use crate::clock::after;
use crate::identity::{Client, PushedRequest};
use crate::random;
use crate::storage::StoreError;

/// What every reference begins with (RFC 9126 section 2.2).
pub const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// Requests of a tenant that are kept at the same time.
pub const MAX_KEPT: usize = 20_000;
/// Characters of a reference behind its beginning, six bits each.
const LENGTH: usize = 43;

/// A reference to a request that was pushed.
pub struct Pushed {
    /// For the browser.
    pub request_uri: String,
    /// Seconds that it is good.
    pub expires_in: u64,
}

/// Keeps a request of `client`.
pub async fn keep(app: &App, client: &Client, parameters: BTreeMap<String, String>) -> Result<Pushed, StoreError> {
    let requests = &app.directory.pushed_requests;
    requests.make_room(&*app.random, MAX_KEPT).await?;
    let expires_in = client.pushed_request_seconds();
    let request_uri = format!("{PREFIX}{}", random::url_safe(&*app.random, LENGTH));
    let record = PushedRequest {
        uri_hash: hash(&request_uri),
        client_id: client.client_id.clone(),
        parameters,
        expires_at: after(app.clock.now(), expires_in),
    };
    requests.insert(record).await?;
    Ok(Pushed { request_uri, expires_in })
}

/// Takes out the request of this reference, if `client_id` has pushed it and it has not ended. Of two that ask at once one has it.
pub async fn take(app: &App, client_id: &str, request_uri: &str) -> Result<Option<BTreeMap<String, String>>, StoreError> {
    let requests = &app.directory.pushed_requests;
    let Some(found) = requests.get(&hash(request_uri)).await? else { return Ok(None) };
    if found.client_id != client_id || found.expires_at <= app.clock.now() {
        return Ok(None);
    }
    match requests.delete(&found).await {
        Ok(()) => Ok(Some(found.value.parameters)),
        Err(StoreError::Conflict(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
