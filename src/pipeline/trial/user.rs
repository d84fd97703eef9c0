//! The Management API as a Rule finds it that is tried: one user, the one that it was given, and nothing that is kept.
//!
//! Reads see what was written before in the same try, as they would in a login. What is written is told afterwards.

use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;
use url::Url;

use super::stubs::{self, Stub};
use crate::sandbox::{Answer, EgressError, Home, Request, RequestLimits};
use crate::triggers::metadata::merge;

/// The user, and the stubs for everybody else.
pub struct TriedUser {
    base: Url,
    token: String,
    roles: Value,
    stubs: Option<Vec<Stub>>,
    state: Mutex<State>,
}

struct State {
    user: Map<String, Value>,
    writes: Vec<Value>,
}

impl TriedUser {
    /// The API at `base`, for requests with `token`.
    pub fn new(base: Url, token: String, user: Map<String, Value>, roles: Value, stubs: Option<Vec<Stub>>) -> Self {
        Self { base, token, roles, stubs, state: Mutex::new(State { user, writes: Vec::new() }) }
    }

    /// What was written, in order. There are not more of them than a Rule may make requests.
    pub fn writes(&self) -> Vec<Value> {
        std::mem::take(&mut self.state().writes)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address of a request to the API.
    fn own(&self, request: &Request) -> Option<Url> {
        let url = Url::parse(&request.url).ok()?;
        (url.origin() == self.base.origin() && url.path().starts_with(self.base.path())).then_some(url)
    }

    fn knows(&self, request: &Request) -> bool {
        let expected = format!("Bearer {}", self.token);
        request
            .headers
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case("authorization") && bool::from(value.as_bytes().ct_eq(expected.as_bytes())))
    }

    /// Status and body of an answer.
    fn asked(&self, request: &Request, url: &Url) -> (u16, Value) {
        if !self.knows(request) {
            return error(401, "Unauthorized", "Invalid token");
        }
        let path = url.path().get(self.base.path().len()..).unwrap_or_default();
        let parts: Vec<String> = path.split('/').map(decoded).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let mut state = self.state();
        let is_own = |id: &str, state: &State| state.user.get("user_id").and_then(Value::as_str) == Some(id);
        match (request.method.to_ascii_uppercase().as_str(), parts.as_slice()) {
            ("GET", ["users"]) => (200, json!([state.user])),
            ("GET", ["users-by-email"]) => {
                let wanted = url.query_pairs().find(|(name, _)| name == "email").map(|(_, email)| email.to_lowercase());
                let own = state.user.get("email").and_then(Value::as_str).map(str::to_lowercase);
                (200, if own.is_some() && own == wanted { json!([state.user]) } else { json!([]) })
            }
            (_, ["users", id, ..]) if !is_own(id, &state) => error(404, "Not Found", "The user does not exist."),
            ("GET", ["users", _]) => (200, json!(state.user)),
            ("GET", ["users", _, "roles"]) => (200, self.roles.clone()),
            ("PATCH", ["users", id]) => match body(request) {
                None => error(400, "Bad Request", "Invalid request payload JSON format"),
                Some(changes) => {
                    state.write("PATCH", &format!("/users/{id}"), json!(changes));
                    state.change(changes);
                    (200, json!(state.user))
                }
            },
            ("POST", ["users", id, "identities"]) => match body(request) {
                None => error(400, "Bad Request", "Invalid request payload JSON format"),
                Some(link) => {
                    state.write("POST", &format!("/users/{id}/identities"), json!(link));
                    (201, state.user.get("identities").cloned().unwrap_or_else(|| json!([])))
                }
            },
            _ => error(404, "Not Found", "A try of a Rule has no more of the Management API than users."),
        }
    }
}

impl State {
    fn write(&mut self, method: &str, path: &str, body: Value) {
        self.writes.push(json!({ "method": method, "path": path, "body": body }));
    }

    /// As the Management API changes a user: metadata by its members, everything else whole.
    fn change(&mut self, changes: Map<String, Value>) {
        for (name, value) in changes {
            match (name.as_str(), value) {
                ("app_metadata" | "user_metadata", Value::Object(members)) => {
                    let entry = self.user.entry(name).or_insert_with(|| json!({}));
                    if let Value::Object(metadata) = entry {
                        merge(metadata, &members);
                    } else {
                        *entry = Value::Object(members);
                    }
                }
                (_, value) => drop(self.user.insert(name, value)),
            }
        }
    }
}

/// A part of a path without its percent signs: what is no letter of a form's name is none here either, so that the form's decoder does it.
fn decoded(part: &str) -> String {
    let name = part.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(name.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

fn body(request: &Request) -> Option<Map<String, Value>> {
    serde_json::from_slice(request.body.as_deref().unwrap_or_default()).ok()
}

fn error(status: u16, error: &str, message: &str) -> (u16, Value) {
    (status, json!({ "statusCode": status, "error": error, "message": message }))
}

impl Home for TriedUser {
    fn takes(&self, request: &Request) -> bool {
        self.stubs.is_some() || self.own(request).is_some()
    }

    fn answer(&self, request: Request, limits: RequestLimits) -> BoxFuture<'static, Result<Answer, EgressError>> {
        let sent = request.body.as_ref().map_or(0, bytes::Bytes::len);
        let answer = if sent > limits.request {
            Err(EgressError::TooLarge(limits.request))
        } else if let Some(url) = self.own(&request) {
            let (status, body) = self.asked(&request, &url);
            let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
            Ok(Answer { status, headers, body: body.to_string().into_bytes(), url: request.url })
        } else {
            stubs::answer(self.stubs.as_deref().unwrap_or_default(), &request, limits.response)
        };
        std::future::ready(answer).boxed()
    }
}
