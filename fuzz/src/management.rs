//! Requests to the Management API with a token for all of it: paths, queries, paging, bodies against their tables, merges.
//!
//! - Every answer below `/api/v2` is JSON or empty, and an error has the one form, with a message of one bounded line.
//! - A refused change changes nothing but the tenant log.
//! - What a `POST` or `PATCH` answers is what a `GET` shows afterwards.
//! - No answer holds the password or the secret that a body brought (but an application's, which are its owner's to read).

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request};
use serde_json::Value;

use super::{wire, world};

const LONGEST: usize = 2048;

pub fn run(data: &[u8]) {
    let Some(mut request) = wire::request(data).filter(|request| request.uri().path().starts_with("/api/v2")) else { return };
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    // New signing keys take a second each and outlive the store's rewinding; components have their own target.
    if path.starts_with("/api/v2/keys/") && method != Method::GET || path.ends_with("/component") {
        return;
    }
    world::with(|world| {
        let bearer = HeaderValue::try_from(format!("Bearer {}", world.management)).unwrap();
        request.headers_mut().insert("authorization", bearer.clone());
        request.headers_mut().entry("content-type").or_insert(HeaderValue::from_static("application/json"));
        let answer = world.ask(request);
        if method == Method::HEAD || answer.body.is_empty() {
            return;
        }
        // A path that is no UTF-8, or a preflight, is answered before the API sees it.
        if answer.header("content-type") != Some("application/json") {
            assert!((400..500).contains(&answer.status), "{} without JSON", answer.status);
            return;
        }
        let body = answer.json();
        if answer.status >= 400 {
            refused(world, answer.status, &body);
        } else if method == Method::PATCH || method == Method::POST {
            let Some(id) = ["client_id", "user_id", "id"].iter().find_map(|name| body.get(*name)?.as_str()) else { return };
            let item = if method == Method::PATCH { path.clone() } else { format!("{path}/{}", encoded(id)) };
            let request = Request::get(item).header("authorization", bearer).body(Body::empty()).unwrap();
            let read = world.ask(request);
            if read.status == 200 {
                same(&body, &read.json(), &path);
            }
        }
    });
}

fn refused(world: &world::World, status: u16, body: &Value) {
    assert_eq!(body["statusCode"], status, "{body}");
    let message = body["message"].as_str().unwrap_or_else(|| panic!("no message: {body}"));
    assert!(body["error"].is_string() && message.len() <= LONGEST, "{} bytes of message", message.len());
    assert!(!message.contains(char::is_control), "{message:?}");
    assert!(world.changes().iter().all(|collection| collection == "logs"), "a refusal changed {:?}: {message}", world.changes());
}

/// Every member that both show is the same.
fn same(answered: &Value, read: &Value, path: &str) {
    let (Some(answered), Some(read)) = (answered.as_object(), read.as_object()) else { return };
    for (name, value) in answered {
        if let Some(other) = read.get(name) {
            assert_eq!(value, other, "{name} of {path}");
        }
    }
}

fn encoded(id: &str) -> String {
    id.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
