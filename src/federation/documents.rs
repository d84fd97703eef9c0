//! What providers say of themselves: their descriptions and key sets, fetched under the rules of all outgoing requests and kept for a while.
//!
//! A document is asked for again when it is old, and a key set when a token names a key that it does not have; the latter at most once in
//! ten seconds, whatever keys its tokens name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::FederationError;
use crate::clock::Clock;
use crate::sandbox::{Answer, Egress, EgressPolicy, Request, RequestLimits};

/// Seconds for which a document is good.
const KEPT: i64 = 15 * 60;
/// Seconds for which a document is not asked for again, however much somebody wants a newer one.
const ANEW: i64 = 10;
/// Documents that are kept; the store has at most as many connections as are in use.
const MOST: usize = 1000;
/// Bytes of an answer.
const MAX_ANSWER: usize = 256 * 1024;
/// Bytes of a request.
const MAX_REQUEST: usize = 64 * 1024;
/// How long one answer may take.
const TIME: Duration = Duration::from_secs(10);

struct Held {
    document: Arc<Value>,
    at: Timestamp,
}

/// Documents of providers, and the way to them.
pub struct Documents {
    egress: Egress,
    plain_http: bool,
    clock: Arc<dyn Clock>,
    held: Mutex<HashMap<String, Held>>,
}

impl Documents {
    /// None yet. `plain_http` is for providers on a developer's own machine.
    pub fn new(egress: Egress, plain_http: bool, clock: Arc<dyn Clock>) -> Self {
        Self { egress, plain_http, clock, held: Mutex::default() }
    }

    fn held(&self, url: &str, younger_than: i64) -> Option<Arc<Value>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        held.get(url).filter(|held| now.duration_since(held.at).as_secs() < younger_than).map(|held| held.document.clone())
    }

    /// The JSON document at an address; `anew` where what is kept was not enough.
    pub async fn get(&self, what: &'static str, url: &str, anew: bool) -> Result<Arc<Value>, FederationError> {
        if let Some(document) = self.held(url, if anew { ANEW } else { KEPT }) {
            return Ok(document);
        }
        let headers = vec![("accept".to_owned(), "application/json".to_owned())];
        let request = Request { method: "GET".to_owned(), url: url.to_owned(), headers, body: None, follow_redirects: false };
        let answer = self.send(what, request).await?;
        if answer.status != 200 {
            return Err(FederationError::Unreachable { what, why: format!("the answer was {}", answer.status) });
        }
        let document: Value = serde_json::from_slice(&answer.body)
            .map_err(|_| FederationError::Unreachable { what, why: "the answer was no JSON".to_owned() })?;
        let document = Arc::new(document);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(url.to_owned(), Held { document: document.clone(), at: self.clock.now() });
        Ok(document)
    }

    /// Sends a request to a provider and nowhere else: redirects are not followed.
    pub async fn send(&self, what: &'static str, request: Request) -> Result<Answer, FederationError> {
        let unreachable = |why: String| FederationError::Unreachable { what, why };
        if !self.plain_http && !request.url.starts_with("https://") {
            return Err(unreachable("its address is not https".to_owned()));
        }
        let limits = RequestLimits { time: TIME, request: MAX_REQUEST, response: MAX_ANSWER };
        let request = Request { follow_redirects: false, ..request };
        let origin = Url::parse(&request.url).map_err(|error| unreachable(error.to_string()))?.origin().ascii_serialization();
        let checked =
            self.egress.check(request, &EgressPolicy::Hosts(vec![origin]), limits).map_err(|error| unreachable(error.to_string()))?;
        self.egress.send(checked).await.map_err(|error| unreachable(error.to_string()))
    }
}
