//! `post-login`: every method of the contract, in the order of `tests/fixtures/effects.json`.

use anteroom_guest::effect::{
    CookieMode, DigestAlgorithm, DuoOptions, Factor, FactorKind, MultifactorProvider, PhoneMethod, SignatureAlgorithm,
};
use anteroom_guest::post_login::Api;
use serde_json::json;

use crate::{asked, called};

/// Calls every method once, and some again with what is refused.
pub fn every_method(api: &mut Api) {
    api.access().deny("no");
    called("access-deny");
    asked("id-token-set-custom-claim", api.id_token().set_custom_claim("https://a.example/roles", ["a"]));
    asked("access-token-set-custom-claim", api.access_token().set_custom_claim("plan", None::<()>));
    asked("access-token-add-scope", api.access_token().add_scope("read:x"));
    asked("access-token-remove-scope", api.access_token().remove_scope("read:y"));
    asked("transaction-set-metadata", api.transaction().set_metadata("risk", 0.5));
    asked("user-set-app-metadata", api.user().set_app_metadata("k", json!({ "deep": [1] })));
    asked("user-set-user-metadata", api.user().set_user_metadata("k", None::<()>));
    asked("validation-error", api.validation().error("code", "message"));
    factors(api);
    asked("authentication-record-method", api.authentication().record_method("https://mfa.example/"));
    asked("authentication-set-primary-user", api.authentication().set_primary_user("auth0|1"));
    multifactor(api);
    asked("redirect-send-user-to", api.redirect().send_user_to("https://a.example/?a=b"));
    entities(api);
    saml(api);
    refused(api);
}

fn factors(api: &mut Api) {
    let mut authentication = api.authentication();
    asked("authentication-challenge-with", authentication.challenge_with(Factor::phone(PhoneMethod::Both), [FactorKind::Otp.into()]));
    asked("authentication-challenge-with-any", authentication.challenge_with_any([FactorKind::Otp.into(), FactorKind::Email.into()]));
    asked("authentication-enroll-with", authentication.enroll_with(Factor::push_notification(true), []));
    let keys = [FactorKind::WebauthnPlatform, FactorKind::WebauthnRoaming, FactorKind::RecoveryCode];
    asked("authentication-enroll-with-any", authentication.enroll_with_any(keys.map(Factor::new)));
}

fn multifactor(api: &mut Api) {
    asked("multifactor-enable", api.multifactor().enable(MultifactorProvider::GoogleAuthenticator, true, None));
    let text = str::to_owned;
    let duo = DuoOptions { host: text("h"), ikey: text("i"), skey: text("s"), username: Some(text("u")) };
    asked("multifactor-enable", api.multifactor().enable(MultifactorProvider::Duo, false, Some(duo)));
}

fn entities(api: &mut Api) {
    let mut session = api.session();
    asked("session-set-expires-at", session.set_expires_at(1_795_000_000_000));
    asked("session-set-idle-expires-at", session.set_idle_expires_at(1_794_000_000_000));
    session.revoke("stolen", true);
    called("session-revoke");
    asked("session-set-cookie-mode", session.set_cookie_mode(CookieMode::NonPersistent));
    asked("session-set-metadata", session.set_metadata("k", "v"));
    asked("session-set-metadata", session.delete_metadata("k"));
    asked("session-evict-metadata", session.evict_metadata());
    let mut token = api.refresh_token();
    asked("refresh-token-set-expires-at", token.set_expires_at(1_795_000_000_000));
    asked("refresh-token-set-idle-expires-at", token.set_idle_expires_at(1_794_000_000_000));
    token.revoke("stolen");
    called("refresh-token-revoke");
    asked("refresh-token-set-metadata", token.set_metadata("k", "v"));
    asked("refresh-token-evict-metadata", token.evict_metadata());
}

fn saml(api: &mut Api) {
    let mut response = api.saml_response();
    asked("saml-response-set-attribute", response.set_attribute("a", json!(["b", 1, true, null])));
    asked("saml-response-set", response.set_audience("text"));
    asked("saml-response-set", response.set_recipient("text"));
    asked("saml-response-set", response.set_destination("text"));
    asked("saml-response-set", response.set_issuer("text"));
    asked("saml-response-set", response.set_relay_state("text"));
    asked("saml-response-set", response.set_lifetime_in_seconds(60));
    asked("saml-response-set", response.set_sign_response(true));
    asked("saml-response-set", response.set_signature_algorithm(SignatureAlgorithm::RsaSha1));
    asked("saml-response-set", response.set_digest_algorithm(DigestAlgorithm::Sha1));
    asked("saml-response-set", response.set_name_identifier_format("text"));
    asked("saml-response-set", response.set_name_identifier_probes(&["a"]));
    asked("saml-response-set", response.set_authn_context_class_ref("text"));
    asked("saml-response-set", response.set_create_upn_claim(true));
    asked("saml-response-set", response.set_passthrough_claims_with_no_mapping(true));
    asked("saml-response-set", response.set_map_unknown_claims_as_is(true));
    asked("saml-response-set", response.set_map_identities(true));
    asked("saml-response-set", response.set_typed_attributes(true));
    asked("saml-response-set", response.set_include_attribute_name_format(true));
    asked("saml-response-set", response.set_signing_cert("text"));
    asked("saml-response-set", response.set_cert("text"));
    asked("saml-response-set", response.set_key("text"));
    asked("saml-response-set", response.set_encryption_cert("text"));
    asked("saml-response-set", response.set_encryption_public_key("text"));
    asked("saml-response-set", response.set_encryption_algorithm("text"));
}

fn refused(api: &mut Api) {
    // The user goes elsewhere already.
    asked("prompt-render", api.prompt().render("ap_1", json!({ "a": 1 }), json!({ "b": 2 })));
    asked("access-token-set-custom-claim", api.access_token().set_custom_claim("scope", "all"));
    asked("access-token-add-scope", api.access_token().add_scope("a b"));
    asked("authentication-set-primary-user", api.authentication().set_primary_user("auth0|2"));
    asked("authentication-enroll-with-any", api.authentication().enroll_with_any([]));
    asked("session-set-metadata", api.session().set_metadata("no key", "v"));
    asked("transaction-set-metadata", api.transaction().set_metadata("k", [1]));
    asked("saml-response-set", api.saml_response().set_lifetime_in_seconds(0));
    asked("saml-response-set-attribute", api.saml_response().set_attribute("a", json!({})));
    asked("redirect-send-user-to", api.redirect().send_user_to("mailto:ada@example.com"));
    asked("session-set-expires-at", api.session().set_expires_at(u64::MAX));
}
