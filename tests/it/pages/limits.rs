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
    assert!(answer.body.contains("Too many attempts."));
    assert!(server.app.directory.sessions.all().await.unwrap().is_empty());
    // An address that does not exist is held back in the same way, and another account is not.
    for _ in 0..10 {
        browser.submit(&path, &page, &[("username", "nobody@example.com"), ("password", "wrong")]).await;
    }
    let nobody = browser.submit(&path, &page, &[("username", "nobody@example.com"), ("password", "wrong")]).await;
    assert_eq!(nobody.status, 429);
    let bob = Browser::new(&server).log_in(&authorize(&client, &[]), "bob@example.com", PASSWORD).await;
    assert!(bob.returned().contains_key("code"));
    server.clock.advance(Duration::from_secs(60));
    assert!(browser.submit(&path, &page, &right).await.returned().contains_key("code"));
}
