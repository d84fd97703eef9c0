//! Third parties get what the user allows, and nothing before.

use anteroom::identity::Client;
use anteroom::identity::client::AppType;

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";

async fn third_party() -> (TestServer, Client) {
    let server = TestServer::start().await;
    let client = server.with_client("Third <b>Party</b>", AppType::RegularWeb).await;
    let client = server.app.directory.clients.modify(&client.client_id, |c| c.is_first_party = false).await.unwrap().unwrap().value;
    let connection = server.with_database(&[]).await;
    server.app.directory.connections.modify(&connection.id, |c| c.is_domain_connection = true).await.unwrap();
    server.with_user(&connection, EMAIL).await;
    (server, client)
}

/// Logs in as far as the consent page.
async fn to_consent(browser: &Browser<'_>, client: &Client, more: &[(&str, &str)]) -> (String, Page) {
    let answer = browser.log_in(&authorize(client, more), EMAIL, PASSWORD).await;
    let path = answer.location().to_owned();
    assert!(path.starts_with("/u/consent?state="), "{path}");
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200);
    (path, page)
}

#[tokio::test]
async fn a_third_party_gets_its_code_after_consent_and_is_not_asked_again() {
    let (server, client) = third_party().await;
    let browser = Browser::new(&server);
    let (path, page) = to_consent(&browser, &client, &[]).await;
    assert!(page.body.contains("See your email address") && page.body.contains(EMAIL));
    assert!(page.body.contains("Third &lt;b&gt;Party&lt;&#x2f;b&gt;") && page.body.contains("rp.example.com"));
    assert!(server.app.directory.codes.all().await.unwrap().is_empty());
    let answer = browser.submit(&path, &page, &[("action", "accept")]).await;
    assert!(answer.returned().contains_key("code"), "{answer:?}");
    let again = browser.get(&authorize(&client, &[("prompt", "none")])).await;
    assert!(again.returned().contains_key("code"));
    let more = browser.get(&authorize(&client, &[("prompt", "none"), ("scope", "openid email phone")])).await;
    assert_eq!(more.returned()["error"], "consent_required");
    let asked = browser.get(&authorize(&client, &[("prompt", "consent")])).await;
    assert!(asked.location().starts_with("/u/consent"));
}

#[tokio::test]
async fn a_no_goes_back_to_the_application_and_ends_the_login() {
    let (server, client) = third_party().await;
    let browser = Browser::new(&server);
    for action in [&[("action", "deny")][..], &[], &[("action", "ACCEPT")]] {
        let (path, page) = to_consent(&browser, &client, &[("prompt", "login")]).await;
        let answer = browser.submit(&path, &page, action).await;
        assert_eq!(answer.returned()["error"], "access_denied");
        assert_eq!(browser.submit(&path, &page, &[("action", "accept")]).await.status, 400);
    }
    assert!(server.app.directory.codes.all().await.unwrap().is_empty());
    assert!(server.app.directory.consents.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn consent_needs_its_token_and_the_session_that_logged_in() {
    let (server, client) = third_party().await;
    let browser = Browser::new(&server);
    let (path, page) = to_consent(&browser, &client, &[]).await;
    assert_eq!(browser.post(&path, &[("action", "accept")]).await.status, 403);
    let session = browser.cookies.lock().unwrap().remove("anteroom_session").unwrap();
    assert_eq!(browser.submit(&path, &page, &[("action", "accept")]).await.status, 400);
    browser.plant("anteroom_session", &session);
    let user = server.app.directory.users.all().await.unwrap().remove(0);
    server.app.directory.users.modify(&user.user_id, |user| user.blocked = true).await.unwrap();
    assert_eq!(browser.submit(&path, &page, &[("action", "accept")]).await.status, 400);
    assert!(server.app.directory.codes.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn consent_cannot_be_reached_before_the_password() {
    let (server, client) = third_party().await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let consent = path.replace("/u/login", "/u/consent");
    assert_eq!(browser.get(&consent).await.status, 400);
    assert_eq!(browser.submit(&consent, &page, &[("action", "accept")]).await.status, 400);
    assert!(server.app.directory.codes.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_session_without_consent_is_consent_required_for_a_silent_request() {
    let (server, client) = third_party().await;
    let browser = Browser::new(&server);
    to_consent(&browser, &client, &[]).await;
    let answer = browser.get(&authorize(&client, &[("prompt", "none")])).await;
    assert_eq!(answer.returned()["error"], "consent_required");
    let answer = browser.get(&authorize(&client, &[("prompt", "none"), ("scope", "")])).await;
    assert_eq!(answer.returned()["error"], "consent_required", "nothing asked for is still a first time");
}
