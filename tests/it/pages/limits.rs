//! Who tries too often waits, whatever they try.

use std::time::Duration;

use anteroom::identity::client::AppType;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

#[tokio::test]
async fn the_eleventh_attempt_at_an_account_waits_even_with_the_right_password() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ann@example.com").await;
    server.with_user(&connection, "bob@example.com").await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    for attempt in 0..10 {
        let answer = browser.submit(&path, &page, &[("username", "ann@example.com"), ("password", "wrong")]).await;
        assert_eq!(answer.status, 400, "{attempt}");
    }
    let right = [("username", "ANN@example.com "), ("password", PASSWORD)];
    let answer = browser.submit(&path, &page, &right).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "60"));
    let says = "There were too many attempts to log in to this account. Wait a few minutes";
    assert!(answer.body.contains(says), "{}", answer.body);
    assert!(server.app.directory.sessions.all().await.unwrap().is_empty());
    // An address that does not exist is held back in the same way, and another account is not.
    for _ in 0..10 {
        browser.submit(&path, &page, &[("username", "nobody@example.com"), ("password", "wrong")]).await;
    }
    let nobody = browser.submit(&path, &page, &[("username", "nobody@example.com"), ("password", "wrong")]).await;
    assert_eq!(nobody.status, 429);
    assert_eq!(nobody.body.replace("nobody@example.com", "…"), answer.body.replace("ANN@example.com", "…"), "the words tell nothing");
    let bob = Browser::new(&server).log_in(&authorize(&client, &[]), "bob@example.com", PASSWORD).await;
    assert!(bob.returned().contains_key("code"));
    server.clock.advance(Duration::from_secs(60));
    assert!(browser.submit(&path, &page, &right).await.returned().contains_key("code"));
}

#[tokio::test]
async fn a_stranger_cannot_fill_the_store_with_logins_that_begin_or_exchanges_that_fail() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    let url = authorize(&client, &[]);
    let mut statuses = Vec::new();
    for _ in 0..601 {
        statuses.push(Browser::new(&server).get(&url).await.status);
    }
    assert!(statuses[..600].iter().all(|status| *status == 302));
    assert_eq!(statuses[600], 429);
    assert_eq!(server.app.directory.transactions.all().await.unwrap().len(), 600);
    // The same budget: the refusals stay what they are, and are not written down.
    let silent = Browser::new(&server).get(&authorize(&client, &[("prompt", "none")])).await;
    assert_eq!(silent.returned()["error"], "login_required");
    let form = [("grant_type", "authorization_code"), ("client_id", &client.client_id), ("client_secret", "wrong"), ("code", "x")];
    let refused = server.http.post(format!("{}/oauth/token", server.url)).form(&form).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert!(server.app.audit.events.all().await.unwrap().is_empty());

    server.clock.advance(Duration::from_millis(50));
    assert_eq!(Browser::new(&server).get(&url).await.status, 302);
}
