//! Users of other providers: where a login sends them, and who comes back.
//!
//! A connection whose users prove themselves elsewhere is one [`Provider`], whatever it speaks; the pages, the session, the Actions and the
//! tokens behind it know nothing of that. Its users are accounts of their own. An address that a provider tells is a property, and never
//! a reason to let somebody into the account that another connection has for it: that is what linking is for, which somebody decides.

mod arrive;
mod documents;
mod oidc;
mod options;
mod profile;

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use url::Url;

use crate::app::App;
use crate::identity::connection::{GOOGLE, OIDC};
use crate::identity::{Connection, Metadata};
use crate::storage::StoreError;
use crate::token::foreign::ForeignError;

pub use arrive::{NotAdmitted, admit, writes};
pub use documents::{Bounds, Documents};
pub use options::{SECRET, secret_purpose};
pub use profile::apply as apply_profile;

/// A kind of connection whose users prove themselves elsewhere.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Where the browser goes, and what its return is measured against.
    async fn begin(&self, app: &App, connection: &Connection, asked: &Asked<'_>) -> Result<Begun, FederationError>;

    /// Who came back.
    async fn finish(&self, app: &App, connection: &Connection, begun: &Kept, back: &Returned<'_>) -> Result<Person, FederationError>;
}

/// The kind of a connection, if its users prove themselves elsewhere.
pub fn provider(connection: &Connection) -> Option<&'static dyn Provider> {
    match connection.strategy.as_str() {
        OIDC | GOOGLE => Some(&oidc::OpenIdConnect),
        _ => None,
    }
}

/// What a login wants of the provider.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Where the provider sends the browser back to.
    pub callback: &'a Url,
    /// What it must bring.
    pub state: &'a str,
    /// Whom the login is probably for.
    pub login_hint: Option<&'a str>,
    /// `login` where a new proof is wanted although the provider may have a session, `select_account` where the user is to choose.
    pub prompt: Option<&'static str>,
    /// Seconds since the last proof that are still good, where not all are.
    pub max_age: Option<u64>,
    /// What our own request said, for parameters that are passed on.
    pub request: &'a BTreeMap<String, String>,
}

/// A login that the browser takes to the provider.
#[derive(Debug)]
pub struct Begun {
    /// Where it goes.
    pub location: Url,
    /// What is kept of it.
    pub kept: Kept,
}

/// What only this server and the provider know of a login.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    /// The `nonce` that the ID token must hold.
    pub nonce: String,
    /// The PKCE verifier, where the provider takes one.
    pub verifier: Option<String>,
    /// The earliest time of a proof that is good, where an old one is not.
    pub proved_after: Option<Timestamp>,
}

/// What the browser brought back, beside the `state` that has led here.
#[derive(Debug, Clone, Copy)]
pub struct Returned<'a> {
    /// Where it was brought to.
    pub callback: &'a Url,
    /// The code.
    pub code: Option<&'a str>,
    /// Who says to have answered (RFC 9207).
    pub iss: Option<&'a str>,
}

/// Somebody, as a provider knows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// What the provider calls them.
    pub id: String,
    /// What the provider tells of them.
    pub claims: Metadata,
}

/// Why nobody came of it. The texts are for the operator: the application and the user are told no more than that it failed.
#[derive(Debug, thiserror::Error)]
pub enum FederationError {
    /// The connection's options lack something.
    #[error("the connection has no {0}")]
    Incomplete(&'static str),
    /// A document or an answer of the provider could not be had.
    #[error("{what} could not be had: {why}")]
    Unreachable {
        /// Which.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// The provider said something that is not as it must be.
    #[error("the provider's {0}")]
    Malformed(String),
    /// The provider refused the code.
    #[error("the provider refused the code: {0}")]
    Refused(String),
    /// The answer is from another provider than was asked (RFC 9207).
    #[error("the answer is from another issuer than was asked")]
    OtherIssuer,
    /// The ID token is not taken.
    #[error(transparent)]
    Token(#[from] ForeignError),
    /// The store or the vault failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
