//! The Dynamic profile: redirects of applications that register themselves, and keys that change under them.

use anteroom::identity::Client;
use serde_json::json;

use crate::registration::Story;
use crate::support::browser::{Browser, VERIFIER, authorize};
use crate::support::clients::Answer;
use crate::token::verified;

const WITH_QUERY: &str = "https://rp.example.com/cb?foo=bar";

/// An application that registered a redirect with a query.
async fn with_query() -> (Story, Answer, Client) {
    let story = Story::begin().await;
    let (answer, client) = story.application(json!({ "redirect_uris": [WITH_QUERY] })).await;
    (story, answer, client)
}

/// `oidcc-redirect-uri-query-OK`; RFC 6749 section 3.1.2: the query stays, and the answer is beside it.
#[tokio::test]
async fn a_redirect_with_a_query_is_registered_and_keeps_it() {
    let (story, registered, client) = with_query().await;
    let browser = Browser::new(&story.server);
    let (path, page) = story.to_consent(&browser, &client, &[("redirect_uri", WITH_QUERY)]).await;
    let answer = browser.submit(&path, &page, &[("action", "accept")]).await;
    assert!(answer.location().starts_with(&format!("{WITH_QUERY}&code=")), "{}", answer.location());
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", registered.text_of("client_id")),
        ("client_secret", registered.text_of("client_secret")),
        ("code", &answer.returned()["code"]),
        ("redirect_uri", WITH_QUERY),
        ("code_verifier", VERIFIER),
    ];
    let tokens = story.server.post_form("/oauth/token", &form).await;
    verified(&story.server, tokens.text_of("id_token"), &client.client_id).await;
}

/// `oidcc-redirect-uri-query-mismatch`, `oidcc-redirect-uri-query-added`; OpenID Connect Core section 3.1.2.1: simple string comparison.
#[tokio::test]
async fn a_redirect_with_another_or_a_longer_query_gets_an_error_page() {
    let (story, _, client) = with_query().await;
    let others = [
        "https://rp.example.com/cb?foo=baz",
        "https://rp.example.com/cb?foo=bar&bar=baz",
        "https://rp.example.com/cb",
        "https://rp.example.com/cb?",
    ];
    for uri in others {
        let page = Browser::new(&story.server).get(&authorize(&client, &[("redirect_uri", uri)])).await;
        assert_eq!((page.status, page.headers.get("location")), (400, None), "{uri}");
    }
}

/// `oidcc-redirect-uri-regfrag`; RFC 6749 section 3.1.2: no fragment.
#[tokio::test]
async fn a_redirect_with_a_fragment_is_not_registered() {
    let story = Story::begin().await;
    for uri in ["https://rp.example.com/cb#foobar", "https://rp.example.com/cb#", "https://rp.example.com/cb?foo=bar#f"] {
        story.register(json!({ "redirect_uris": [uri] })).await.assert_error(400, "invalid_redirect_uri");
    }
}

/// `oidcc-server-rotate-keys`, `oidcc-idtoken-rs256`; OpenID Connect Core section 10.1.1: after a rotation the signature is by another key,
/// which is published, and the one before goes on being.
#[tokio::test]
async fn a_rotation_changes_the_key_of_id_tokens_and_breaks_none() {
    let story = Story::begin().await;
    let (registered, client) = story.application(json!({})).await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let code = story.code(&Browser::new(&story.server), &client, &[("prompt", "consent")]).await;
        tokens.push(story.redeem(&registered, &code).await.text_of("id_token").to_owned());
        story.server.app.keys.rotate().await.unwrap();
    }
    let kid = |token: &str| jsonwebtoken::decode_header(token).unwrap().kid;
    assert_ne!(kid(&tokens[0]), kid(&tokens[1]));
    for token in &tokens {
        verified(&story.server, token, &client.client_id).await;
    }
}
