//! Applications that are named by an address: the `client_id` is a URL, and what lies there says of the application what a registration
//! would (draft-ietf-oauth-client-id-metadata-document).
//!
//! A browser names the address, so everything of it is a stranger's: it is fetched under the rules of all outgoing requests, is bounded and
//! kept for a while, and never holds a secret. Such an application is a third party under the strict rules.

use serde_json::{Map, Value};
use url::Url;

use crate::app::App;
use crate::token::hash;

/// The longest address, in bytes.
const MAX_ADDRESS: usize = 255;
/// The largest document, in bytes; the draft recommends 5 KB.
pub const MAX_DOCUMENT: usize = 10 * 1024;
/// Members that would be a secret shared by everybody who can read the document, or are ours to say.
const REFUSED: [&str; 5] =
    ["client_secret", "client_secret_expires_at", "client_id_issued_at", "registration_access_token", "registration_client_uri"];

/// A document as it was fetched.
#[derive(Debug)]
pub struct Document {
    /// What it says, without the address.
    pub members: Map<String, Value>,
    /// The hash of what it says, by which a change is seen.
    pub hash: String,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It could not be had. Why is for the log alone: it would tell strangers what this server can reach.
    #[error("The metadata document of the application could not be retrieved.")]
    Unreachable(String),
    /// It is no such document.
    #[error("The metadata document of the application is not taken: {0}")]
    NotTaken(String),
}

/// Whether a `client_id` is such an address: https, with a path, no user, no fragment, no query and no steps back, spelled in one way alone.
/// `plain_http` is for an application on a developer's own machine.
pub fn is_address(client_id: &str, plain_http: bool) -> bool {
    if client_id.len() > MAX_ADDRESS || !client_id.starts_with("http") {
        return false;
    }
    let Ok(url) = Url::parse(client_id) else { return false };
    let scheme = url.scheme() == "https" || (plain_http && url.scheme() == "http");
    // What the parser would have changed, another party might read in another way.
    scheme
        && url.as_str() == client_id
        && url.path() != "/"
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Fetches the document at an address, or takes it from those that are kept; `anew` for an operator who wants the newest.
pub async fn fetch(app: &App, address: &str, anew: bool) -> Result<Document, DocumentError> {
    let found = app.client_documents.get("metadata document of an application", address, anew).await;
    let value = found.map_err(|error| DocumentError::Unreachable(error.to_string()))?;
    read(address, &value)
}

fn read(address: &str, value: &Value) -> Result<Document, DocumentError> {
    let not_taken = |why: &str| Err(DocumentError::NotTaken(why.to_owned()));
    let Value::Object(members) = value else { return not_taken("it is not a JSON object") };
    let text = value.to_string();
    if text.len() > MAX_DOCUMENT {
        return not_taken("it is too large");
    }
    if members.get("client_id").and_then(Value::as_str) != Some(address) {
        return not_taken("its client_id is not its address");
    }
    if let Some(name) = REFUSED.iter().find(|name| members.contains_key(**name)) {
        return not_taken(&format!("it has a {name}"));
    }
    let mut members = members.clone();
    members.remove("client_id");
    // RFC 7591 would have a secret where nothing is said.
    let method = members.entry("token_endpoint_auth_method").or_insert_with(|| "none".into());
    if method != "none" {
        return not_taken("its token_endpoint_auth_method is not none");
    }
    Ok(Document { members, hash: hash(&text) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_a_url_of_the_web_with_a_path_and_has_one_spelling() {
        assert!(is_address("https://app.example.com/oauth/client.json", false));
        assert!(is_address("https://app.example.com:8443/c", false));
        assert!(is_address("http://127.0.0.1:4711/c", true));
        let long = format!("https://app.example.com/{}", "x".repeat(MAX_ADDRESS));
        for other in [
            "",
            "abc",
            "https://",
            "https://app.example.com",
            "https://app.example.com/",
            "http://app.example.com/c",
            "HTTPS://app.example.com/c",
            "https://APP.example.com/c",
            "https://app.example.com:443/c",
            "https://u@app.example.com/c",
            "https://u:p@app.example.com/c",
            "https://app.example.com/c?x",
            "https://app.example.com/c#x",
            "https://app.example.com/a/../c",
            "https://app.example.com/./c",
            "https://app.example.com/%2e%2e/c",
            "https:app.example.com/c",
            "https:///app.example.com/c",
            "https://app.example.com\\c",
            " https://app.example.com/c",
            "https://app.example.com/c\n",
            "javascript:https://app.example.com/c",
            &long,
        ] {
            assert!(!is_address(other, false), "{other}");
        }
    }

    #[test]
    fn a_document_says_its_own_address_and_holds_no_secret() {
        let at = "https://app.example.com/c";
        let good = json!({ "client_id": at, "client_name": "App", "redirect_uris": ["https://app.example.com/cb"] });
        let document = read(at, &good).unwrap();
        assert_eq!((document.members.get("client_id"), &document.members["token_endpoint_auth_method"]), (None, &json!("none")));
        let with = |name: &str, value: Value| {
            let mut changed = good.clone();
            changed[name] = value;
            read(at, &changed).unwrap_err().to_string()
        };
        assert!(with("client_id", json!("https://app.example.com/d")).contains("not its address"));
        assert!(with("client_secret", json!("s")).contains("client_secret"));
        assert!(with("token_endpoint_auth_method", json!("client_secret_post")).contains("not none"));
        assert!(with("client_name", json!("x".repeat(MAX_DOCUMENT))).contains("too large"));
        assert!(read(at, &json!([good])).is_err());
    }
}
