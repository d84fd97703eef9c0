//! Redemption of codes (RFC 6749 section 4.1.3, RFC 7636).

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::storage::{Batch, StoreError};
use anteroom::token::codes::{self, CodeError};
use serde_json::json;

use super::{logged_in, verified};
use crate::support::TestServer;
use crate::support::clients::{CALLBACK, VERIFIER, half_hash};

#[tokio::test]
async fn a_code_gives_an_access_token_an_id_token_and_a_refresh_token_once() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid email offline_access").await;
    let answer = server.redeem(&client, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.json["token_type"], "Bearer");
    assert_eq!(answer.json["expires_in"], 86_400);
    assert_eq!(answer.json["scope"], "openid email offline_access");
    assert!(!answer.text_of("refresh_token").is_empty());
    assert!(!answer.text_of("access_token").contains('.'), "without an API the access token is opaque");

    let claims = verified(&server, answer.text_of("id_token"), client.id()).await;
    let now = server.app.clock.now().as_second();
    assert_eq!(
        serde_json::Value::Object(claims),
        json!({
            "iss": format!("{}/", server.url), "sub": user.user_id, "aud": client.id(), "iat": now, "exp": now + 36_000, "auth_time": now,
            "sid": "session-of-the-tests", "nonce": "nonce-of-the-tests", "email": "ada@example.com", "email_verified": true,
            "at_hash": half_hash(answer.text_of("access_token")),
        })
    );
    assert_eq!(server.log_types().await, ["seacft"]);
}

#[tokio::test]
async fn an_api_gets_a_jwt_for_itself_and_userinfo() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    server.resource_server("https://api.example.com", &["read:things"]).await;
    let code =
        server.code_with(&client, &user, "openid read:things", |new| new.audience = Some("https://api.example.com".to_owned())).await;
    let answer = server.redeem(&client, &code).await;
    let claims = verified(&server, answer.text_of("access_token"), "https://api.example.com").await;
    assert_eq!(claims["aud"], json!(["https://api.example.com", format!("{}/userinfo", server.url)]));
    assert_eq!(claims["azp"], client.id());
    assert_eq!(claims["scope"], "openid read:things");
    assert_eq!(claims["sub"], user.user_id);
    assert!(!claims.contains_key("gty") && !claims.contains_key("client_id"));
}

#[tokio::test]
async fn an_api_of_the_rfc_9068_profile_gets_its_dialect() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    server.resource_server_with("urn:api", &[], |api| api.token_dialect = "rfc9068_profile".to_owned()).await;
    let code = server.code_with(&client, &user, "profile", |new| new.audience = Some("urn:api".to_owned())).await;
    let answer = server.redeem(&client, &code).await;
    let token = answer.text_of("access_token");
    assert_eq!(jsonwebtoken::decode_header(token).unwrap().typ.as_deref(), Some("at+jwt"));
    let claims = verified(&server, token, "urn:api").await;
    assert_eq!(claims["client_id"], client.id());
    assert_eq!(claims["aud"], "urn:api", "without openid the profile cannot be read");
    assert!(claims["jti"].is_string() && !claims.contains_key("azp") && !claims.contains_key("gty"));
    assert!(answer.json["id_token"].is_null(), "no openid, no ID token");
}

#[tokio::test]
async fn a_replayed_code_is_refused_and_ends_what_the_first_use_gave() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid offline_access").await;
    let first = server.redeem(&client, &code).await;
    let again = server.redeem(&client, &code).await;
    again.assert_error(403, "invalid_grant");
    assert_eq!(again.json["error_description"], "Invalid authorization code");

    server.refresh(&client, first.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
    let bearer = server.http.get(format!("{}/userinfo", server.url)).bearer_auth(first.text_of("access_token")).send().await.unwrap();
    assert_eq!(bearer.status(), 401);
    assert_eq!(server.log_types().await, ["seacft", "feacft", "fertft"]);
}

#[tokio::test]
async fn two_redemptions_that_both_found_the_code_good_do_not_both_use_it() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid").await;
    let mut batches = Vec::new();
    for family in ["first", "second"] {
        let found = codes::check(&server.app, &client.client, &code, CALLBACK, Some(VERIFIER)).await.unwrap();
        let mut batch = Batch::new();
        codes::stage_redemption(&server.app, &mut batch, &found, family).unwrap();
        batches.push(batch);
    }
    server.app.store.commit(batches.remove(0)).await.unwrap();
    assert!(matches!(server.app.store.commit(batches.remove(0)).await, Err(StoreError::Conflict(_))));
    let verdict = codes::lost_race(&server.app, &anteroom::token::hash(&code)).await;
    assert!(matches!(verdict, CodeError::Replayed), "{verdict}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_racing_redemptions_one_wins_and_the_others_end_its_family() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid offline_access").await;
    let answers = futures_util::future::join_all((0..8).map(|_| server.redeem(&client, &code))).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(won.len(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        lost.assert_error(403, "invalid_grant");
    }
    server.refresh(&client, won[0].text_of("refresh_token")).await.assert_error(403, "invalid_grant");
    assert_eq!(server.app.directory.refresh_tokens.all().await.unwrap().len(), 0);
    assert_eq!(server.app.opaque_tokens.all().await.unwrap().len(), 0);
}

#[tokio::test]
async fn what_the_redemption_must_repeat_is_compared_exactly_and_a_wrong_try_costs_nothing() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let other = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid").await;
    server.redeem(&other, &code).await.assert_error(403, "invalid_grant");

    let send = async |redirect: &str, verifier: Option<&str>| {
        let mut form = vec![("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", redirect)];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        server.token(&client, &form).await
    };
    for redirect in ["https://app.example.com/callback/", "https://app.example.com/Callback", "https://app.example.com/callback?x=1"] {
        send(redirect, Some(VERIFIER)).await.assert_error(403, "invalid_grant");
    }
    send("", Some(VERIFIER)).await.assert_error(400, "invalid_request");
    for verifier in [None, Some(""), Some("short"), Some("another-verifier-of-more-than-forty-three-characters")] {
        send(CALLBACK, verifier).await.assert_error(403, "invalid_grant");
    }
    // The challenge itself, as if the method were `plain`.
    send(CALLBACK, Some(&crate::support::clients::challenge(VERIFIER))).await.assert_error(403, "invalid_grant");
    server.redeem(&client, "no-such-code").await.assert_error(403, "invalid_grant");

    assert_eq!(server.redeem(&client, &code).await.status, 200);
}

#[tokio::test]
async fn pkce_cannot_be_left_out_by_a_public_application_nor_added_afterwards() {
    let server = TestServer::start().await;
    let user = server.user("ada@example.com").await;
    let public = server.client(AppType::Native).await;
    let code = server.code_with(&public, &user, "openid", |new| new.code_challenge = None).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    server.token(&public, &form).await.assert_error(403, "invalid_grant");

    let confidential = server.client(AppType::RegularWeb).await;
    let code = server.code_with(&confidential, &user, "openid", |new| new.code_challenge = None).await;
    server.redeem(&confidential, &code).await.assert_error(403, "invalid_grant");
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    assert_eq!(server.token(&confidential, &form).await.status, 200);
}

#[tokio::test]
async fn a_code_ends_after_a_minute() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid").await;
    let late = server.code(&client, &user, "openid").await;
    server.clock.advance(Duration::from_secs(59));
    assert_eq!(server.redeem(&client, &code).await.status, 200);
    server.clock.advance(Duration::from_secs(1));
    server.redeem(&client, &late).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn a_user_who_was_blocked_or_deleted_meanwhile_gets_no_tokens() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid").await;
    server.app.directory.users.modify(&user.user_id, |user| user.blocked = true).await.unwrap();
    let answer = server.redeem(&client, &code).await;
    answer.assert_error(401, "unauthorized");
    assert_eq!(answer.json["error_description"], "user is blocked");
    let stored = server.app.directory.users.get(&user.user_id).await.unwrap().unwrap();
    server.app.directory.users.delete(&stored).await.unwrap();
    server.redeem(&client, &code).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn a_login_from_before_the_password_was_changed_gives_no_tokens() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid offline_access").await;
    let login = server.redeem(&client, &server.code(&client, &user, "openid offline_access").await).await;
    server.clock.advance(Duration::from_secs(1));
    let now = server.app.clock.now();
    server.app.directory.users.modify(&user.user_id, |user| user.last_password_reset = Some(now)).await.unwrap();
    server.redeem(&client, &code).await.assert_error(403, "invalid_grant");
    server.refresh(&client, login.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
    assert_eq!(server.redeem(&client, &server.code(&client, &user, "openid").await).await.status, 200, "one from after it does");
}

#[tokio::test]
async fn a_code_of_a_deleted_user_is_nothing_to_a_new_one_with_the_same_id() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let mut user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid").await;
    let users = &server.app.directory.users;
    users.delete(&users.get(&user.user_id).await.unwrap().unwrap()).await.unwrap();
    server.clock.advance(Duration::from_secs(1));
    user.created_at = server.app.clock.now();
    users.insert(user).await.unwrap();
    server.redeem(&client, &code).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn no_refresh_token_is_given_where_the_application_or_the_api_does_not_allow_it() {
    let server = TestServer::start().await;
    let user = server.user("ada@example.com").await;
    let plain = server.client_with(AppType::Spa, |client| client.grant_types = vec!["authorization_code".to_owned()]).await;
    let code = server.code(&plain, &user, "openid offline_access").await;
    let answer = server.redeem(&plain, &code).await;
    assert!(answer.json["refresh_token"].is_null());
    assert_eq!(answer.json["scope"], "openid");

    let client = server.client(AppType::Spa).await;
    server.resource_server_with("urn:api", &[], |api| api.allow_offline_access = false).await;
    let code = server.code_with(&client, &user, "openid offline_access", |new| new.audience = Some("urn:api".to_owned())).await;
    let answer = server.redeem(&client, &code).await;
    assert!(answer.json["refresh_token"].is_null());
    assert_eq!(answer.json["scope"], "openid");
}

#[tokio::test]
async fn the_store_holds_no_code_or_token_in_the_clear() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let user = server.user("bob@example.com").await;
    let code = server.code(&client, &user, "openid").await;
    let answer = logged_in(&server, &client).await;
    let range = anteroom::storage::KeyRange::prefix(b"");
    let records = server.app.store.range(&range, usize::MAX, anteroom::storage::Direction::Forward).await.unwrap();
    for secret in [code.as_str(), answer.text_of("access_token"), answer.text_of("refresh_token"), &client.secret, VERIFIER] {
        for (key, record) in &records {
            assert!(!String::from_utf8_lossy(key).contains(secret) && !String::from_utf8_lossy(&record.value).contains(secret));
        }
    }
}
