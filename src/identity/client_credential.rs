//! A public key by which an application proves who it is (`private_key_jwt`, RFC 7523), and the memory of proofs that were used.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::storage::Entity;

/// The algorithms that a key may be for (reference 2, clients/{id}/credentials).
pub const ALGORITHMS: [&str; 3] = ["RS256", "RS384", "PS256"];
/// Keys that one application may have.
pub const MAX_OF_CLIENT: usize = 10;

/// One key of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientCredential {
    /// `cred_…`.
    pub id: String,
    /// The application.
    pub client_id: String,
    /// What the operator calls it.
    pub name: Option<String>,
    /// By which a proof names the key.
    pub kid: String,
    /// One of [`ALGORITHMS`]; the key is good for no other.
    pub alg: String,
    /// The modulus, base64url.
    pub n: String,
    /// The exponent, base64url.
    pub e: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// When it ceases to count.
    pub expires_at: Option<Timestamp>,
}

impl ClientCredential {
    /// Whether it counts at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

impl Entity for ClientCredential {
    const COLLECTION: &'static str = "client-credentials";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        // Of two keys with one name nobody could say which a proof means.
        vec![("kid", format!("{}\0{}", self.client_id, self.kid))]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("client", self.client_id.clone())]
    }
}

/// A proof that was used, remembered as long as it could be used again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UsedAssertion {
    /// SHA-256 of application and `jti`, base64url.
    pub id: String,
    /// When the proof ends.
    pub expires_at: Timestamp,
}

impl Entity for UsedAssertion {
    const COLLECTION: &'static str = "used-assertions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
