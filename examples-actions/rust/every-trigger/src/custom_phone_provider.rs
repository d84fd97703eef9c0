//! `custom-phone-provider`: every method of the contract, in the order of `tests/fixtures/effects.json`.

use anteroom_guest::custom_phone_provider::Api;

use crate::asked;

/// Calls every method once, and some again with what is refused.
pub fn every_method(api: &mut Api) {
    asked("notification-drop", api.notification().drop("no"));
    asked("notification-retry", api.notification().retry("later"));
}
