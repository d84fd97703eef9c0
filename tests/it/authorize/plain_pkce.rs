//! Challenges that are the verifier itself (RFC 7636 section 4.2): refused, unless an operator allows one application to send them.

use anteroom::identity::Client;
use anteroom::identity::client::AppType;
use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, CHALLENGE, VERIFIER, authorize};
use crate::support::clients::Answer;
use crate::support::story::{CALLBACK, PASSWORD};

const EMAIL: &str = "ann@example.com";

async fn begin() -> (TestServer, Client) {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::Native).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, EMAIL).await;
    (server, client)
}

async fn allow(server: &TestServer, client: &Client) {
    let path = format!("/clients/{}", client.client_id);
    let (status, changed) = server.api("update:clients read:clients").patch(&path, json!({ "allow_plain_pkce": true })).await;
    assert_eq!((status, &changed["allow_plain_pkce"]), (200, &json!(true)));
}

async fn code(server: &TestServer, client: &Client, challenge: &str, method: &str) -> String {
    let request = authorize(client, &[("code_challenge", challenge), ("code_challenge_method", method)]);
    Browser::new(server).log_in(&request, EMAIL, PASSWORD).await.returned()["code"].clone()
}

async fn redeem(server: &TestServer, client: &Client, code: &str, verifier: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client.client_id.as_str()),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", verifier),
    ];
    server.post_form("/oauth/token", &form).await
}

#[tokio::test]
async fn an_application_that_is_allowed_plain_may_send_its_verifier_as_the_challenge() {
    let (server, client) = begin().await;
    let refused = Browser::new(&server).get(&authorize(&client, &[("code_challenge", VERIFIER), ("code_challenge_method", "plain")])).await;
    assert_eq!(refused.returned()["error"], "invalid_request");
    allow(&server, &client).await;
    // No method is `plain`, RFC 7636 section 4.3.
    for method in ["plain", ""] {
        let good = code(&server, &client, VERIFIER, method).await;
        assert_eq!(redeem(&server, &client, &good, VERIFIER).await.status, 200, "{method}");
        let other = code(&server, &client, VERIFIER, method).await;
        redeem(&server, &client, &other, &VERIFIER.replace('d', "e")).await.assert_error(403, "invalid_grant");
    }
    let short = authorize(&client, &[("code_challenge", "short"), ("code_challenge_method", "plain")]);
    assert_eq!(Browser::new(&server).get(&short).await.returned()["error"], "invalid_request");
}

#[tokio::test]
async fn a_code_of_an_s256_challenge_is_not_redeemed_with_the_challenge() {
    let (server, client) = begin().await;
    allow(&server, &client).await;
    let first = code(&server, &client, CHALLENGE, "S256").await;
    redeem(&server, &client, &first, CHALLENGE).await.assert_error(403, "invalid_grant");
    let second = code(&server, &client, CHALLENGE, "S256").await;
    assert_eq!(redeem(&server, &client, &second, VERIFIER).await.status, 200);
    // Nor is there a way around PKCE altogether.
    let none = Browser::new(&server).get(&authorize(&client, &[("code_challenge", ""), ("code_challenge_method", "")])).await;
    assert_eq!(none.returned()["error"], "invalid_request");
}

#[tokio::test]
async fn a_third_party_under_the_strict_rules_sends_no_plain_challenge_whatever_is_set() {
    let (server, client) = begin().await;
    allow(&server, &client).await;
    let strict = |client: &mut Client| {
        client.is_first_party = false;
        client.extra.insert("third_party_security_mode".to_owned(), json!("strict"));
    };
    server.app.directory.clients.modify(&client.client_id, strict).await.unwrap().unwrap();
    let refused = Browser::new(&server).get(&authorize(&client, &[("code_challenge", VERIFIER), ("code_challenge_method", "plain")])).await;
    assert_eq!(refused.returned()["error"], "invalid_request");
}
