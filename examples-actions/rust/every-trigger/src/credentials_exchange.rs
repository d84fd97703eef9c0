//! `credentials-exchange`: every method of the contract, in the order of `tests/fixtures/effects.json`.

use anteroom_guest::credentials_exchange::Api;

use crate::{asked, called};

/// Calls every method once, and some again with what is refused.
pub fn every_method(api: &mut Api) {
    api.access().deny("invalid_scope", "no");
    called("access-deny");
    asked("access-token-set-custom-claim", api.access_token().set_custom_claim("scope", 1));
    asked("transaction-add-target-scope", api.transaction().add_target_scope("a"));
    asked("transaction-remove-target-scope", api.transaction().remove_target_scope("b"));
    asked("transaction-set-target-scopes", api.transaction().set_target_scopes(["c"]));
    asked("transaction-set-target-scopes", api.transaction().clear_target_scopes());
    asked("transaction-add-target-scope", api.transaction().add_target_scope("a b"));
}
