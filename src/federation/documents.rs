//! What providers say of themselves: their descriptions and key sets, fetched under the rules of all outgoing requests and kept for a while.
//!
//! A document is asked for again when it is old, and a key set when a token names a key that it does not have; the latter at most once in
//! ten seconds, whatever keys its tokens name. One that could not be had is not asked for in that time either, an old one stands in for it
//! where there is one, and of many who want it at once one asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::FederationError;
use crate::clock::Clock;
use crate::sandbox::{Answer, Egress, Request, RequestLimits};

/// Seconds for which a document is good.
const KEPT: i64 = 15 * 60;
/// Seconds for which a document is not asked for again, however much somebody wants a newer one.
const ANEW: i64 = 10;
/// Addresses that are asked at the same time and remembered for it.
const MOST_FLIGHTS: usize = 1000;
/// Bytes of a request.
const MAX_REQUEST: usize = 64 * 1024;
/// How long one answer may take.
const TIME: Duration = Duration::from_secs(10);

/// A document as it was had, or why it was not.
struct Held {
    document: Result<Arc<Value>, String>,
    at: Timestamp,
}

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes of an answer.
    pub largest: usize,
    /// Documents that are kept.
    pub most: usize,
}

/// Documents of providers, and the way to them.
pub struct Documents {
    egress: Egress,
    plain_http: bool,
    bounds: Bounds,
    clock: Arc<dyn Clock>,
    held: Mutex<HashMap<String, Held>>,
    /// The addresses that are being asked: whoever wants one of them waits for its answer.
    under_way: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl Documents {
    /// None yet. `plain_http` is for providers on a developer's own machine.
    pub fn new(egress: Egress, plain_http: bool, clock: Arc<dyn Clock>, bounds: Bounds) -> Self {
        Self { egress, plain_http, bounds, clock, held: Mutex::default(), under_way: Mutex::default() }
    }

    /// What is kept, if it is young enough; a failure only as long as nobody asks anew.
    fn held(&self, url: &str, younger_than: i64) -> Option<Result<Arc<Value>, String>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held.get(url)?;
        let most = if held.document.is_ok() { younger_than } else { ANEW };
        (self.clock.now().duration_since(held.at).as_secs() < most).then(|| held.document.clone())
    }

    /// Keeps what came of asking. A failure does not take the place of a document: an old one is better than none.
    fn keep(&self, url: &str, document: &Result<Arc<Value>, String>) -> Result<Arc<Value>, String> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= self.bounds.most {
            let now = self.clock.now();
            held.retain(|_, held| now.duration_since(held.at).as_secs() < KEPT);
            if held.len() >= self.bounds.most {
                held.clear();
            }
        }
        let before = held.get(url).and_then(|held| held.document.clone().ok());
        let kept = document.clone().or_else(|why| before.ok_or(why));
        held.insert(url.to_owned(), Held { document: kept.clone(), at: self.clock.now() });
        kept
    }

    fn flight(&self, url: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if under_way.len() >= MOST_FLIGHTS {
            under_way.retain(|_, flight| Arc::strong_count(flight) > 1);
        }
        under_way.entry(url.to_owned()).or_default().clone()
    }

    /// The JSON document at an address; `anew` where what is kept was not enough.
    pub async fn get(&self, what: &'static str, url: &str, anew: bool) -> Result<Arc<Value>, FederationError> {
        let younger_than = if anew { ANEW } else { KEPT };
        let known = |found: Result<Arc<Value>, String>| found.map_err(|why| FederationError::Unreachable { what, why });
        if let Some(found) = self.held(url, younger_than) {
            return known(found);
        }
        let flight = self.flight(url);
        let _alone = flight.lock().await;
        // Somebody else may have asked meanwhile.
        if let Some(found) = self.held(url, younger_than) {
            return known(found);
        }
        let asked = self.ask(what, url).await.map(Arc::new);
        known(self.keep(url, &asked))
    }

    async fn ask(&self, what: &'static str, url: &str) -> Result<Value, String> {
        let headers = vec![("accept".to_owned(), "application/json".to_owned())];
        let request = Request { method: "GET".to_owned(), url: url.to_owned(), headers, body: None, follow_redirects: false };
        let answer = match self.send(what, request).await {
            Ok(answer) => answer,
            Err(FederationError::Unreachable { why, .. }) => return Err(why),
            Err(other) => return Err(other.to_string()),
        };
        if answer.status != 200 {
            return Err(format!("the answer was {}", answer.status));
        }
        serde_json::from_slice(&answer.body).map_err(|_| "the answer was no JSON".to_owned())
    }

    /// Sends a request to a provider and nowhere else: redirects are not followed.
    pub async fn send(&self, what: &'static str, request: Request) -> Result<Answer, FederationError> {
        let limits = RequestLimits { time: TIME, request: MAX_REQUEST, response: self.bounds.largest };
        let sent = async { self.egress.send(self.egress.check_own(request, self.plain_http, limits)?).await };
        sent.await.map_err(|error| FederationError::Unreachable { what, why: error.to_string() })
    }
}
