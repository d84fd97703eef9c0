//! What an application may not do because it is somebody else's (reference 5.6).
//!
//! Every third party asks its users for consent and has its users from domain connections only (`Connection::serves`). In the mode
//! `strict` it also uses PKCE whatever its type, has two grants and no others, learns nothing of who its users are, and reaches an API
//! only where an operator said so. The mode is the application's own, kept from the day on which it registered: a tenant that changes its
//! mind changes what comes next.

use serde::{Deserialize, Serialize};

use super::Client;

/// The grants of a strict third party.
pub const STRICT_GRANTS: [&str; 2] = ["authorization_code", "refresh_token"];

/// `third_party_security_mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecurityMode {
    /// As it was first published.
    Permissive,
    /// The narrower rules.
    Strict,
}

impl SecurityMode {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Permissive => "permissive",
            Self::Strict => "strict",
        }
    }
}

impl Client {
    fn says(&self, name: &str, value: &str) -> bool {
        self.extra.get(name).and_then(serde_json::Value::as_str) == Some(value)
    }

    /// Whether the narrower rules hold. An application that the tenant has made its own is bound by none of them.
    pub fn is_strict(&self) -> bool {
        !self.is_first_party && self.says("third_party_security_mode", SecurityMode::Strict.name())
    }

    /// Whether a browser is sent to it only by a person who had a say (RFC 9700 section 4.11.2): whoever registers an application here
    /// could otherwise make links that begin with this server's name and end at theirs.
    pub fn guards_redirects(&self) -> bool {
        self.says("redirection_policy", "open_redirect_protection")
    }

    /// Whether it came by itself, and nobody of the tenant took it.
    pub fn is_registered_by_itself(&self) -> bool {
        ["dcr", "cimd"].iter().any(|kind| self.says("external_metadata_type", kind)) && self.says("external_metadata_created_by", "client")
    }

    /// The address of its metadata document, where that is its name.
    pub fn document(&self) -> Option<&str> {
        self.says("external_metadata_type", "cimd").then_some(self.client_id.as_str())
    }
}
