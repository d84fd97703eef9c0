//! Which claims that Actions set go into a token (reference 5.9).
//!
//! What a relying party believes because the *server* says it must not be sayable by an Action: names from the restricted list
//! are dropped without a word, as at Auth0. The server's own claims are written afterwards in any case, so that even a name
//! missing from the list cannot replace one.

use serde_json::Value;
use url::Url;

use crate::identity::Metadata;
use crate::identity::token_exchange_profile::is_at_or_below;

/// The most that all custom claims of a token may weigh, in bytes of JSON.
pub const MAX_CLAIMS: usize = 100 * 1024;

/// Dropped silently, in either token. So is whatever begins with `sip_`.
const RESTRICTED: &[&str] = &[
    // Not a claim at all: a trap for readers written in JavaScript.
    "__proto__",
    "acr",
    "act",
    "active",
    "amr",
    "at_hash",
    "ath",
    "attest",
    "aud",
    "auth_time",
    "authorization_details",
    "azp",
    "c_hash",
    "client_id",
    "cnf",
    "cty",
    "dest",
    "entitlements",
    "events",
    "exp",
    "groups",
    "gty",
    "htm",
    "htu",
    "iat",
    "internalService",
    "iss",
    "jcard",
    "jku",
    "jti",
    "jwe",
    "jwk",
    "kid",
    "may_act",
    "mky",
    "nbf",
    "nonce",
    "object_id",
    "org_id",
    "org_name",
    "orig",
    "origid",
    "permissions",
    "roles",
    "rph",
    "s_hash",
    "sid",
    "sub",
    "sub_jwk",
    "toe",
    "txn",
    "typ",
    "uuid",
    "vot",
    "vtm",
    "x5t#S256",
];

/// Hosts whose namespaces are the vendor's own.
const RESERVED_HOSTS: [&str; 3] = ["auth0.com", "webtask.io", "webtask.run"];

/// The token that the claims are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// An ID token.
    Id,
    /// An access token for an operator's API.
    Access,
    /// An access token for the server's own APIs: the Management API, `/userinfo`.
    OwnApi,
}

/// The claims of a token weigh more than [`MAX_CLAIMS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the custom claims of a token weigh {0} bytes of JSON; at most 102400 are issued")]
pub struct TooLarge(pub usize);

fn is_namespaced(name: &str) -> bool {
    name.starts_with("urn:") || Url::parse(name).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn is_reserved_namespace(name: &str) -> bool {
    if name.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("urn:auth0")) {
        return true;
    }
    let Some(host) = Url::parse(name).ok().and_then(|url| url.host_str().map(str::to_owned)) else { return false };
    let host = host.trim_end_matches('.');
    RESERVED_HOSTS.iter().any(|reserved| is_at_or_below(host, reserved))
}

/// Whether a claim of this name goes into such a token.
pub fn is_admitted(name: &str, target: Target) -> bool {
    let restricted = name.is_empty() || RESTRICTED.contains(&name) || name.starts_with("sip_") || is_reserved_namespace(name);
    match target {
        _ if restricted => false,
        Target::Id => true,
        // `addScope` is the way to give a scope; a claim would go round its record.
        Target::Access => name != "scope",
        Target::OwnApi => is_namespaced(name),
    }
}

/// The claims that go into the token, in order.
pub fn admit(claims: &Metadata, target: Target) -> Result<Metadata, TooLarge> {
    let admitted: Metadata =
        claims.iter().filter(|(name, value)| !value.is_null() && is_admitted(name, target)).map(|(n, v)| (n.clone(), v.clone())).collect();
    let size = serde_json::to_vec(&Value::Object(admitted.clone())).map_or(usize::MAX, |json| json.len());
    if size > MAX_CLAIMS { Err(TooLarge(size)) } else { Ok(admitted) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn restricted_names_are_dropped_and_others_kept() {
        let claims = json!({
            "sub": "x", "aud": "x", "exp": 1, "nonce": "x", "azp": "x", "amr": [], "x5t#S256": "x", "vtm": 1, "sip_from": "x", "__proto__": {}, "": 1,
            "https://acme.example/roles": ["a"], "plan": "gold", "email": "other@example.com", "gone": null,
        });
        let kept = admit(claims.as_object().unwrap(), Target::Id).unwrap();
        assert_eq!(kept.keys().collect::<Vec<_>>(), ["https://acme.example/roles", "plan", "email"]);
    }

    #[test]
    fn namespaces_of_the_vendor_are_dropped_however_they_are_spelled() {
        for name in [
            "https://auth0.com/x",
            "https://foo.auth0.com/x",
            "HTTPS://AUTH0.COM/x",
            "http://webtask.io",
            "https://a.webtask.run/",
            "urn:auth0:x",
            "URN:auth0:x",
        ] {
            assert!(!is_admitted(name, Target::Id), "{name}");
        }
        for name in ["https://notauth0.com/x", "https://auth0.com.example/x", "auth0.com/x", "urn:example:auth0"] {
            assert!(is_admitted(name, Target::Id), "{name}");
        }
    }

    #[test]
    fn the_servers_own_apis_take_namespaced_claims_only() {
        assert!(is_admitted("https://acme.example/x", Target::OwnApi));
        assert!(!is_admitted("plan", Target::OwnApi));
        assert!(!is_admitted("scope", Target::Access) && !is_admitted("scope", Target::OwnApi));
    }

    #[test]
    fn claims_of_more_than_100_kilobytes_are_refused() {
        let claims = json!({ "big": "x".repeat(MAX_CLAIMS) });
        assert!(admit(claims.as_object().unwrap(), Target::Access).is_err());
        let claims = json!({ "big": "x".repeat(MAX_CLAIMS - 20) });
        assert!(admit(claims.as_object().unwrap(), Target::Access).is_ok());
    }
}
