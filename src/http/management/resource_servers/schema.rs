//! What an API may hold. The identifier is given once; `id` and `is_system` are the server's.

use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::SigningAlg;

const SCOPES: Kind = Kind::List(
    &Kind::Object(&Schema(&[Field::required("value", Kind::Checked(scope)), Field::nullable("description", Kind::Text(0, 500))])),
    1000,
);

/// `mtls` is not among them, for there is no mutual TLS.
const POSSESSION: Kind = Kind::Object(&Schema(&[
    Field::required("mechanism", Kind::OneOf(&["dpop"])),
    Field::required("required", Kind::Bool),
    Field::new("required_for", Kind::OneOf(&["public_clients", "all_clients"])),
]));

macro_rules! with_common {
    ($($own:expr,)*) => {
        Schema(&[
            $($own,)*
            Field::new("scopes", SCOPES),
            // The tenant's key signs; a shared secret would let every API make tokens for itself.
            Field::new("signing_alg", Kind::OneOf(&SigningAlg::NAMES)),
            Field::new("allow_offline_access", Kind::Bool),
            Field::new("token_lifetime", Kind::Integer(1, 2_592_000)),
            Field::new("token_lifetime_for_web", Kind::Integer(1, 2_592_000)),
            Field::new(
                "token_dialect",
                Kind::OneOf(&["access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"]),
            ),
            Field::new("skip_consent_for_verifiable_first_party_clients", Kind::Bool),
            Field::new("enforce_policies", Kind::Bool),
            Field::nullable("proof_of_possession", POSSESSION),
            // Kept and given back, without effect.
            Field::nullable("allow_online_access", Kind::Bool),
            Field::nullable("allow_online_access_with_ephemeral_sessions", Kind::Bool),
            Field::nullable("authorization_details", Kind::List(&Kind::Map, 100)),
            Field::nullable("authorization_policy", Kind::Map),
            Field::nullable("consent_policy", Kind::Text(1, 64)),
            Field::nullable("subject_type_authorization", Kind::Map),
            Field::nullable("token_encryption", Kind::Map),
        ])
    };
}

/// `POST /resource-servers`.
pub const CREATE: Schema = with_common![Field::required("identifier", Kind::Checked(identifier)), Field::new("name", Kind::Text(1, 200)),];
body_of!(Create = CREATE);

/// `PATCH /resource-servers/{id}`.
pub const UPDATE: Schema = with_common![Field::new("name", Kind::Text(1, 200)),];
body_of!(Update = UPDATE);

/// An audience: no blanks, no control characters.
fn identifier(text: &str) -> Result<(), String> {
    match text.len() {
        0 => Err("String is too short (0 chars), minimum 1".to_owned()),
        n if n > 600 => Err(format!("String is too long ({n} chars), maximum 600")),
        _ if text.chars().any(|c| c.is_whitespace() || c.is_control()) => Err("An identifier holds no blanks".to_owned()),
        _ => Ok(()),
    }
}

/// A scope token (RFC 6749 section 3.3).
fn scope(text: &str) -> Result<(), String> {
    let token = |b: u8| b == 0x21 || (0x23..=0x5b).contains(&b) || (0x5d..=0x7e).contains(&b);
    if (1..=280).contains(&text.len()) && text.bytes().all(token) {
        Ok(())
    } else {
        Err("A scope has 1 to 280 characters, without blanks, quotes and backslashes".to_owned())
    }
}
