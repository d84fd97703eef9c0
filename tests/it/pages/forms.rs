//! A form counts only if it comes from our page, in the browser of its login, in time.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection};

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";

async fn story() -> (TestServer, Client, Connection) {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, EMAIL).await;
    (server, client, connection)
}

/// Nobody was logged in, and nobody signed up.
async fn assert_nothing_changed(server: &TestServer) {
    assert!(server.app.directory.sessions.all().await.unwrap().is_empty());
    assert!(server.app.directory.codes.all().await.unwrap().is_empty());
    assert_eq!(server.app.directory.users.all().await.unwrap().len(), 1);
}

fn good(csrf: &str) -> [(&str, &str); 3] {
    [("csrf", csrf), ("username", EMAIL), ("password", PASSWORD)]
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let (_, other) = browser.begin(&authorize(&client, &[])).await;
    let (token, other) = (page.field("csrf"), other.field("csrf"));
    assert_ne!(token, other, "each login has its own token");
    let cut = &token[..token.len() - 1];
    for csrf in ["", "x", cut, &other, &token.to_lowercase()] {
        let answer = browser.post(&path, &good(csrf)).await;
        assert_eq!(answer.status, 403, "{csrf}");
    }
    assert_eq!(browser.post(&path, &good(&token)[1..]).await.status, 403);
    let twice = [("csrf", token.as_str()), ("csrf", token.as_str()), ("username", EMAIL), ("password", PASSWORD)];
    assert_eq!(browser.post(&path, &twice).await.status, 403);
    let signup = path.replace("/u/login", "/u/signup");
    assert_eq!(browser.post(&signup, &[("email", "new@example.com"), ("password", PASSWORD)]).await.status, 403);
    assert_nothing_changed(&server).await;
    assert!(browser.post(&path, &good(&token)).await.returned().contains_key("code"));
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let token = page.field("csrf");
    for origin in ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1"] {
        let request = server.http.post(format!("{}{path}", server.url)).header("origin", origin).form(&good(&token));
        assert_eq!(browser.send(request).await.status, 403, "{origin}");
    }
    assert_nothing_changed(&server).await;
}

#[tokio::test]
async fn a_login_cannot_be_finished_or_seen_in_another_browser() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let stranger = Browser::new(&server);
    let seen = stranger.get(&path).await;
    assert_eq!(seen.status, 400);
    assert!(seen.body.contains("began in another browser"));
    // Not even with a login of its own, and the token of the first.
    stranger.begin(&authorize(&client, &[])).await;
    let answer = stranger.post(&path, &good(&page.field("csrf"))).await;
    assert_eq!(answer.status, 400);
    assert_nothing_changed(&server).await;
}

#[tokio::test]
async fn an_expired_unknown_or_finished_login_is_explained() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    server.clock.advance(Duration::from_secs(3599));
    assert_eq!(browser.get(&path).await.status, 200);
    server.clock.advance(Duration::from_secs(1));
    let expired = browser.post(&path, &good(&page.field("csrf"))).await;
    assert_eq!(expired.status, 400);
    assert!(expired.body.contains("This sign-in has ended") && expired.body.contains("Go back to the application"));
    assert_nothing_changed(&server).await;
    for path in ["/u/login", "/u/login?state=", "/u/login?state=nobody", "/u/signup?state=a&state=b", "/u/consent?state=%00"] {
        assert_eq!(browser.get(path).await.status, 400, "{path}");
    }
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    assert!(browser.post(&path, &good(&page.field("csrf"))).await.returned().contains_key("code"));
    assert_eq!(browser.post(&path, &good(&page.field("csrf"))).await.status, 400, "a form that is sent twice gives one code");
    assert_eq!(server.app.directory.codes.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_form_sent_from_two_tabs_at_once_gives_one_code() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let token = page.field("csrf");
    let form = good(&token);
    let answers = tokio::join!(browser.post(&path, &form), browser.post(&path, &form), browser.post(&path, &form));
    let codes = [answers.0, answers.1, answers.2].iter().filter(|answer| answer.status == 302).count();
    assert_eq!(codes, 1);
    assert_eq!(server.app.directory.codes.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_look_alike() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let same = |page: Page, email: &str| (page.status, page.body.replace(email, "…"));
    let known = browser.submit(&path, &page, &[("username", EMAIL), ("password", "wrong")]).await;
    assert!(known.body.contains("Wrong email or password."));
    let unknown = browser.submit(&path, &page, &[("username", "bob@example.com"), ("password", "wrong")]).await;
    assert_eq!(same(known, EMAIL), same(unknown, "bob@example.com"));
    assert_eq!(server.last_log("fp").await.unwrap().user_name.as_deref(), Some(EMAIL));
    assert_eq!(server.last_log("fu").await.unwrap().user_name.as_deref(), Some("bob@example.com"));
    for event in ["fp", "fu"] {
        assert!(!serde_json::to_string(&server.last_log(event).await.unwrap()).unwrap().contains("\"wrong\""));
    }
}

#[tokio::test]
async fn signing_up_with_a_taken_address_says_nothing_of_it() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[("screen_hint", "signup")])).await;
    let answer = browser.submit(&path, &page, &[("email", " ANN@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("Something went wrong, please try again later."));
    assert!(!answer.body.contains("exists"));
    assert_nothing_changed(&server).await;
    let id = &server.app.config.tenant;
    server
        .app
        .directory
        .tenants
        .modify(id, |t| drop(t.flags.insert("enable_public_signup_user_exists_error".to_owned(), true.into())))
        .await
        .unwrap();
    let answer = browser.submit(&path, &page, &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert!(answer.body.contains("The user already exists."));
}

#[tokio::test]
async fn a_sign_up_makes_the_user_a_session_and_a_code() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    // Later than the sign-up of the user who is there already: log events are ordered by time.
    server.clock.advance(Duration::from_secs(1));
    let (path, page) = browser.begin(&authorize(&client, &[("screen_hint", "signup")])).await;
    let answer = browser.submit(&path, &page, &[("email", "new@example.com"), ("password", PASSWORD), ("extension", "x")]).await;
    assert_eq!(answer.returned()["state"], "xyz");
    assert!(answer.returned().contains_key("code"));
    assert!(browser.cookie("anteroom_session").is_some());
    for kind in ["ss", "s"] {
        assert_eq!(server.last_log(kind).await.unwrap().user_name.as_deref(), Some("new@example.com"), "{kind}");
    }
    assert_eq!(server.app.directory.users.all().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_weak_password_is_told_what_it_lacks() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[("screen_hint", "signup")])).await;
    assert!(page.body.contains("At least 8 characters in length"));
    let answer = browser.submit(&path, &page, &[("email", "new@example.com"), ("password", "short")]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("This password is too weak") && answer.body.contains("aria-invalid=\"true\""));
    assert!(!answer.body.contains("value=\"short\""), "a password is never sent back");
    assert_nothing_changed(&server).await;
}

#[tokio::test]
async fn what_is_missing_or_malformed_is_said_at_its_field() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let answer = browser.submit(&path, &page, &[]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("Enter your email address."));
    let answer = browser.submit(&path, &page, &[("username", EMAIL)]).await;
    assert!(answer.body.contains("Enter your password."));
    let signup = path.replace("/u/login", "/u/signup");
    let answer = browser.submit(&signup, &page, &[("email", "not an address"), ("password", PASSWORD)]).await;
    assert!(answer.body.contains("Enter a valid email address.") && answer.body.contains("id=\"email-error\""));
    assert_nothing_changed(&server).await;
}

#[tokio::test]
async fn a_password_of_a_megabyte_is_refused_unhashed() {
    let (server, client, _) = story().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let huge = "x".repeat(1024 * 1024);
    let answer = browser.submit(&path, &page, &[("username", EMAIL), ("password", &huge)]).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("This form could not be read"));
    let long = "x".repeat(100 * 1024);
    let answer = browser.submit(&path, &page, &[("username", EMAIL), ("password", &long)]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("Wrong email or password."));
    let signup = path.replace("/u/login", "/u/signup");
    let answer = browser.submit(&signup, &page, &[("email", "new@example.com"), ("password", &format!("aA1!{long}"))]).await;
    assert!(answer.body.contains("Maximum password length exceeded"), "{}", answer.body);
    assert_nothing_changed(&server).await;
}

#[tokio::test]
async fn closed_sign_up_has_no_form_and_takes_none() {
    let (server, client, connection) = story().await;
    let closed =
        server.app.directory.connections.modify(&connection.id, |c| drop(c.options.insert("disable_signup".to_owned(), true.into())));
    closed.await.unwrap();
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    assert!(!page.body.contains("/u/signup"));
    let signup = path.replace("/u/login", "/u/signup");
    let shown = browser.get(&signup).await;
    assert_eq!(shown.status, 403);
    assert!(shown.body.contains("Sign-up is not open here.") && !shown.body.contains("<form"));
    let answer = browser.submit(&signup, &page, &[("email", "new@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 403);
    assert_nothing_changed(&server).await;
}
