//! A server inside the process, without a port, whose store is put back after each input: what one input did must not show in the next.
//!
//! One a process, because signing keys take a second to make. Its time stands still. Ids and secrets are fixed, so that seeds can name
//! them; the stores behind them are the real ones.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anteroom::app::{App, Parts};
use anteroom::bootstrap::first_start;
use anteroom::clock::ManualClock;
use anteroom::config::{Config, FirstStart, Secret};
use anteroom::http::{Router, build_router};
use anteroom::identity::authorization_code::AuthorizationCode;
use anteroom::identity::client::ClientAuthMethod;
use anteroom::identity::transaction::AuthorizeRequest;
use anteroom::identity::{AppType, Client, LoginTransaction, Origin, SigningAlg, Tenant, sessions};
use anteroom::random::SystemRandom;
use anteroom::sandbox::{CompileOptions, SandboxOptions};
use anteroom::storage::memory::MemoryStore;
use anteroom::storage::{Batch, Direction, Key, KeyRange};
use anteroom::token::{OpaqueToken, hash};
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// A confidential application and its secret.
pub const APP: &str = "app";
pub const SECRET: &str = "app-secret";
/// A public one.
pub const SPA: &str = "spa";
/// What both registered.
pub const CALLBACKS: [&str; 3] = ["https://rp.example.com/cb", "https://rp.example.com/cb?x=1", "com.example.app://cb"];
pub const LOGOUT_URL: &str = "https://rp.example.com/out";
/// The secret of the browser's two cookies.
pub const BROWSER: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub const SESSION: &str = "sssssssssssssssssssssssssssssssssssssssssss";
/// The login that this browser has under way.
pub const LOGIN: &str = "login";
/// An authorization code of the public application, and an opaque access token.
pub const CODE: &str = "code";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const OPAQUE: &str = "opaque";

/// The server and what it began with.
pub struct World {
    pub app: Arc<App>,
    /// A token for the whole Management API.
    pub management: String,
    router: Router,
    runtime: Runtime,
    kept: Vec<(Key, bytes::Bytes)>,
    _artefacts: tempfile::TempDir,
}

/// An answer, whole.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in the JSON of {}: {}", self.status, self.text()))
    }
}

/// Runs `law` on the server; afterwards its store is as before.
pub fn with<T>(law: impl FnOnce(&World) -> T) -> T {
    static WORLD: OnceLock<Mutex<World>> = OnceLock::new();
    let world = WORLD.get_or_init(|| Mutex::new(World::new())).lock().unwrap_or_else(PoisonError::into_inner);
    world.rewind();
    law(&world)
}

impl World {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let artefacts = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
        let first = FirstStart {
            admin_email: Some("admin@example.com".to_owned()),
            admin_password: Some(Secret::new("Correct-horse-7-battery")),
            client_id: Some("machine".to_owned()),
            client_secret: Some(Secret::new("machine-secret")),
        };
        let parts = Parts {
            config: Config::default(),
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
            store: Arc::new(MemoryStore::new()),
            master_key: zeroize::Zeroizing::new([42; 32]),
            // Nothing is compiled here: a component that passes every check up to the compiler ends at one that is not there.
            sandbox: SandboxOptions {
                cache_dir: artefacts.path().to_owned(),
                concurrency: 1,
                pooling: false,
                compile: CompileOptions { program: "/nonexistent".into(), ..CompileOptions::default() },
                ..SandboxOptions::default()
            },
        };
        let (app, router) = runtime.block_on(async {
            let app = App::assemble(parts).await.unwrap();
            first_start(&app, first).await.unwrap();
            furnish(&app).await;
            (app.clone(), build_router(app))
        });
        let scopes: Vec<&str> = anteroom::identity::management_scopes::SCOPES.iter().map(|(scope, _)| *scope).collect();
        let claims =
            json!({ "sub": "machine@clients", "azp": "machine", "aud": app.config.management_audience(), "scope": scopes.join(" ") });
        let management = sign(&app, claims);
        let mut world = Self { app, management, router, runtime, kept: Vec::new(), _artefacts: artefacts };
        world.kept = world.records();
        world
    }

    /// Everything in the store.
    pub fn records(&self) -> Vec<(Key, bytes::Bytes)> {
        let all = self.runtime.block_on(self.app.store.range(&KeyRange::prefix(b""), usize::MAX, Direction::Forward)).unwrap();
        all.into_iter().map(|(key, record)| (key, record.value)).collect()
    }

    /// The collections that the input changed.
    pub fn changes(&self) -> BTreeSet<String> {
        let now = self.records();
        let gone = self.kept.iter().filter(|kept| now.binary_search(kept).is_err());
        let new = now.iter().filter(|new| self.kept.binary_search(new).is_err());
        gone.chain(new).map(|(key, _)| String::from_utf8_lossy(key.split(|b| *b == 0).nth(1).unwrap_or_default()).into_owned()).collect()
    }

    fn rewind(&self) {
        let now = self.records();
        if now == self.kept {
            return;
        }
        let mut batch = Batch::new();
        batch.delete =
            now.iter().filter(|(key, _)| self.kept.binary_search_by(|(k, _)| k.cmp(key)).is_err()).map(|(k, _)| k.clone()).collect();
        batch.put = self.kept.iter().filter(|kept| now.binary_search(kept).is_err()).cloned().collect();
        self.runtime.block_on(self.app.store.commit(batch)).unwrap();
    }

    /// A token of this server with these claims, good for a century.
    pub fn sign(&self, claims: Value) -> String {
        sign(&self.app, claims)
    }

    /// Runs a future of the server.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Sends a request and checks what every answer must be: no fault of the server, and carrying its security headers.
    pub fn ask(&self, mut request: Request<Body>) -> Answer {
        let what = format!("{} {}", request.method(), request.uri());
        // Each from another address: limits of attempts would soon refuse every input.
        static ADDRESS: AtomicU32 = AtomicU32::new(0);
        let peer = Ipv4Addr::from(ADDRESS.fetch_add(1, Ordering::Relaxed));
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 4711))));
        let answer = self.runtime.block_on(async {
            let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
            Answer { status: parts.status.as_u16(), headers: parts.headers, body: to_bytes(body, usize::MAX).await.unwrap().to_vec() }
        });
        // 501 is Auth0's status for a grant type that there is not.
        assert!(answer.status < 500 || answer.status == 501, "{what} was answered {}: {}", answer.status, answer.text());
        for name in ["content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "x-request-id"] {
            assert!(answer.headers.contains_key(name), "{what} was answered without {name}");
        }
        answer
    }
}

fn sign(app: &App, claims: Value) -> String {
    let now = app.clock.now().as_second();
    let mut all: Map<String, Value> = Map::new();
    all.insert("iss".into(), app.config.issuer().into());
    all.insert("iat".into(), now.into());
    all.insert("exp".into(), (now + 100 * 365 * 86_400).into());
    all.extend(claims.as_object().unwrap().clone());
    app.keys.sign(SigningAlg::Rs256, "JWT", &all).unwrap()
}

/// Applications, a session, a login under way, a code and a token.
async fn furnish(app: &App) {
    let (directory, random) = (&app.directory, app.random.as_ref());
    let now = app.clock.now();
    let late: Timestamp = "2126-01-01T00:00:00Z".parse().unwrap();
    for (id, app_type) in [(APP, AppType::RegularWeb), (SPA, AppType::Spa)] {
        directory.clients.insert(client(app, id, app_type)).await.unwrap();
    }
    let before = directory.connections.all().await.unwrap().remove(0);
    let mut connection = before.value.clone();
    connection.enabled_clients.extend([APP.to_owned(), SPA.to_owned()]);
    directory.connections.update(&before, connection).await.unwrap();

    let user = directory.users.all().await.unwrap().remove(0).value;
    let tenant = Tenant::new(&app.config.tenant);
    let (mut session, _) = sessions::draft(
        random,
        now,
        &tenant,
        &user,
        &Origin::default(),
        &sessions::Proof { client_id: APP, method: "pwd", connection_id: &before.id },
    );
    (session.cookie_hash, session.expires_at, session.idle_expires_at) = (sessions::hash(SESSION), late, late);
    sessions::begin(directory, &session, None).await.unwrap();

    let request = AuthorizeRequest {
        client_id: APP.to_owned(),
        redirect_uri: CALLBACKS[0].to_owned(),
        response_type: "code".to_owned(),
        scope: vec!["openid".to_owned()],
        ..AuthorizeRequest::default()
    };
    let login = LoginTransaction::new(random, now, request, BROWSER);
    directory.transactions.insert(LoginTransaction { id: LOGIN.to_owned(), expires_at: late, ..login }).await.unwrap();
    let code = AuthorizationCode {
        code_hash: hash(CODE),
        client_id: SPA.to_owned(),
        redirect_uri: CALLBACKS[0].to_owned(),
        code_challenge: Some(CHALLENGE.to_owned()),
        user_id: user.user_id.clone(),
        session_id: session.id.clone(),
        scope: vec!["openid".to_owned()],
        audience: None,
        organization_id: None,
        nonce: None,
        auth_time: now,
        effects: Default::default(),
        created_at: now,
        expires_at: late,
        used: None,
    };
    directory.codes.insert(code).await.unwrap();
    let token = OpaqueToken {
        bound_to: None,
        token_hash: hash(OPAQUE),
        family: "family".to_owned(),
        client_id: APP.to_owned(),
        user_id: user.user_id,
        scope: vec!["openid".to_owned()],
        auth_time: Some(now),
        expires_at: late,
    };
    app.opaque_tokens.insert(token).await.unwrap();
}

fn client(app: &App, id: &str, app_type: AppType) -> Client {
    let public = app_type == AppType::Spa;
    Client {
        client_id: id.to_owned(),
        name: id.to_owned(),
        description: None,
        global: false,
        app_type: Some(app_type),
        is_first_party: true,
        oidc_conformant: true,
        callbacks: CALLBACKS.map(str::to_owned).to_vec(),
        allowed_logout_urls: vec![LOGOUT_URL.to_owned()],
        allowed_origins: Vec::new(),
        web_origins: Vec::new(),
        initiate_login_uri: None,
        grant_types: ["authorization_code", "refresh_token", "client_credentials"].map(str::to_owned).to_vec(),
        token_endpoint_auth_method: if public { ClientAuthMethod::None } else { ClientAuthMethod::ClientSecretPost },
        client_secret: Some(app.vault.seal(&Client::secret_purpose(id), SECRET.as_bytes())),
        previous_secret: None,
        jwt_configuration: Default::default(),
        refresh_token: Default::default(),
        client_metadata: Map::new(),
        extra: Map::new(),
    }
}
