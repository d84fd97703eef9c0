//! Users who prove themselves to another provider: a second server of ours, and one that says what a test wants.

mod documents;
mod endpoints;
mod google;
mod hostile;
mod logins;
mod management;
mod returns;

use std::sync::{Arc, Mutex};

use anteroom::identity::Client;
use anteroom::identity::client::AppType;
use anteroom::storage::memory::MemoryStore;
use serde_json::{Map, Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize, parameters};
use crate::support::fetching::{ok, serve};
use crate::support::story::PASSWORD;

/// Who logs in.
const EMAIL: &str = "ann@partner.example";
/// The connection.
const PARTNER: &str = "partner";

/// A server with an application and a connection to a provider.
struct Ours {
    server: TestServer,
    client: Client,
    connection_id: String,
}

impl Ours {
    /// A server whose connection has these options.
    async fn with(server: TestServer, options: Value) -> Self {
        let client = server.with_client("App", AppType::RegularWeb).await;
        server.with_database(&[&client]).await;
        let body = json!({
            "name": PARTNER, "strategy": "oidc", "display_name": "Partner Ltd", "enabled_clients": [client.client_id], "options": options,
        });
        let (status, made) = server.api("create:connections").post("/connections", body).await;
        assert_eq!(status, 201, "{made}");
        Self { connection_id: made["id"].as_str().unwrap().to_owned(), server, client }
    }

    /// The request of the application, by the connection.
    fn request(&self, more: &[(&str, &str)]) -> String {
        let mut all = vec![("connection", PARTNER)];
        all.extend(more);
        authorize(&self.client, &all)
    }

    async fn users(&self) -> Vec<Value> {
        let (_, found) = self.server.api("read:users").get("/users").await;
        found.as_array().unwrap().clone()
    }

    /// The descriptions of failed logins.
    async fn failures(&self) -> Vec<String> {
        let (_, events) = self.server.api("read:logs").get("/logs?q=type:f").await;
        events.as_array().unwrap().iter().map(|event| event["description"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// A server that may call the others of a test.
async fn server() -> TestServer {
    TestServer::start_changed(Arc::new(MemoryStore::new()), true, |config| config.sandbox.allow_private_egress = true).await
}

/// Our server, and another of the same kind as its provider.
struct Pair {
    ours: Ours,
    theirs: TestServer,
}

impl Pair {
    async fn start() -> Self {
        Self::start_with(json!({})).await
    }

    async fn start_with(options: Value) -> Self {
        let (server, theirs) = (server().await, TestServer::start().await);
        let us = theirs.with_client("Us", AppType::RegularWeb).await;
        let callback = format!("{}/login/callback", server.url);
        let us = theirs.app.directory.clients.modify(&us.client_id, |us| us.callbacks = vec![callback.clone()]).await.unwrap().unwrap();
        let database = theirs.with_database(&[&us]).await;
        theirs.with_user(&database, EMAIL).await;
        let mut all = json!({
            "client_id": us.client_id, "client_secret": "Us secret",
            "discovery_url": format!("{}/.well-known/openid-configuration", theirs.url),
        });
        all.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        Self { ours: Ours::with(server, all).await, theirs }
    }

    /// Begins at ours and logs in at theirs: the path to which theirs sends back.
    async fn prove(&self, ours: &Browser<'_>, theirs: &Browser<'_>, request: &str) -> String {
        let away = ours.get(request).await;
        let path = away.location().strip_prefix(&self.theirs.url).unwrap_or_else(|| panic!("{} {}", away.location(), away.body));
        let back = theirs.log_in(path, EMAIL, PASSWORD).await;
        back.location().strip_prefix(&self.ours.server.url).unwrap_or_else(|| panic!("{} {}", back.location(), back.body)).to_owned()
    }

    /// A whole login in new browsers.
    async fn log_in(&self, request: &str) -> Page {
        let (ours, theirs) = (Browser::new(&self.ours.server), Browser::new(&self.theirs));
        let back = self.prove(&ours, &theirs, request).await;
        ours.get(&back).await
    }
}

/// A provider that says what a test wants.
struct Fake {
    url: String,
    says: Arc<Mutex<Says>>,
}

/// What it says.
struct Says {
    discovery: Value,
    /// The answer to a code: the status, and the body.
    token: (u16, Value),
    userinfo: Value,
    /// Its key set.
    keys: Value,
    /// First lines and bodies of the requests.
    heard: Vec<String>,
}

impl Fake {
    async fn start() -> Self {
        let keys: Value = TestServer::start().await.get("/.well-known/jwks.json").await.json().await.unwrap();
        let says = Says { discovery: Value::Null, token: (200, json!({})), userinfo: json!({}), keys, heard: Vec::new() };
        let says = Arc::new(Mutex::new(says));
        let told = says.clone();
        let address = serve(move |request| {
            let mut says = told.lock().unwrap();
            says.heard.push(request.to_owned());
            let (status, body) = match request.split(' ').nth(1).unwrap_or_default() {
                "/.well-known/openid-configuration" => (200, says.discovery.clone()),
                "/jwks" => (200, says.keys.clone()),
                "/token" => says.token.clone(),
                "/userinfo" => (200, says.userinfo.clone()),
                _ => (404, json!({})),
            };
            let answer = String::from_utf8(ok(&body.to_string())).unwrap();
            answer.replacen("200 OK", &format!("{status} As told"), 1).into_bytes()
        })
        .await;
        let url = format!("http://{address}");
        says.lock().unwrap().discovery = json!({
            "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
            "jwks_uri": format!("{url}/jwks"), "userinfo_endpoint": format!("{url}/userinfo"),
        });
        Self { url, says }
    }

    /// Our server with this provider.
    async fn ours(&self) -> Ours {
        self.ours_with(json!({})).await
    }

    async fn ours_with(&self, options: Value) -> Ours {
        let mut all = json!({
            "client_id": "us", "client_secret": "a secret of ours", "discovery_url": format!("{}/.well-known/openid-configuration", self.url),
        });
        all.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        Ours::with(server().await, all).await
    }

    /// Begins a login: what our request to the provider says.
    async fn begin(&self, browser: &Browser<'_>, request: &str) -> Map<String, Value> {
        let away = browser.get(request).await;
        assert!(away.location().starts_with(&format!("{}/authorize?", self.url)), "{} {}", away.location(), away.body);
        parameters(away.location()).into_iter().map(|(name, value)| (name, value.into())).collect()
    }

    /// Claims of a good ID token for this request.
    fn claims(&self, asked: &Map<String, Value>) -> Value {
        json!({
            "iss": self.url, "aud": "us", "sub": "7", "nonce": asked["nonce"], "email": EMAIL, "email_verified": true, "name": "Ann Partner",
        })
    }

    /// Answers the next code with an ID token of these claims.
    fn gives(&self, ours: &Ours, claims: Value) {
        self.gives_token(&ours.server.token_of(claims));
    }

    fn gives_token(&self, id_token: &str) {
        self.says.lock().unwrap().token = (200, json!({ "access_token": "at", "token_type": "Bearer", "id_token": id_token }));
    }

    fn heard(&self, path: &str) -> Vec<String> {
        let says = self.says.lock().unwrap();
        says.heard.iter().filter(|request| request.split(' ').nth(1) == Some(path)).cloned().collect()
    }
}

/// The way back from the provider with a code.
fn back(asked: &Map<String, Value>) -> String {
    format!("/login/callback?code=c&state={}", asked["state"].as_str().unwrap())
}
