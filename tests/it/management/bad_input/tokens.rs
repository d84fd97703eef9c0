//! Tokens that are none of this API's: no operation takes one, and none of what they ask for is done.

use std::time::Duration;

use anteroom::clock::Clock;
use anteroom::identity::client::AppType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::schemas::sample;
use super::{Tenant, every_scope, refusal};
use crate::support::TestServer;
use crate::support::api::MACHINE;

/// What a Management API token of this server says, with other claims.
fn claims(server: &TestServer, other: Value) -> Value {
    let now = server.clock.now().as_second();
    let mut all = json!({
        "iss": server.app.config.issuer(), "sub": format!("{MACHINE}@clients"), "azp": MACHINE,
        "aud": server.app.config.management_audience(), "iat": now, "exp": now + 3600, "scope": every_scope(),
    });
    all.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    all
}

/// Tokens under the name of what is wrong with each.
async fn wrong_tokens(server: &TestServer) -> Vec<(&'static str, String)> {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let good = server.token_of(claims(server, json!({})));
    assert_eq!(server.api_with(Some(good.clone())).get("/clients").await.0, 200);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let mut changed = URL_SAFE_NO_PAD.decode(signature).unwrap();
    changed[0] ^= 1;
    let stranger = TestServer::start_with_own_keys().await;
    let of_another_tenant = json!({ "iss": stranger.app.config.issuer(), "aud": stranger.app.config.management_audience() });
    let user = server.user("eve@example.com").await;
    let client = server.client_with(AppType::RegularWeb, |client| client.grant_types.push("refresh_token".to_owned())).await;
    let code = server.code(&client, &user, "openid profile email offline_access read:users").await;
    let tokens = server.redeem(&client, &code).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    let login = json!({ "sub": user.user_id, "azp": client.id(), "aud": [server.app.config.management_audience(), server.app.config.userinfo_audience()] });
    vec![
        ("garbage", "garbage".to_owned()),
        ("no signature", format!("{head}.")),
        ("another signature", format!("{head}.{}", URL_SAFE_NO_PAD.encode(changed))),
        ("no algorithm", format!("{}.{}.", encode(&json!({ "alg": "none", "typ": "JWT" })), encode(&claims(server, json!({}))))),
        ("expired", server.token_of(claims(server, json!({ "exp": server.clock.now().as_second() - 1 })))),
        ("of another tenant", stranger.token_of(claims(server, of_another_tenant))),
        ("in our name, with another key", stranger.token_of(claims(server, json!({})))),
        ("of another issuer, with our key", server.token_of(claims(server, json!({ "iss": "https://other.example.com/" })))),
        ("for another API", server.token_of(claims(server, json!({ "aud": "https://api.example.com" })))),
        ("for /userinfo", server.token_of(claims(server, json!({ "aud": server.app.config.userinfo_audience() })))),
        ("of a user", server.token_of(claims(server, login))),
        ("the access token of a login", tokens.text_of("access_token").to_owned()),
        ("the ID token of a login", tokens.text_of("id_token").to_owned()),
        ("the refresh token of a login", tokens.text_of("refresh_token").to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_operation_takes_a_token_that_is_none_of_this_api() {
    let tenant = Tenant::new().await;
    let tokens = wrong_tokens(&tenant.server).await;
    let before = tenant.read().await;
    for operation in &tenant.operations {
        let path = tenant.records.path(&operation.path);
        let ask = async |token: Option<String>| {
            let body = operation.body().map(sample);
            tenant.server.api_with(token).send(&operation.method, &path, body).await
        };
        assert_eq!(ask(None).await, refusal(401, "Missing authentication", None), "{}", operation.name());
        for (name, token) in &tokens {
            assert_eq!(ask(Some(token.clone())).await, refusal(401, "Invalid token", None), "{}: a token {name}", operation.name());
        }
        let scopes: Vec<&str> =
            operation.told["security"].as_array().unwrap().iter().map(|any| any["bearer"][0].as_str().unwrap()).collect();
        let others: Vec<String> = every_scope().split(' ').filter(|scope| !scopes.contains(scope)).map(str::to_owned).collect();
        let answer = ask(Some(tenant.server.management_token(&others.join(" ")))).await;
        let says = format!("Insufficient scope, expected any of: {}", scopes.join(","));
        assert_eq!(answer, refusal(403, &says, Some("insufficient_scope")), "{}", operation.name());
    }
    tenant.is_still(&before).await;
}

#[tokio::test]
async fn a_token_of_this_api_ends_with_its_hour_and_opens_no_profile() {
    let (server, _) = TestServer::first_started().await;
    let token = server.token_of(claims(&server, json!({ "scope": format!("openid profile {}", every_scope()) })));
    assert_eq!(server.api_with(Some(token.clone())).get("/users").await.0, 200);
    let profile = async |token: &str| server.http.get(format!("{}/userinfo", server.url)).bearer_auth(token).send().await.unwrap().status();
    assert_eq!(profile(&token).await, 401);
    let user = server.user("eve@example.com").await;
    let as_a_user = claims(&server, json!({ "sub": user.user_id, "scope": "openid profile" }));
    assert_eq!(profile(&server.token_of(as_a_user)).await, 401, "the audience decides, not the subject");
    server.clock.advance(Duration::from_secs(3_601));
    assert_eq!(server.api_with(Some(token)).get("/users").await, refusal(401, "Invalid token", None));
}
