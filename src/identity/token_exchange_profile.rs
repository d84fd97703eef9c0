//! A token exchange profile: which Action decides whom a foreign token of some type stands for (reference 1.1, RFC 8693).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::storage::Entity;

/// The one type of profiles, which the `token_exchange` of an application must name.
pub const TYPE: &str = "custom_authentication";

/// Hosts whose names begin no type of token: the vendor's, and those of its owner.
const RESERVED_HOSTS: [&str; 2] = ["auth0.com", "okta.com"];
/// Namespaces of URNs that are reserved.
const RESERVED_URNS: [&str; 3] = ["ietf", "auth0", "okta"];

/// One profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenExchangeProfile {
    /// `tep_…`.
    pub id: String,
    /// Shown to operators.
    pub name: String,
    /// The URI by which requests name it. Unique in the tenant.
    pub subject_token_type: String,
    /// The Action, of the trigger `custom-token-exchange`. It stays the same.
    pub action_id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl TokenExchangeProfile {
    /// What log events tell of it.
    pub fn told(&self) -> Value {
        json!({ "id": self.id, "subject_token_type": self.subject_token_type })
    }
}

impl Entity for TokenExchangeProfile {
    const COLLECTION: &'static str = "token-exchange-profiles";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("subject_token_type", self.subject_token_type.clone())]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("action", self.action_id.clone())]
    }
}

/// Whether a host is of this domain.
pub fn is_at_or_below(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether a text can be a type of token: a URI of 8 to 100 characters, `https:`, `http:` or `urn:`, in no namespace that is reserved.
///
/// # Errors
/// What is wrong with it.
pub fn check_type(text: &str) -> Result<(), String> {
    match text.chars().count() {
        n if n < 8 => return Err(format!("String is too short ({n} chars), minimum 8")),
        n if n > 100 => return Err(format!("String is too long ({n} chars), maximum 100")),
        _ => {}
    }
    let malformed = || "Object didn't pass validation for format uri".to_owned();
    if !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(malformed());
    }
    let url = Url::parse(text).map_err(|_| malformed())?;
    let reserved = match url.scheme() {
        "urn" => {
            let (namespace, rest) = url.path().split_once(':').ok_or_else(malformed)?;
            if namespace.is_empty() || rest.is_empty() {
                return Err(malformed());
            }
            RESERVED_URNS.iter().any(|own| namespace.eq_ignore_ascii_case(own))
        }
        "https" | "http" => {
            let host = url.host_str().ok_or_else(malformed)?.trim_end_matches('.');
            RESERVED_HOSTS.iter().any(|own| is_at_or_below(host, own))
        }
        _ => return Err(malformed()),
    };
    if reserved { Err("The namespace of this subject_token_type is reserved".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_an_operators_own_are_taken() {
        for own in
            ["urn:acme:legacy-token", "https://acme.example/token", "http://acme.example/t", "urn:example:auth0", "https://notauth0.com/x"]
        {
            assert_eq!(check_type(own), Ok(()), "{own}");
        }
    }

    #[test]
    fn reserved_namespaces_are_refused_however_they_are_spelled() {
        for reserved in [
            "urn:ietf:params:oauth:token-type:jwt",
            "URN:IETF:params:oauth:token-type:jwt",
            "urn:auth0:x",
            "Urn:Okta:x",
            "https://auth0.com/x",
            "HTTP://Foo.Auth0.com/x",
            "https://okta.com./x",
            "https://user@okta.com/x",
        ] {
            assert!(check_type(reserved).unwrap_err().contains("reserved"), "{reserved}");
        }
    }

    #[test]
    fn what_is_no_uri_or_of_another_size_is_refused() {
        for bad in [
            "urn:a:b",
            "urn:acme",
            "urn:acme:",
            "urn::nothing",
            "javascript:alert(1)",
            "acme-token-type",
            "https:///nothing at all",
            "urn:acme:ü",
        ] {
            assert!(check_type(bad).is_err(), "{bad}");
        }
        assert!(check_type(&format!("urn:acme:{}", "x".repeat(92))).is_err());
    }
}
