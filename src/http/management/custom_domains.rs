//! `/api/v2/custom-domains`: stored and given back, always as pending: this server answers under its configured URL alone, and has
//! no certificate to give to another name.

mod change;
mod create;
mod delete;
mod read;
mod schema;

pub use change::update;
pub use create::create;
pub use delete::delete;
pub use read::{list, read, read_default};

use serde_json::{Map, Value, json};

use crate::http::error::ApiError;
use crate::identity::CustomDomain;

fn inexistent() -> ApiError {
    ApiError::not_found("The custom domain does not exist").code("inexistent_custom_domain")
}

/// A domain as it is shown.
fn wire(domain: &CustomDomain) -> Result<Value, ApiError> {
    let mut out = json!({
        "primary": false, "is_default": false, "status": "pending_verification", "verification": { "methods": [], "status": "pending" },
    });
    let stored = serde_json::to_value(domain).map_err(ApiError::internal)?;
    if let (Some(members), Value::Object(stored)) = (out.as_object_mut(), stored) {
        members.extend(stored);
    }
    Ok(out)
}

/// What depends on the domain itself: its kind of certificate, and its name.
fn check(domain: &str, kind: &str, given: &Map<String, Value>) -> Result<(), ApiError> {
    super::merge::check_client_metadata(given.get("domain_metadata"))?;
    let set = |name: &str| given.get(name).is_some_and(|value| !value.is_null());
    if kind == "self_managed_certs" && set("tls_policy") {
        return Err(ApiError::invalid_body("The 'tls_policy' cannot be set on self_managed domains"));
    }
    if kind == "auth0_managed_certs" && set("custom_client_ip_header") {
        return Err(ApiError::invalid_body("The 'custom_client_ip_header' cannot be set on auth0_managed domains"));
    }
    match given.get("relying_party_identifier").and_then(Value::as_str) {
        Some(suffix) if suffix != domain && !domain.ends_with(&format!(".{suffix}")) => {
            Err(ApiError::invalid_body("The 'relying_party_identifier' must be equal to or a registrable domain suffix of the domain."))
        }
        _ => Ok(()),
    }
}
