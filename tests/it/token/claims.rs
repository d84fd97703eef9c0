//! What Actions may say in tokens, and what stays the server's (reference 5.9).

use anteroom::identity::client::AppType;
use serde_json::json;

use super::verified;
use crate::support::TestServer;

#[tokio::test]
async fn custom_claims_are_in_both_tokens_and_reserved_ones_stay_the_servers() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    server.resource_server("urn:api", &[]).await;
    let hostile = json!({
        "https://acme.example/plan": "gold", "color": "blue", "name": "Somebody Else", "sub": "auth0|admin", "iss": "https://evil.example/",
        "aud": "everything", "exp": 9_999_999_999_u64, "nonce": "x", "sid": "x", "azp": "x", "client_id": "x", "gty": "x", "permissions": ["all"],
        "roles": ["admin"], "https://auth0.com/x": 1, "auth_time": 0, "amr": ["mfa"], "__proto__": {"x": 1},
    });
    let code = server
        .code_with(&client, &user, "openid profile", |new| {
            new.audience = Some("urn:api".to_owned());
            new.effects.id_token_claims = hostile.as_object().unwrap().clone();
            new.effects.access_token_claims = hostile.as_object().unwrap().clone();
            new.effects.access_token_claims.insert("scope".to_owned(), "read:everything".into());
        })
        .await;
    let answer = server.redeem(&client, &code).await;
    let now = server.app.clock.now().as_second();
    let id = verified(&server, answer.text_of("id_token"), client.id()).await;
    assert_eq!(id["https://acme.example/plan"], "gold");
    assert_eq!(id["color"], "blue");
    assert_eq!(id["name"], "Somebody Else", "profile claims may be set");
    assert_eq!((&id["sub"], &id["exp"], &id["nonce"]), (&json!(user.user_id), &json!(now + 36_000), &json!("nonce-of-the-tests")));

    let access = verified(&server, answer.text_of("access_token"), "urn:api").await;
    assert_eq!((&access["color"], &access["scope"]), (&json!("blue"), &json!("openid profile")));
    assert_eq!((&access["sub"], &access["azp"], &access["exp"]), (&json!(user.user_id), &json!(client.id()), &json!(now + 86_400)));
    for absent in ["permissions", "roles", "https://auth0.com/x", "amr", "__proto__", "gty"] {
        assert!(!id.contains_key(absent) && !access.contains_key(absent), "{absent}");
    }
}

#[tokio::test]
async fn a_claim_named_scope_gives_no_scope_to_a_token_without_scopes() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    server.resource_server("urn:api", &[]).await;
    let code = server
        .code_with(&client, &user, "", |new| {
            new.audience = Some("urn:api".to_owned());
            new.effects.access_token_claims.insert("scope".to_owned(), "delete:users".into());
        })
        .await;
    let answer = server.redeem(&client, &code).await;
    assert!(!verified(&server, answer.text_of("access_token"), "urn:api").await.contains_key("scope"));
}

#[tokio::test]
async fn claims_that_are_too_large_give_no_token_at_all() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server
        .code_with(&client, &user, "openid", |new| drop(new.effects.id_token_claims.insert("big".to_owned(), "x".repeat(200_000).into())))
        .await;
    server.redeem(&client, &code).await.assert_error(500, "server_error");
    assert_eq!(server.log_types().await, ["feacft"]);
}
