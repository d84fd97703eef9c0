//! The two pages that run a script, and how their policy allows that script and no other: by its hash.
//!
//! A script is a file of its own, and a template includes it whole. Nothing is written into one, so whatever a request brings stays
//! text. All other pages have none.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// A script, by what a policy says of it.
pub struct Script(LazyLock<String>);

/// Sends the form of `form_post.html`.
pub static FORM_POST: Script = Script(LazyLock::new(|| source(include_str!("templates/form_post.js"))));
/// Posts the message of `web_message.html`.
pub static WEB_MESSAGE: Script = Script(LazyLock::new(|| source(include_str!("templates/web_message.js"))));

/// The element's text is the file without its last line break, which the template engine takes away.
fn source(script: &str) -> String {
    let text = script.strip_suffix('\n').unwrap_or(script);
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Lets a page run `script`.
pub fn allow(mut page: Response, script: &Script) -> Response {
    let headers = page.headers_mut();
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    // A page without a policy gets the one that forbids everything, script and all.
    if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(&format!("{policy}; script-src {}", *script.0)).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    page
}
