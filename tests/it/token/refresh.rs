//! Refresh tokens (RFC 6749 section 6, RFC 9700 section 4.14).

use std::time::Duration;

use anteroom::identity::client::{AppType, ExpirationType};

use anteroom::contract::Trigger;
use anteroom::storage::{Batch, StoreError};
use anteroom::token::refresh::{self, RefreshError};

use super::{enabled, logged_in, rotating, verified};
use crate::support::TestServer;
use crate::support::guests::Guest;
use crate::support::story::Bound;

#[tokio::test]
async fn a_token_that_does_not_rotate_is_good_again_and_again() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let login = logged_in(&server, &client).await;
    for _ in 0..2 {
        let answer = server.refresh(&client, login.text_of("refresh_token")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.json["refresh_token"].is_null());
        let claims = verified(&server, answer.text_of("id_token"), client.id()).await;
        assert_eq!(claims["sid"], "session-of-the-tests");
        assert!(!claims.contains_key("nonce"));
    }
    assert_eq!(server.log_types().await, ["seacft", "sertft", "sertft"]);
}

#[tokio::test]
async fn a_rotated_token_used_again_ends_the_family() {
    let server = TestServer::start().await;
    let client = rotating(&server, 0).await;
    let login = logged_in(&server, &client).await;
    let second = server.refresh(&client, login.text_of("refresh_token")).await;
    let third = server.refresh(&client, second.text_of("refresh_token")).await;
    assert_eq!(third.status, 200, "{}", third.text);

    let stolen = server.refresh(&client, login.text_of("refresh_token")).await;
    stolen.assert_error(403, "invalid_grant");
    assert_eq!(stolen.json["error_description"], "Unknown or invalid refresh token.");
    server.refresh(&client, third.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
    assert_eq!(server.log_types().await, ["seacft", "sertft", "sertft", "ferrt", "fertft"]);
}

#[tokio::test]
async fn two_exchanges_that_both_found_the_token_good_do_not_both_rotate_it() {
    let server = TestServer::start().await;
    let client = rotating(&server, 0).await;
    let login = logged_in(&server, &client).await;
    let token = login.text_of("refresh_token");
    let mut batches = Vec::new();
    for _ in 0..2 {
        let found = refresh::check(&server.app, &client.client, token, None).await.unwrap();
        let mut batch = Batch::new();
        refresh::stage_exchange(&server.app, &mut batch, &client.client, &found, &Default::default()).unwrap();
        batches.push(batch);
    }
    server.app.store.commit(batches.remove(0)).await.unwrap();
    assert!(matches!(server.app.store.commit(batches.remove(0)).await, Err(StoreError::Conflict(_))));
    let verdict = refresh::check(&server.app, &client.client, token, None).await;
    assert!(matches!(verdict, Err(RefreshError::Reused { .. })));
    assert_eq!(server.app.directory.refresh_tokens.all().await.unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_racing_exchanges_without_leeway_at_most_one_wins_and_the_family_ends() {
    let server = TestServer::start().await;
    let client = rotating(&server, 0).await;
    let login = logged_in(&server, &client).await;
    let token = login.text_of("refresh_token");
    let answers = futures_util::future::join_all((0..8).map(|_| server.refresh(&client, token))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(server.app.directory.refresh_tokens.all().await.unwrap().len(), 0);
}

#[tokio::test]
async fn the_leeway_forgives_the_last_token_for_a_while_and_no_older_one() {
    let server = TestServer::start().await;
    let client = rotating(&server, 30).await;
    let login = logged_in(&server, &client).await;
    let first = login.text_of("refresh_token");
    let second = server.refresh(&client, first).await;
    server.clock.advance(Duration::from_secs(20));
    let sibling = server.refresh(&client, first).await;
    assert_eq!(sibling.status, 200, "{}", sibling.text);
    assert_ne!(sibling.text_of("refresh_token"), second.text_of("refresh_token"));

    // The second use did not begin the leeway anew.
    server.clock.advance(Duration::from_secs(11));
    server.refresh(&client, first).await.assert_error(403, "invalid_grant");
    server.refresh(&client, sibling.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn inside_the_leeway_a_token_whose_successor_was_used_counts_as_stolen() {
    let server = TestServer::start().await;
    let client = rotating(&server, 30).await;
    let login = logged_in(&server, &client).await;
    let second = server.refresh(&client, login.text_of("refresh_token")).await;
    let third = server.refresh(&client, second.text_of("refresh_token")).await;
    server.refresh(&client, login.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
    server.refresh(&client, third.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn scopes_can_be_narrowed_for_one_exchange_and_never_widened() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let login = logged_in(&server, &client).await;
    let token = login.text_of("refresh_token");
    let ask =
        async |scope: &str| server.token(&client, &[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)]).await;
    let narrow = ask("openid").await;
    assert_eq!(narrow.json["scope"], "openid");
    assert!(!verified(&server, narrow.text_of("id_token"), client.id()).await.contains_key("email"));
    ask("openid read:everything").await.assert_error(400, "invalid_scope");
    assert_eq!(ask("openid email").await.status, 200, "the token keeps what it was given");
    let other = [("grant_type", "refresh_token"), ("refresh_token", token), ("audience", "https://elsewhere.example.com")];
    server.token(&client, &other).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn another_application_cannot_use_a_refresh_token_nor_end_its_family() {
    let server = TestServer::start().await;
    let client = rotating(&server, 0).await;
    let other = server.client(AppType::Spa).await;
    enabled(&server, &other).await;
    let login = logged_in(&server, &client).await;
    server.refresh(&other, login.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
    let second = server.refresh(&client, login.text_of("refresh_token")).await;
    assert_eq!(second.status, 200);
    server.refresh(&other, login.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
    assert_eq!(server.refresh(&client, second.text_of("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn an_expiring_token_ends_by_idleness_and_by_age() {
    let server = TestServer::start().await;
    let client = server
        .client_with(AppType::RegularWeb, |client| {
            let policy = &mut client.refresh_token;
            policy.expiration_type = ExpirationType::Expiring;
            policy.infinite_token_lifetime = false;
            policy.infinite_idle_token_lifetime = false;
            policy.token_lifetime = 250;
            policy.idle_token_lifetime = 100;
        })
        .await;
    let login = logged_in(&server, &client).await;
    let token = login.text_of("refresh_token");
    for _ in 0..3 {
        server.clock.advance(Duration::from_secs(80));
        assert_eq!(server.refresh(&client, token).await.status, 200);
    }
    server.clock.advance(Duration::from_secs(80));
    server.refresh(&client, token).await.assert_error(403, "invalid_grant");

    let code = server.code(&client, &server.user("bob@example.com").await, "openid offline_access").await;
    let login = server.redeem(&client, &code).await;
    server.clock.advance(Duration::from_secs(100));
    server.refresh(&client, login.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn a_blocked_user_gets_no_new_tokens_and_a_later_unblocking_does() {
    let server = TestServer::start().await;
    let client = rotating(&server, 0).await;
    let login = logged_in(&server, &client).await;
    let user = server.app.directory.users.all().await.unwrap().remove(0);
    server.app.directory.users.modify(&user.user_id, |user| user.blocked = true).await.unwrap();
    server.refresh(&client, login.text_of("refresh_token")).await.assert_error(401, "unauthorized");
    server.app.directory.users.modify(&user.user_id, |user| user.blocked = false).await.unwrap();
    assert_eq!(server.refresh(&client, login.text_of("refresh_token")).await.status, 200, "a refusal uses nothing up");
}

/// A `post-login` guest: `$claim` sets a claim of the ID token, `$deny` denies.
pub fn guest(body: &str) -> Vec<u8> {
    let claim = "(param i32 i32 i32 i32 i32 i32)";
    let guest = Guest::new(body)
        .import("post-login-types", "[method]api.id-token-set-custom-claim", "claim", claim)
        .import("post-login-types", "[method]api.access-deny", "deny", "(param i32 i32 i32)")
        .data(1024, "colour")
        .data(1040, "\"blue\"")
        .data(1056, "not today");
    guest.component().to_vec()
}

#[tokio::test]
async fn the_actions_run_again_at_each_exchange_and_their_claims_are_in_the_new_tokens() {
    let server = TestServer::start().await;
    let client = rotating(&server, 0).await;
    let login = logged_in(&server, &client).await;
    let body = "(call $claim (local.get $api) (i32.const 1024) (i32.const 6) (i32.const 1040) (i32.const 6) (i32.const 64))";
    server.with_action(Trigger::PostLogin, "colour", guest(body), Bound::default()).await;
    let answer = server.refresh(&client, login.text_of("refresh_token")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(verified(&server, answer.text_of("id_token"), client.id()).await["colour"], "blue");
    let event = server.last_log("sertft").await.unwrap();
    let execution = event.details["actions"]["executions"][0].as_str().unwrap().to_owned();
    assert!(server.app.audit.executions.get(&execution).await.unwrap().is_some());
}

#[tokio::test]
async fn an_action_that_denies_an_exchange_uses_nothing_up() {
    let server = TestServer::start().await;
    let client = rotating(&server, 0).await;
    let login = logged_in(&server, &client).await;
    let body = "(call $deny (local.get $api) (i32.const 1056) (i32.const 9))";
    server.with_action(Trigger::PostLogin, "closed", guest(body), Bound::default()).await;
    let answer = server.refresh(&client, login.text_of("refresh_token")).await;
    answer.assert_error(500, "access_denied");
    assert_eq!(answer.json["error_description"], "not today");
    let token = server.app.directory.refresh_tokens.all().await.unwrap().remove(0).value;
    assert_eq!((token.rotated_at, token.last_exchanged_at), (None, None));
    assert_eq!(server.log_types().await.iter().filter(|kind| *kind == "fertft").count(), 1);
    assert_eq!(server.last_log("fertft").await.unwrap().description.as_deref(), Some("not today"));
}

#[tokio::test]
async fn an_application_that_was_taken_off_the_connection_refreshes_no_more() {
    let server = TestServer::start().await;
    let client = rotating(&server, 0).await;
    let login = logged_in(&server, &client).await;
    let connection = server.app.directory.connections.all().await.unwrap().remove(0);
    server.app.directory.connections.modify(&connection.id, |connection| connection.enabled_clients.clear()).await.unwrap();
    server.refresh(&client, login.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
}
