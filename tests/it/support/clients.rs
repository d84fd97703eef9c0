//! Applications, users, APIs and codes, put straight into the directory, and the requests that applications make.

use anteroom::app::App;
use anteroom::identity::client::{AppType, Client, ClientAuthMethod, JwtConfiguration, RefreshTokenPolicy};
use anteroom::identity::resource_server::ScopeDescription;
use anteroom::identity::{ClientGrant, Identity, Metadata, ResourceServer, SigningAlg, User};
use anteroom::random;
use anteroom::token::codes::{self, NewCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::TestServer;

/// The verifier of every login of the tests.
pub const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters~";
/// The callback of every application of the tests.
pub const CALLBACK: &str = "https://app.example.com/callback";

/// An application and its secret, in the clear.
#[derive(Clone)]
pub struct TestClient {
    /// As stored.
    pub client: Client,
    /// Empty for a public one.
    pub secret: String,
}

impl TestClient {
    pub fn id(&self) -> &str {
        &self.client.client_id
    }

    /// `client_id` and, for a confidential one, `client_secret`.
    pub fn credentials(&self) -> Vec<(&str, &str)> {
        let mut out = vec![("client_id", self.id())];
        if !self.secret.is_empty() {
            out.push(("client_secret", &self.secret));
        }
        out
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    /// `Null` where the body is not JSON.
    pub json: Value,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, json }
    }

    /// A member that is text; fails with the whole answer.
    pub fn text_of(&self, name: &str) -> &str {
        self.json[name].as_str().unwrap_or_else(|| panic!("no {name} in {} {}", self.status, self.text))
    }

    /// Fails unless it is this OAuth error.
    pub fn assert_error(&self, status: u16, error: &str) {
        assert_eq!((self.status, &self.json["error"]), (status, &Value::from(error)), "{}", self.text);
        assert!(self.json["error_description"].is_string(), "{}", self.text);
        assert!(self.json["access_token"].is_null() && self.json["id_token"].is_null());
    }
}

/// The S256 challenge of a verifier.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// What `at_hash` and `c_hash` of an ID token that RS256 signs must be (OpenID Connect Core section 3.1.3.6).
pub fn half_hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(secret)[..16])
}

fn id(app: &App) -> String {
    random::alphanumeric(&*app.random, 32)
}

impl TestServer {
    /// An application of this type with its usual authentication, all three grants, and [`CALLBACK`].
    pub async fn client(&self, app_type: AppType) -> TestClient {
        self.client_with(app_type, |_| {}).await
    }

    /// The same, changed before it is stored.
    pub async fn client_with(&self, app_type: AppType, change: impl FnOnce(&mut Client)) -> TestClient {
        let client_id = id(&self.app);
        let public = matches!(app_type, AppType::Native | AppType::Spa);
        let secret = if public { String::new() } else { random::url_safe(&*self.app.random, 64) };
        let sealed = (!public).then(|| self.app.vault.seal(&format!("client/{client_id}/secret"), secret.as_bytes()));
        let mut client = Client {
            name: format!("{app_type:?} of the tests"),
            client_id,
            description: None,
            global: false,
            app_type: Some(app_type),
            is_first_party: true,
            oidc_conformant: true,
            callbacks: vec![CALLBACK.to_owned()],
            allowed_logout_urls: vec!["https://app.example.com/bye".to_owned()],
            allowed_origins: Vec::new(),
            web_origins: Vec::new(),
            initiate_login_uri: None,
            grant_types: ["authorization_code", "refresh_token", "client_credentials"].map(str::to_owned).to_vec(),
            token_endpoint_auth_method: if public { ClientAuthMethod::None } else { ClientAuthMethod::ClientSecretPost },
            client_secret: sealed,
            previous_secret: None,
            jwt_configuration: JwtConfiguration::default(),
            refresh_token: RefreshTokenPolicy::default(),
            client_metadata: Metadata::new(),
            extra: Metadata::new(),
        };
        change(&mut client);
        self.app.directory.clients.insert(client.clone()).await.unwrap();
        TestClient { client, secret }
    }

    /// A user of the database, without a password.
    pub async fn user(&self, email: &str) -> User {
        let now = self.app.clock.now();
        let inner = random::hex24(&*self.app.random);
        let local = email.split('@').next().unwrap_or_default().to_owned();
        let identity = Identity {
            connection: "Username-Password-Authentication".to_owned(),
            provider: "auth0".to_owned(),
            user_id: inner,
            is_social: false,
            profile_data: None,
        };
        let user = User {
            email: Some(email.to_owned()),
            email_verified: true,
            name: Some(email.to_owned()),
            nickname: Some(local),
            ..User::new(identity, now)
        };
        self.app.directory.users.insert(user.clone()).await.unwrap();
        user
    }

    /// An API with these scopes.
    pub async fn resource_server(&self, identifier: &str, scopes: &[&str]) -> ResourceServer {
        self.resource_server_with(identifier, scopes, |_| {}).await
    }

    /// The same, changed before it is stored.
    pub async fn resource_server_with(
        &self,
        identifier: &str,
        scopes: &[&str],
        change: impl FnOnce(&mut ResourceServer),
    ) -> ResourceServer {
        let mut api = ResourceServer {
            id: random::hex24(&*self.app.random),
            identifier: identifier.to_owned(),
            name: identifier.to_owned(),
            is_system: false,
            scopes: scopes.iter().map(|scope| ScopeDescription { value: (*scope).to_owned(), description: None }).collect(),
            signing_alg: SigningAlg::Rs256,
            token_lifetime: 86_400,
            token_lifetime_for_web: 7_200,
            allow_offline_access: true,
            skip_consent_for_verifiable_first_party_clients: true,
            token_dialect: "access_token".to_owned(),
            enforce_policies: false,
            extra: Metadata::new(),
        };
        change(&mut api);
        self.app.directory.resource_servers.insert(api.clone()).await.unwrap();
        api
    }

    /// A client grant.
    pub async fn grant(&self, client: &TestClient, audience: &str, scopes: &[&str]) {
        let grant = ClientGrant {
            id: random::prefixed(&*self.app.random, "cgr_"),
            client_id: client.id().to_owned(),
            audience: audience.to_owned(),
            scope: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            subject_type: "client".to_owned(),
            extra: Metadata::new(),
        };
        self.app.directory.client_grants.insert(grant).await.unwrap();
    }

    /// A code as a login of `user` at `client` would give, with the challenge of [`VERIFIER`].
    pub async fn code(&self, client: &TestClient, user: &User, scope: &str) -> String {
        self.code_with(client, user, scope, |_| {}).await
    }

    /// The same, changed before it is issued.
    pub async fn code_with(&self, client: &TestClient, user: &User, scope: &str, change: impl FnOnce(&mut NewCode)) -> String {
        let mut new = NewCode {
            client_id: client.id().to_owned(),
            redirect_uri: CALLBACK.to_owned(),
            code_challenge: Some(challenge(VERIFIER)),
            user_id: user.user_id.clone(),
            session_id: "session-of-the-tests".to_owned(),
            scope: scope.split_whitespace().map(str::to_owned).collect(),
            audience: None,
            organization_id: None,
            nonce: Some("nonce-of-the-tests".to_owned()),
            auth_time: self.app.clock.now(),
            effects: Default::default(),
        };
        change(&mut new);
        codes::issue(&self.app, new).await.unwrap()
    }

    /// `POST path` with a form. Each takes a millisecond of the server's time, so that log events have an order.
    pub async fn post_form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.clock.advance(std::time::Duration::from_millis(1));
        Answer::of(self.http.post(format!("{}{path}", self.url)).form(form).send().await.unwrap()).await
    }

    /// `POST /oauth/token` with the application's credentials and `more`.
    pub async fn token(&self, client: &TestClient, more: &[(&str, &str)]) -> Answer {
        let mut form = client.credentials();
        form.extend_from_slice(more);
        self.post_form("/oauth/token", &form).await
    }

    /// Redeems a code with [`VERIFIER`] and [`CALLBACK`].
    pub async fn redeem(&self, client: &TestClient, code: &str) -> Answer {
        let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
        self.token(client, &form).await
    }

    /// Exchanges a refresh token.
    pub async fn refresh(&self, client: &TestClient, token: &str) -> Answer {
        self.token(client, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// The types of the tenant log's events, oldest first.
    pub async fn log_types(&self) -> Vec<String> {
        self.app.audit.later.settled().await;
        self.app.audit.events.all().await.unwrap().into_iter().map(|event| event.value.kind).collect()
    }
}
