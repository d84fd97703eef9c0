//! What an application may say of itself (RFC 7591 section 2, OpenID Connect Dynamic Client Registration section 2, reference 5.6).
//!
//! A table, as for the Management API, with one difference: what is not in it is left out without a word, as RFC 7591 section 2 demands.
//! So nothing that the server decides (`client_id`, `is_first_party`, `organization_usage`, …) can be brought along. A member that
//! would change what the answer promises is refused and not left out: who asks for pairwise subjects must not be given public ones.
//!
//! Every URI is checked, also of those that have no effect here. None is ever fetched.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::http::error::OAuthError;
use crate::http::extract::Fields;
use crate::http::management::schema::Kind;
use crate::http::management::urls;
use crate::identity::SigningAlg;
use crate::identity::client::ClientAuthMethod;
use crate::identity::client::named::deceives;
use crate::identity::client::third_party::{STRICT_GRANTS, SecurityMode};
use crate::identity::registration::{ApplicationType, ClientMetadata};

/// Bytes of a body: what all members may hold together is less.
pub const MAX_BODY: usize = 64 * 1024;

/// The response types that an application which registers itself may have; the tenant may give it others.
const RESPONSE_TYPES: [&str; 1] = ["code"];
/// The grants of a permissive third party. The code of a device is not among them: who makes an application within a second could
/// have anybody's account connected to it by a letter with a code.
const PERMISSIVE_GRANTS: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];

const WEB: Kind = Kind::Checked(web);
const TEXTS: Kind = Kind::Set(&Kind::Text(1, 64), 10);

/// What is understood, in the order in which faults are told.
const KNOWN: [(&str, Kind); 25] = [
    ("redirect_uris", Kind::Set(&Kind::Checked(urls::callback), 20)),
    ("client_name", Kind::Checked(name)),
    ("token_endpoint_auth_method", Kind::OneOf(&["none", "client_secret_post", "client_secret_basic"])),
    ("grant_types", TEXTS),
    ("response_types", TEXTS),
    ("application_type", Kind::OneOf(&["web", "native"])),
    ("logo_uri", WEB),
    ("client_uri", WEB),
    ("policy_uri", WEB),
    ("tos_uri", WEB),
    ("contacts", Kind::Set(&Kind::Checked(email), 10)),
    ("software_id", Kind::Checked(word)),
    ("software_version", Kind::Checked(word)),
    // What this server does for every application. Anything else would be another promise.
    ("subject_type", Kind::OneOf(&["public"])),
    ("id_token_signed_response_alg", Kind::OneOf(&SigningAlg::NAMES)),
    // Of these only `true` asks for something, and that is the tenant's to set.
    ("tls_client_certificate_bound_access_tokens", Kind::Bool),
    ("dpop_bound_access_tokens", Kind::Bool),
    ("require_pushed_authorization_requests", Kind::Bool),
    // Checked and left out: the tenant's to set, or nothing here reads them.
    ("jwks_uri", WEB),
    ("sector_identifier_uri", WEB),
    ("initiate_login_uri", WEB),
    ("post_logout_redirect_uris", Kind::Set(&Kind::Checked(urls::callback), 20)),
    ("backchannel_logout_uri", WEB),
    ("frontchannel_logout_uri", WEB),
    ("request_uris", Kind::Set(&Kind::Checked(fragment), 20)),
];

/// Members of which only `true` asks for something.
const SWITCHES: [&str; 3] =
    ["tls_client_certificate_bound_access_tokens", "dpop_bound_access_tokens", "require_pushed_authorization_requests"];

fn web(text: &str) -> Result<(), String> {
    if text.is_empty() { Err("A URL is not empty".to_owned()) } else { urls::web_or_empty(text) }
}

/// A URL of the web that may have a fragment, as those of request objects do.
fn fragment(text: &str) -> Result<(), String> {
    web(text.split('#').next().unwrap_or_default())
}

/// A name that can be shown to people: the Management API's rules, and no character that only deceives.
fn name(text: &str) -> Result<(), String> {
    match text.chars().count() {
        n if n > 140 => Err(format!("A name has at most 140 characters, and this one has {n}")),
        _ if text.trim().is_empty() => Err("A name is not empty".to_owned()),
        _ if text.chars().any(|c| matches!(c, '<' | '>')) => Err("A name holds no < and >".to_owned()),
        _ if text.chars().any(deceives) => {
            Err("A name holds no control characters, none that turn the direction of text, and none that nobody sees".to_owned())
        }
        _ => Ok(()),
    }
}

fn word(text: &str) -> Result<(), String> {
    let good = (1..=255).contains(&text.chars().count()) && !text.chars().any(deceives);
    if good { Ok(()) } else { Err("It has 1 to 255 characters, none of them invisible".to_owned()) }
}

fn email(text: &str) -> Result<(), String> {
    let good = text.len() <= 254 && crate::signup::is_email(text);
    if good { Ok(()) } else { Err("It is not an e-mail address".to_owned()) }
}

/// 400 `invalid_client_metadata`.
pub fn invalid(description: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::BAD_REQUEST, "invalid_client_metadata", description)
}

/// 400 `invalid_redirect_uri`.
fn invalid_redirect(description: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::BAD_REQUEST, "invalid_redirect_uri", description)
}

/// The members of a body; none of them twice. Null says nothing (RFC 7592 section 2.2).
///
/// # Errors
/// 400 `invalid_client_metadata`.
pub fn members(body: &[u8]) -> Result<Map<String, Value>, OAuthError> {
    let fields = Fields::from_json(body).map_err(|error| invalid(error.description))?;
    let texts = fields.texts().iter().map(|(name, text)| (name.clone(), Value::from(text.as_str())));
    Ok(texts.chain(fields.others.clone()).collect())
}

/// What they say, with what is used where they say nothing.
///
/// # Errors
/// The errors of RFC 7591 section 3.2.2.
pub fn read(members: &Map<String, Value>, mode: SecurityMode) -> Result<ClientMetadata, OAuthError> {
    for (name, kind) in &KNOWN {
        if let Some(fault) = members.get(*name).and_then(|value| kind.fault(value, name)) {
            return Err(if *name == "redirect_uris" { invalid_redirect(fault) } else { invalid(fault) });
        }
    }
    if let Some(name) = SWITCHES.iter().find(|name| members.get(**name) == Some(&Value::Bool(true))) {
        return Err(invalid(format!("{name}: an application that registers itself cannot ask for that.")));
    }
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    let list = |name: &str| -> Option<Vec<String>> {
        let items = members.get(name)?.as_array()?;
        Some(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    };
    let redirect_uris =
        list("redirect_uris").filter(|uris| !uris.is_empty()).ok_or_else(|| invalid_redirect("redirect_uris: name at least one."))?;
    let token_endpoint_auth_method = match members.get("token_endpoint_auth_method").and_then(Value::as_str) {
        Some("none") => ClientAuthMethod::None,
        Some("client_secret_basic") => ClientAuthMethod::ClientSecretBasic,
        _ => ClientAuthMethod::ClientSecretPost,
    };
    let application_type = match members.get("application_type").and_then(Value::as_str) {
        Some("native") => ApplicationType::Native,
        _ => ApplicationType::Web,
    };
    let response_types = list("response_types").unwrap_or_else(|| vec!["code".to_owned()]);
    let grant_types = list("grant_types").unwrap_or_else(|| vec!["authorization_code".to_owned()]);
    check_grants(&grant_types, &response_types, token_endpoint_auth_method, mode)?;
    Ok(ClientMetadata {
        client_name: text("client_name").unwrap_or_else(|| "My App".to_owned()),
        redirect_uris,
        token_endpoint_auth_method,
        grant_types,
        response_types,
        application_type,
        logo_uri: text("logo_uri"),
        client_uri: text("client_uri"),
        policy_uri: text("policy_uri"),
        tos_uri: text("tos_uri"),
        contacts: list("contacts").unwrap_or_default(),
        software_id: text("software_id"),
        software_version: text("software_version"),
        id_token_signed_response_alg: members.get("id_token_signed_response_alg").and_then(|alg| serde_json::from_value(alg.clone()).ok()),
    })
}

fn check_grants(grants: &[String], responses: &[String], method: ClientAuthMethod, mode: SecurityMode) -> Result<(), OAuthError> {
    let known = match mode {
        SecurityMode::Permissive => PERMISSIVE_GRANTS.as_slice(),
        SecurityMode::Strict => STRICT_GRANTS.as_slice(),
    };
    if grants.iter().any(|grant| !known.contains(&grant.as_str())) {
        return Err(invalid(format!("grant_types: an application that registers itself may have {}.", known.join(", "))));
    }
    if responses.iter().any(|response| !RESPONSE_TYPES.contains(&response.as_str())) {
        return Err(invalid(format!("response_types: an application that registers itself may have {}.", RESPONSE_TYPES.join(", "))));
    }
    let has = |grant: &str| grants.iter().any(|g| g == grant);
    // RFC 7591 section 2.1: the two must go together.
    if has("authorization_code") != responses.iter().any(|response| response == "code") {
        return Err(invalid("response_types: code and the grant authorization_code come together."));
    }
    if has("client_credentials") && method == ClientAuthMethod::None {
        return Err(invalid("grant_types: client_credentials needs an application that has a secret."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(body: Value) -> Result<ClientMetadata, OAuthError> {
        read(&members(body.to_string().as_bytes())?, SecurityMode::Permissive)
    }

    #[test]
    fn what_is_told_again_is_read_as_the_same() {
        let first = of(json!({ "redirect_uris": ["https://rp.example.com/cb"], "contacts": ["a@example.com"], "unknown": 1 })).unwrap();
        assert_eq!((first.client_name.as_str(), first.grant_types.as_slice()), ("My App", &["authorization_code".to_owned()][..]));
        let again = of(serde_json::to_value(&first).unwrap()).unwrap();
        assert_eq!(first, again);
    }

    #[test]
    fn a_member_that_comes_twice_is_refused() {
        let body = br#"{"redirect_uris":["https://a.example.com/"],"redirect_uris":["https://b.example.com/"]}"#;
        assert_eq!(members(body).unwrap_err().error, "invalid_client_metadata");
    }
}
