//! `pre-user-registration`: every method of the contract, in the order of `tests/fixtures/effects.json`.

use anteroom_guest::pre_user_registration::Api;

use crate::{asked, called};

/// Calls every method once, and some again with what is refused.
pub fn every_method(api: &mut Api) {
    api.access().deny("reason", "message");
    called("access-deny");
    asked("validation-error", api.validation().error("code", "message"));
    asked("user-set-app-metadata", api.user().set_app_metadata("k", 1));
    asked("user-set-user-metadata", api.user().set_user_metadata("k", 2));
    asked("user-set-user-id", api.user().set_user_id("abc"));
    asked("user-set-user-id", api.user().set_user_id("auth0|abc"));
    asked("validation-error", api.validation().error("code", "m".repeat(101)));
}
