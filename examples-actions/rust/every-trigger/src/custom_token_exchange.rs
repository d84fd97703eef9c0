//! `custom-token-exchange`: every method of the contract, in the order of `tests/fixtures/effects.json`.

use anteroom_guest::custom_token_exchange::Api;
use anteroom_guest::effect::{CreationBehavior, UpdateBehavior};
use serde_json::json;

use crate::{asked, called};

/// Calls every method once, and some again with what is refused.
pub fn every_method(api: &mut Api) {
    api.access().deny("invalid_request", "no");
    called("access-deny");
    api.access().reject_invalid_subject_token("forged");
    called("access-reject-invalid-subject-token");
    asked("authentication-set-user-by-id", api.authentication().set_user_by_id("auth0|1"));
    let attributes = json!({ "user_id": "1" });
    let (create, replace) = (CreationBehavior::CreateIfNotExists, UpdateBehavior::Replace);
    asked("authentication-set-user-by-connection", api.authentication().set_user_by_connection("db", &attributes, create, replace));
    let (create, replace) = (CreationBehavior::None, UpdateBehavior::None);
    asked("authentication-set-user-by-connection", api.authentication().set_user_by_connection("db", &attributes, create, replace));
    asked("authentication-set-organization", api.authentication().set_organization("org_1"));
    let actor = json!({ "sub": "a", "act": { "sub": "b" }, "kind": "agent" });
    asked("authentication-set-actor", api.authentication().set_actor(actor));
    asked("user-set-app-metadata", api.user().set_app_metadata("k", 1));
    asked("user-set-user-metadata", api.user().set_user_metadata("k", 2));
    asked("authentication-set-user-by-connection", api.authentication().set_user_by_connection("db", 1, create, replace));
    asked("authentication-set-actor", api.authentication().set_actor(json!({ "sub": "" })));
}
