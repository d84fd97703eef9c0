//! What a request may say beside what it must (OpenID Connect Core section 3.1.2.1).

use crate::support::browser::{Browser, authorize};

use super::{EMAIL, Story};

/// `oidcc-display-page`, `oidcc-display-popup`; section 3.1.2.1, `display`.
#[tokio::test]
async fn a_login_may_say_how_its_pages_are_to_be_displayed() {
    let story = Story::begin().await;
    for display in ["page", "popup", "touch", "wap"] {
        assert_eq!(story.claims_with(&[("display", display)]).await["sub"], story.user.user_id, "{display}");
    }
}

/// `oidcc-ui-locales`, `oidcc-claims-locales`; sections 3.1.2.1 and 5.2: languages that there are not are no error.
#[tokio::test]
async fn a_login_may_say_which_languages_it_prefers() {
    let story = Story::begin().await;
    for name in ["ui_locales", "claims_locales"] {
        for locales in ["se", "fr-CA fr en", "x-nobody-speaks-this"] {
            assert_eq!(story.claims_with(&[(name, locales)]).await["sub"], story.user.user_id, "{name}={locales}");
        }
    }
}

/// `oidcc-ensure-request-with-acr-values-succeeds`; section 3.1.2.1: classes that are asked for so are wishes, and a class that was
/// not met is not claimed.
#[tokio::test]
async fn a_login_may_wish_for_classes_of_authentication() {
    let story = Story::begin().await;
    let claims = story.claims_with(&[("acr_values", "urn:mace:incommon:iap:silver 1 2")]).await;
    assert_eq!((&claims["sub"], claims.get("acr")), (&story.user.user_id.clone().into(), None));
}

/// `oidcc-ensure-request-with-unknown-parameter-succeeds`; section 3.1.2.1 and RFC 6749 section 3.1.
#[tokio::test]
async fn a_parameter_that_nobody_knows_is_ignored() {
    let story = Story::begin().await;
    assert_eq!(story.claims_with(&[("extra", "foobar"), ("x-y.z", "{}")]).await["sub"], story.user.user_id);
}

/// `oidcc-login-hint`; section 3.1.2.1.
#[tokio::test]
async fn the_login_page_is_filled_in_with_the_hint() {
    let story = Story::begin().await;
    let (_, page) = Browser::new(&story.server).begin(&authorize(&story.client, &[("login_hint", EMAIL)])).await;
    assert_eq!(page.field("username"), EMAIL);
    assert_eq!(story.claims_with(&[("login_hint", "somebody.else@example.com")]).await["sub"], story.user.user_id, "a hint binds nobody");
}

/// `oidcc-ensure-other-scope-order-succeeds`; RFC 6749 section 3.3: the order does not matter.
#[tokio::test]
async fn scopes_may_come_in_any_order() {
    let story = Story::begin().await;
    for scope in ["email openid profile", "profile email openid"] {
        let claims = story.claims_with(&[("scope", scope)]).await;
        assert_eq!((&claims["email"], claims.contains_key("nickname")), (&EMAIL.into(), true), "{scope}");
    }
}

/// `oidcc-ensure-request-without-nonce-succeeds-for-code-flow`; section 3.1.2.1: a nonce is optional there, and nothing is made up.
#[tokio::test]
async fn a_code_needs_no_nonce_and_its_id_token_has_none_then() {
    let story = Story::begin().await;
    assert_eq!(story.claims_with(&[("nonce", "")]).await.get("nonce"), None);
    assert_eq!(story.claims_with(&[("nonce", "exactly + this/one=")]).await["nonce"], "exactly + this/one=");
}

/// `oidcc-claims-essential`; sections 5.5 and 3 of Discovery: the parameter is not announced, so it is one that nobody knows.
#[tokio::test]
async fn a_claims_parameter_is_ignored_and_not_announced() {
    let story = Story::begin().await;
    let asked = r#"{"userinfo":{"name":{"essential":true}},"id_token":{"name":{"essential":true}}}"#;
    let claims = story.claims_with(&[("claims", asked), ("scope", "openid")]).await;
    assert_eq!((&claims["sub"], claims.get("name")), (&story.user.user_id.clone().into(), None));
    let document: serde_json::Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_ne!(document["claims_parameter_supported"], true);
}

/// `oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported`, `oidcc-request-uri-unsigned-…`; section 3.1.2.6.
#[tokio::test]
async fn request_objects_are_refused_of_applications_without_keys_and_references_are_not_announced() {
    let story = Story::begin().await;
    let unsigned = "eyJhbGciOiJub25lIn0.eyJzdGF0ZSI6ImluIHRoZSBvYmplY3QifQ.";
    let cases =
        [("request", unsigned, "request_not_supported"), ("request_uri", "https://rp.example.com/r.jwt#1", "request_uri_not_supported")];
    for (name, value, error) in cases {
        let returned = Browser::new(&story.server).get(&authorize(&story.client, &[(name, value)])).await.returned();
        assert_eq!((returned["error"].as_str(), returned["state"].as_str()), (error, "xyz"), "the state of the object is not read");
    }
    let document: serde_json::Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(document["request_uri_parameter_supported"], false, "it is true where it is left out");
    let algorithms = document["request_object_signing_alg_values_supported"].as_array().unwrap();
    assert!(!algorithms.contains(&"none".into()));
}
