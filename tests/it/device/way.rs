//! The way of a device that is connected, and of one that is not.

use std::sync::Arc;
use std::time::Duration;

use anteroom::storage::Store;
use anteroom::storage::memory::MemoryStore;

use super::{EMAIL, Story, form_of, is_connected, log_in};
use crate::support::TestServer;
use crate::support::browser::Browser;
use crate::token::verified;

#[tokio::test]
async fn a_device_waits_until_a_person_has_logged_in_and_gets_its_tokens_once() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    story.poll(&codes).await.assert_error(403, "authorization_pending");
    story.poll_at_once(&codes.device).await.assert_error(429, "slow_down");
    let browser = Browser::new(&story.server);
    let page = story.enter(&browser, &codes).await;
    assert!(page.body.contains(&codes.user) && page.body.contains("See your email address"), "{}", page.body);
    let path = story.answer(&browser, &page, "confirm").await.location().to_owned();
    story.poll(&codes).await.assert_error(403, "authorization_pending");
    assert!(is_connected(&log_in(&browser, &path).await));

    let answer = story.poll(&codes).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json["scope"], "openid email offline_access");
    let claims = verified(&story.server, answer.text_of("id_token"), &story.client.client_id).await;
    assert_eq!((claims["sub"].as_str(), claims["email"].as_str()), (Some(story.user.user_id.as_str()), Some(EMAIL)));
    let refreshed = [
        ("grant_type", "refresh_token"),
        ("client_id", story.client.client_id.as_str()),
        ("refresh_token", answer.text_of("refresh_token")),
    ];
    assert_eq!(story.server.post_form("/oauth/token", &refreshed).await.status, 200);
    story.poll(&codes).await.assert_error(403, "invalid_grant");
    assert!(story.server.app.directory.devices.all().await.unwrap().is_empty());

    let told = story.server.log_types().await;
    let count = |kind: &str| told.iter().filter(|told| *told == kind).count();
    assert_eq!((count("s"), count("sede"), count("sertft")), (1, 1, 1), "{told:?}");
    assert_eq!(count("fede"), 1, "only the replay failed: {told:?}");
}

#[tokio::test]
async fn the_answer_says_where_to_go_and_how_long_it_holds() {
    let story = Story::begin().await;
    let answer = story.ask(&[]).await;
    let code = answer.text_of("user_code");
    assert!(code.len() == 9 && code.as_bytes()[4] == b'-', "{code}");
    assert_eq!(answer.json["verification_uri"], format!("{}/activate", story.server.url));
    assert_eq!(answer.json["verification_uri_complete"], format!("{}/activate?user_code={code}", story.server.url));
    assert_eq!((answer.json["expires_in"].as_u64(), answer.json["interval"].as_u64()), (Some(900), Some(5)));
    assert_eq!(answer.headers["cache-control"], "no-store");
    let discovery: serde_json::Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(discovery["device_authorization_endpoint"], format!("{}/oauth/device/code", story.server.url));
    assert!(discovery["grant_types_supported"].as_array().unwrap().contains(&super::GRANT.into()));
}

#[tokio::test]
async fn a_link_with_the_code_asks_all_the_same_and_begins_nothing() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    let page = browser.get(&format!("/activate?user_code={}", codes.user)).await;
    assert!(page.status == 200 && page.body.contains("Is this your device?") && page.body.contains(&codes.user), "{}", page.body);
    assert!(story.server.app.directory.transactions.all().await.unwrap().is_empty());
    let login = story.answer(&browser, &page, "confirm").await.location().to_owned();
    assert!(is_connected(&log_in(&browser, &login).await));
}

#[tokio::test]
async fn a_code_is_taken_however_it_is_typed() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    for typed in [codes.user.to_lowercase(), codes.user.replace('-', ""), format!("  {} ", codes.user.replace('-', " "))] {
        let page = browser.get("/activate").await;
        let page = browser.submit("/activate", &page, &[("user_code", &typed)]).await;
        assert!(page.status == 200 && page.body.contains(&codes.user), "{typed}");
    }
}

#[tokio::test]
async fn who_is_logged_in_already_is_asked_and_needs_no_password() {
    let story = Story::begin().await;
    let browser = Browser::new(&story.server);
    assert!(is_connected(&story.connect(&browser, &story.codes().await).await));
    let codes = story.codes().await;
    let page = story.enter(&browser, &codes).await;
    story.poll(&codes).await.assert_error(403, "authorization_pending");
    assert!(is_connected(&story.answer(&browser, &page, "confirm").await));
    assert_eq!(story.poll(&codes).await.status, 200);
}

#[tokio::test]
async fn who_cancels_ends_it_and_the_device_hears_so() {
    let story = Story::begin().await;
    for action in ["cancel", "CONFIRM", ""] {
        let codes = story.codes().await;
        let browser = Browser::new(&story.server);
        let page = story.enter(&browser, &codes).await;
        let answer = story.answer(&browser, &page, action).await;
        assert!(answer.status == 200 && answer.body.contains("Device not connected"), "{}", answer.body);
        story.poll(&codes).await.assert_error(403, "access_denied");
        let event = story.server.last_log("fdecc").await.expect("an event");
        assert_eq!(event.client_id.as_deref(), Some(story.client.client_id.as_str()));
        assert_eq!(story.answer(&browser, &page, "confirm").await.status, 400);
    }
}

#[tokio::test]
async fn a_third_party_is_connected_after_consent_and_not_without_it() {
    let story = Story::begin().await;
    story.change_client(|client| client.is_first_party = false).await;
    story.server.app.directory.connections.modify(&story.connection.id, |c| c.is_domain_connection = true).await.unwrap();
    for (action, connected) in [("deny", false), ("accept", true)] {
        let codes = story.codes().await;
        let browser = Browser::new(&story.server);
        let path = story.connect(&browser, &codes).await.location().to_owned();
        assert!(path.starts_with("/u/consent"), "{path}");
        let page = browser.get(&path).await;
        assert!(!page.body.contains("You go on to"), "{}", page.body);
        story.poll(&codes).await.assert_error(403, "authorization_pending");
        let answer = browser.submit(&form_of(&page), &page, &[("action", action)]).await;
        assert_eq!(is_connected(&answer), connected, "{}", answer.body);
        let answer = story.poll(&codes).await;
        if connected {
            assert_eq!(answer.status, 200, "{}", answer.text);
        } else {
            answer.assert_error(403, "access_denied");
            assert_eq!(answer.json["error_description"], "User did not authorize the request");
        }
    }
}

#[tokio::test]
async fn a_blocked_user_connects_nothing() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    let path = story.to_login(&browser, &codes).await;
    story.server.app.directory.users.modify(&story.user.user_id, |user| user.blocked = true).await.unwrap();
    assert!(log_in(&browser, &path).await.body.contains("Device not connected"));
    let answer = story.poll(&codes).await;
    answer.assert_error(403, "access_denied");
    assert_eq!(answer.json["error_description"], "user is blocked");
    assert!(story.server.last_log("fdeac").await.is_some());
}

#[tokio::test]
async fn a_user_who_is_blocked_after_the_login_gives_the_device_nothing() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    story.server.app.directory.users.modify(&story.user.user_id, |user| user.blocked = true).await.unwrap();
    story.poll(&codes).await.assert_error(401, "unauthorized");
}

#[tokio::test]
async fn codes_end_after_a_quarter_of_an_hour_at_every_step() {
    let story = Story::begin().await;
    let (unused, half, approved) = (story.codes().await, story.codes().await, story.codes().await);
    let browser = Browser::new(&story.server);
    let path = story.to_login(&browser, &half).await;
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &approved).await));
    let page = story.enter(&browser, &unused).await;
    story.server.clock.advance(Duration::from_secs(900));
    for codes in [&unused, &half, &approved] {
        story.poll(codes).await.assert_error(403, "expired_token");
    }
    assert_eq!(story.answer(&browser, &page, "confirm").await.status, 400);
    assert_eq!(browser.get(&format!("/activate?user_code={}", unused.user)).await.status, 400);
    let late = log_in(&browser, &path).await;
    assert!(late.status == 400 && late.body.contains("This code does not work any more"), "{}", late.body);
    story.poll(&half).await.assert_error(403, "expired_token");
    assert!(story.server.app.directory.refresh_tokens.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn of_two_people_with_one_code_the_first_decides() {
    let story = Story::begin().await;
    let bob = story.server.with_user(&story.connection, "bob@example.com").await;
    let codes = story.codes().await;
    let (ann, other) = (Browser::new(&story.server), Browser::new(&story.server));
    let (first, second) = (story.to_login(&ann, &codes).await, story.to_login(&other, &codes).await);
    assert!(is_connected(&log_in(&ann, &first).await));
    let page = other.get(&second).await;
    let password = crate::support::story::PASSWORD;
    let late = other.submit(&second, &page, &[("username", "bob@example.com"), ("password", password)]).await;
    assert!(late.body.contains("This code does not work any more"), "{}", late.body);
    let answer = story.poll(&codes).await;
    let claims = verified(&story.server, answer.text_of("id_token"), &story.client.client_id).await;
    assert_eq!(claims["sub"], story.user.user_id.as_str());
    assert_ne!(claims["sub"], bob.user_id.as_str());
}

#[tokio::test]
async fn what_waits_outlives_the_server() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let story = Story::begin_at(TestServer::start_on(store).await).await;
    let (waiting, approved) = (story.codes().await, story.codes().await);
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &approved).await));
    let Story { server, client, connection, user } = story;
    let store = server.stop_and_leave().await;
    let story = Story { server: TestServer::start_on(store).await, client, connection, user };
    assert_eq!(story.poll(&approved).await.status, 200);
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &waiting).await));
    assert_eq!(story.poll(&waiting).await.status, 200);
}
