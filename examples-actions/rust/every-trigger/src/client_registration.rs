//! `client-registration`: every method of the contract, in the order of `tests/fixtures/effects.json`.

use anteroom_guest::client_registration::Api;
use serde_json::Value;

use crate::{asked, called};

/// Calls every method once, and some again with what is refused.
pub fn every_method(api: &mut Api) {
    api.access().deny("invalid_client_metadata", "no");
    called("access-deny");
    asked("client-set-metadata", api.client().set_metadata("client_name", "A name"));
    asked("client-set-metadata", api.client().set_metadata("contacts", Value::Null));
    asked("client-set-lifetime", api.client().set_lifetime(3600));
    asked("client-set-metadata", api.client().set_metadata("client_id", "mine"));
    asked("client-set-lifetime", api.client().set_lifetime(59));
}
