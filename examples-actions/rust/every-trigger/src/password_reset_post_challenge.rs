//! `password-reset-post-challenge`: every method of the contract, in the order of `tests/fixtures/effects.json`.

use anteroom_guest::effect::FactorKind;
use anteroom_guest::password_reset_post_challenge::Api;
use serde_json::json;

use crate::{asked, called};

/// Calls every method once, and some again with what is refused.
pub fn every_method(api: &mut Api) {
    api.access().deny("no");
    called("access-deny");
    asked("authentication-challenge-with", api.authentication().challenge_with(FactorKind::Otp.into(), []));
    asked("authentication-challenge-with-any", api.authentication().challenge_with_any([FactorKind::Otp.into()]));
    asked("prompt-render", api.prompt().render("ap_1", json!({ "a": 1 }), json!({ "b": 2 })));
    asked("transaction-set-result-url", api.transaction().set_result_url("https://a.example/done"));
    // There is a form already.
    asked("redirect-send-user-to", api.redirect().send_user_to("https://a.example/?a=b"));
    asked("prompt-render", api.prompt().render("ap_1", None::<()>, None::<()>));
    asked("prompt-render", api.prompt().render("ap_1", 1, None::<()>));
    asked("transaction-set-result-url", api.transaction().set_result_url("/done"));
}
