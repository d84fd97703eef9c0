//! What an Action denies: at sign-up on the page, at login to the application; and what a blocked user is told.

use anteroom::contract::Trigger;
use anteroom::identity::client::AppType;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::examples::example;
use crate::support::story::{Bound, PASSWORD};

#[tokio::test]
async fn a_denied_sign_up_shows_the_message_for_users_and_a_code_for_support() {
    let server = TestServer::start().await;
    let client = server.with_client("Login Only App", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    server.with_action(Trigger::PreUserRegistration, "restrict", example("restrict-registration"), Bound::default()).await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[("screen_hint", "signup")])).await;
    let answer = browser.submit(&path, &page, &[("email", "ann@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("User Registration is not allowed at this time."), "{}", answer.body);
    let event = server.last_log("fs").await.unwrap();
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    assert!(answer.body.contains(&format!("<code>{}</code>", &execution[..8])), "{}", answer.body);
    assert!(!answer.body.contains(event.description.as_deref().unwrap()), "the reason is for the log");
    assert!(server.app.directory.users.all().await.unwrap().is_empty());
    assert!(browser.cookie("anteroom_session").is_none());
}

#[tokio::test]
async fn an_action_that_fails_at_login_sends_access_denied_and_leaves_no_session() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ann@example.com").await;
    let broken = Bound { limits: Some(serde_json::json!({ "fuel": 1 })), ..Bound::default() };
    server.with_action(Trigger::PostLogin, "claims", example("add-claims"), broken).await;
    let browser = Browser::new(&server);
    let answer = browser.log_in(&authorize(&client, &[]), "ann@example.com", PASSWORD).await;
    let returned = answer.returned();
    assert_eq!((returned["error"].as_str(), returned["state"].as_str()), ("access_denied", "xyz"));
    assert!(browser.cookie("anteroom_session").is_none());
    assert!(server.app.directory.sessions.all().await.unwrap().is_empty());
    assert!(server.app.directory.codes.all().await.unwrap().is_empty());
    assert!(server.app.directory.transactions.all().await.unwrap().is_empty());
    assert!(server.last_log("f").await.is_some());
}

#[tokio::test]
async fn what_an_action_decides_travels_in_the_code() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ann@example.com").await;
    server.with_action(Trigger::PostLogin, "claims", example("add-claims"), Bound::default()).await;
    let answer = Browser::new(&server).log_in(&authorize(&client, &[]), "ann@example.com", PASSWORD).await;
    assert!(answer.returned().contains_key("code"), "{answer:?}");
    let code = server.app.directory.codes.all().await.unwrap().remove(0);
    assert!(!code.effects.id_token_claims.is_empty() || !code.effects.access_token_claims.is_empty());
}

#[tokio::test]
async fn only_who_knows_the_password_learns_that_an_account_is_blocked() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, "ann@example.com").await;
    server.app.directory.users.modify(&user.user_id, |user| user.blocked = true).await.unwrap();
    let browser = Browser::new(&server);
    let wrong = browser.log_in(&authorize(&client, &[]), "ann@example.com", "wrong").await;
    assert!(wrong.body.contains("Wrong email or password."));
    let answer = browser.log_in(&authorize(&client, &[]), "ann@example.com", PASSWORD).await;
    let returned = answer.returned();
    assert_eq!((returned["error"].as_str(), returned["error_description"].as_str()), ("unauthorized", "user is blocked"));
    assert!(server.app.directory.sessions.all().await.unwrap().is_empty());
}
