//! A login under way: what `/authorize` was asked, kept while the user is at the hosted pages.
//!
//! The `state` of the hosted pages' URLs is the transaction's id. It is bound to one browser by a cookie, whose hash is here,
//! so that a link to a login page cannot be finished in another browser.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::{Directory, ResponseType, sessions};
use crate::clock;
use crate::random::{Random, url_safe};
use crate::storage::{Entity, StoreError, Stored};

/// Seconds that a user may take from `/authorize` to the end of the hosted pages.
const LIFETIME: u64 = 3600;

/// Why a transaction cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum TransactionError {
    /// There is none of this id, or it has ended. Which of the two it is, nobody need know.
    #[error("the login has ended or never began")]
    Unknown,
    /// It began in another browser, or this one has lost its cookie.
    #[error("the login began in another browser")]
    OtherBrowser,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The request that the login answers. Names are those of OpenID Connect Core 3.1.2.1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct AuthorizeRequest {
    /// The application.
    pub client_id: String,
    /// One of the application's callbacks, exactly.
    pub redirect_uri: String,
    /// One of [`response_type::ALL`](super::response_type::ALL), its words in any order.
    pub response_type: String,
    /// `query`, `fragment`, `form_post`, `web_message`; `None` is the default of the response type.
    pub response_mode: Option<String>,
    /// The scopes asked for.
    pub scope: Vec<String>,
    /// Echoed.
    pub state: Option<String>,
    /// Copied into the ID token.
    pub nonce: Option<String>,
    /// The API.
    pub audience: Option<String>,
    /// S256 challenge (RFC 7636).
    pub code_challenge: Option<String>,
    /// `none`, `login`, `consent`, `select_account`.
    pub prompt: Vec<String>,
    /// Seconds since the last proof that are still good.
    pub max_age: Option<u64>,
    /// The user whom the login must be of: the subject of the `id_token_hint`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hinted_user: Option<String>,
    /// Prefills the form.
    pub login_hint: Option<String>,
    /// `signup` opens the sign-up page.
    pub screen_hint: Option<String>,
    /// The connection to use.
    pub connection: Option<String>,
    /// The organization, by id or name.
    #[serde(default)]
    pub organization: Option<String>,
    /// The ticket of an invitation to it.
    #[serde(default)]
    pub invitation: Option<String>,
    /// Languages that the user prefers.
    pub ui_locales: Option<String>,
    /// Requested classes.
    pub acr_values: Option<String>,
    /// The device that the login is for, by the hash of its code: it waits for an answer in the place of a redirect. Nothing that comes
    /// from outside is read into this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// All query parameters as they came, for `event.request.query`; bounded by the request's size. Without the `id_token_hint`: a token
    /// is not kept where its subject will do.
    pub query: std::collections::BTreeMap<String, String>,
}

impl AuthorizeRequest {
    /// `event.transaction.protocol` (reference 1.3).
    pub fn protocol(&self) -> &'static str {
        if self.device.is_some() { "oauth2-device-code" } else { self.answers_with().protocol() }
    }

    /// What the answer carries. Only what was found to be a response type is kept, so there is no other reading.
    pub fn answers_with(&self) -> ResponseType {
        ResponseType::parse(&self.response_type).unwrap_or_default()
    }
}

/// One login under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoginTransaction {
    /// 32 URL-safe characters.
    pub id: String,
    /// SHA-256 of the browser's transaction cookie, base64url.
    pub browser_hash: String,
    /// The request.
    pub request: AuthorizeRequest,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Set once the user has proved who they are and only consent is missing.
    pub authenticated: Option<Authenticated>,
    /// Set while the user is at another provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub federated: Option<Federated>,
    /// Set while who has just signed up is asked for the code of a mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_code: Option<SentCode>,
}

/// A code that was sent to prove the address of who has just signed up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentCode {
    /// The user.
    pub user_id: String,
    /// The address that it was sent to.
    pub email: String,
    /// The code, sealed.
    pub sealed: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A user who was sent to another provider, and what their coming back is measured against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Federated {
    /// The connection's id.
    pub connection_id: String,
    /// SHA-256 of the secret in the `state` that the provider was given, base64url.
    pub state_hash: String,
    /// What only this server and the provider know of the request, sealed.
    pub sealed: String,
}

/// What is known once the user has proved who they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Authenticated {
    /// The user.
    pub user_id: String,
    /// The session.
    pub session_id: String,
    /// What post-login Actions decided, to go into the code once consent is given.
    pub outcome: super::authorization_code::TokenEffects,
    /// Scopes that were granted so far.
    pub scope: Vec<String>,
}

impl LoginTransaction {
    /// A transaction of the browser that holds `browser_secret`, not in the store yet.
    pub fn new(random: &dyn Random, now: Timestamp, request: AuthorizeRequest, browser_secret: &str) -> Self {
        Self {
            id: url_safe(random, 32),
            browser_hash: sessions::hash(browser_secret),
            request,
            created_at: now,
            expires_at: clock::after(now, LIFETIME),
            authenticated: None,
            federated: None,
            email_code: None,
        }
    }
}

impl LoginTransaction {
    /// Whether the application forbade pages: `prompt=none`.
    pub fn is_silent(&self) -> bool {
        self.request.prompt.iter().any(|prompt| prompt == "none")
    }

    /// Whether it began in the browser that holds this secret.
    pub fn is_of(&self, browser_secret: Option<&str>) -> bool {
        let hash = browser_secret.map(sessions::hash).unwrap_or_default();
        hash.as_bytes().ct_eq(self.browser_hash.as_bytes()).into()
    }

    /// Gives the user a new hour at the hosted pages.
    pub fn renew(&mut self, now: Timestamp) {
        self.expires_at = clock::after(now, LIFETIME);
    }
}

/// The transaction `id`, if it is under way in the browser that holds `browser_secret`.
pub async fn find(
    directory: &Directory,
    id: &str,
    browser_secret: Option<&str>,
    now: Timestamp,
) -> Result<Stored<LoginTransaction>, TransactionError> {
    let found = directory.transactions.get(id).await?.filter(|found| now < found.expires_at).ok_or(TransactionError::Unknown)?;
    if !found.is_of(browser_secret) {
        return Err(TransactionError::OtherBrowser);
    }
    Ok(found)
}

/// Ends a transaction so that nothing of it can be sent twice; false if somebody else has ended or changed it first.
pub async fn end(directory: &Directory, transaction: &Stored<LoginTransaction>) -> Result<bool, StoreError> {
    match directory.transactions.delete(transaction).await {
        Ok(()) => Ok(true),
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

impl Entity for LoginTransaction {
    const COLLECTION: &'static str = "transactions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
