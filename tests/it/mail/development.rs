//! The mailbox of a development server.

use anteroom::identity::client::AppType;
use serde_json::json;

use super::settled;
use crate::support::TestServer;
use crate::support::story::DATABASE;

#[tokio::test]
async fn the_mailbox_shows_the_last_mails_with_their_links_and_markup_as_text() {
    let server = TestServer::start_configured(|config| config.mail.dev_mailbox = true).await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_template("reset_email", json!({ "body": "<b onclick=x>{{ url }}</b>", "subject": "<i>hi</i>" })).await;
    assert!(server.get("/dev/mailbox").await.text().await.unwrap().contains("No e-mail was sent yet."));
    let body = json!({ "email": "ann@example.com", "connection": DATABASE });
    server.with_user(&connection, "ann@example.com").await;
    assert_eq!(server.forgot(body).await.0, 200);
    settled(&server).await;
    // The pages' templates escape slashes as well.
    let page = server.get("/dev/mailbox").await.text().await.unwrap().replace("&#x2f;", "/");
    assert!(page.contains("&lt;b onclick=x&gt;") && page.contains("&lt;i&gt;hi&lt;") && !page.contains("<b onclick"), "{page}");
    assert!(page.contains(&format!("<a href=\"{}/u/reset-verify?ticket=", server.url)), "{page}");
}

#[tokio::test]
async fn the_mailbox_is_not_there_unless_asked_for_and_never_behind_a_proxy_or_under_a_strangers_name() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/dev/mailbox").await.status(), 404);
    let server = TestServer::start_configured(|config| config.mail.dev_mailbox = true).await;
    assert_eq!(server.get("/dev/mailbox").await.status(), 200);
    for (header, value) in [
        ("x-forwarded-for", "203.0.113.7"),
        ("forwarded", "for=203.0.113.7"),
        ("host", "evil.example"),
        ("host", "localhost.evil.example:8080"),
        ("host", "localhost@evil.example"),
    ] {
        let answer = server.http.get(format!("{}/dev/mailbox", server.url)).header(header, value).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{header}: {value}");
    }
}

#[tokio::test]
async fn the_mailbox_forgets_the_oldest_mails() {
    let server = TestServer::start_configured(|config| config.mail.dev_mailbox = true).await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    for n in 0..53 {
        let user = server.with_user(&connection, &format!("user-{n}@example.com")).await;
        assert!(!user.email_verified);
    }
    settled(&server).await;
    assert_eq!(server.app.mail.mailbox.as_ref().unwrap().all().len(), 50);
}
