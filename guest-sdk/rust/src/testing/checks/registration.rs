//! What an Action of `client-registration` makes of an application.

use super::invalid;
use crate::effect::Refusal;

const MEMBERS: [&str; 13] = [
    "client_name",
    "redirect_uris",
    "token_endpoint_auth_method",
    "grant_types",
    "response_types",
    "application_type",
    "logo_uri",
    "client_uri",
    "policy_uri",
    "tos_uri",
    "contacts",
    "software_id",
    "software_version",
];
const LEAST_SECONDS: u64 = 60;
const MOST_SECONDS: u64 = 315_360_000;

/// A member of the metadata.
pub(super) fn member(name: &str) -> Result<(), Refusal> {
    if MEMBERS.contains(&name) { Ok(()) } else { invalid("An application has no metadata of that name.") }
}

/// How long the application is kept.
pub(super) fn lifetime(seconds: u64) -> Result<(), Refusal> {
    if (LEAST_SECONDS..=MOST_SECONDS).contains(&seconds) {
        return Ok(());
    }
    invalid(format!("The lifetime must be a whole number of seconds from {LEAST_SECONDS} to {MOST_SECONDS}."))
}
