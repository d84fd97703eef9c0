//! A client of the Management API, with a token of any scopes and life.

use anteroom::bootstrap::{Credentials, first_start};
use serde_json::{Map, Value, json};

use anteroom::identity::SigningAlg;

use super::TestServer;

/// The client that tokens of tests are for.
pub const MACHINE: &str = "machine";

/// Calls the Management API.
pub struct Api<'a> {
    server: &'a TestServer,
    token: Option<String>,
}

impl TestServer {
    /// A server after its first start.
    pub async fn first_started() -> (Self, Credentials) {
        let server = Self::start().await;
        let credentials = first_start(&server.app, Default::default()).await.unwrap().expect("the first start");
        (server, credentials)
    }

    /// The same, for scripts.
    pub async fn first_started_for_scripts() -> (Self, Credentials) {
        let server = Self::start_for_scripts().await;
        let credentials = first_start(&server.app, Default::default()).await.unwrap().expect("the first start");
        (server, credentials)
    }

    /// A Management API token with these scopes, separated by blanks; good for an hour.
    pub fn management_token(&self, scopes: &str) -> String {
        let audience = self.app.config.management_audience();
        self.token_of(json!({ "sub": format!("{MACHINE}@clients"), "azp": MACHINE, "aud": audience, "scope": scopes }))
    }

    /// A token of this server's own with these claims, good for an hour.
    pub fn token_of(&self, claims: Value) -> String {
        use anteroom::clock::Clock;
        let now = self.clock.now().as_second();
        let mut all: Map<String, Value> = Map::new();
        all.insert("iss".into(), self.app.config.issuer().into());
        all.insert("iat".into(), now.into());
        all.insert("exp".into(), (now + 3600).into());
        all.extend(claims.as_object().unwrap().clone());
        self.app.keys.sign(SigningAlg::Rs256, "JWT", &all).unwrap()
    }

    /// The API with these scopes.
    pub fn api(&self, scopes: &str) -> Api<'_> {
        Api { server: self, token: Some(self.management_token(scopes)) }
    }

    /// The API with this token, or none.
    pub fn api_with(&self, token: Option<String>) -> Api<'_> {
        Api { server: self, token }
    }
}

impl Api<'_> {
    /// Sends a request; answers status and JSON, null where the body is empty.
    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.server.http.request(method.parse().unwrap(), format!("{}/api/v2{path}", self.server.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let value = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or(Value::String(text)) };
        (status, value)
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, None).await
    }

    /// `POST`.
    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("POST", path, Some(body)).await
    }

    /// `PATCH`.
    pub async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("PATCH", path, Some(body)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> (u16, Value) {
        self.send("DELETE", path, None).await
    }

    /// `POST` of a form with files (RFC 7578).
    pub async fn post_form(&self, path: &str, parts: &[(&str, &[u8])]) -> (u16, Value) {
        const BOUNDARY: &str = "a-boundary-that-is-in-no-file";
        let mut body = Vec::new();
        for (name, bytes) in parts {
            let file = if *name == "users" { "; filename=\"users.json\"" } else { "" };
            body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.post_bytes(path, &format!("multipart/form-data; boundary={BOUNDARY}"), body).await
    }

    /// `POST` of bytes.
    pub async fn post_bytes(&self, path: &str, kind: &str, bytes: Vec<u8>) -> (u16, Value) {
        let request = self.server.http.post(format!("{}/api/v2{path}", self.server.url)).header("content-type", kind);
        let request = request.bearer_auth(self.token.as_deref().unwrap_or_default()).body(bytes);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or(Value::Null))
    }

    /// `PUT` of bytes.
    pub async fn put_bytes(&self, path: &str, kind: &str, bytes: Vec<u8>) -> (u16, Value) {
        let request = self.server.http.put(format!("{}/api/v2{path}", self.server.url)).header("content-type", kind);
        let request = request.bearer_auth(self.token.as_deref().unwrap_or_default()).body(bytes);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or(Value::Null))
    }
}

/// The message of an error answer.
pub fn message(answer: &(u16, Value)) -> &str {
    answer.1["message"].as_str().unwrap_or_default()
}
