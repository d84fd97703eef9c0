//! A mail is not lost, and nobody waits for it: refusals, restarts, TLS, logins, and mail servers that are none.

use std::sync::Arc;
use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::storage::memory::MemoryStore;
use serde_json::json;

use super::{EMAIL, settled, until};
use crate::support::TestServer;
use crate::support::smtp::{Manners, SmtpServer, relays_here};
use crate::support::story::DATABASE;

async fn with_user(server: &TestServer) {
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, EMAIL).await;
}

async fn ask(server: &TestServer) {
    let (status, said) = server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await;
    assert_eq!((status, said.as_str()), (200, "We've just sent you an email to reset your password."));
}

#[tokio::test]
async fn a_mail_comes_from_the_providers_sender_and_says_that_a_machine_sent_it() {
    let server = TestServer::start_with_mail().await;
    with_user(&server).await;
    let mail = SmtpServer::start().await;
    server.sends_by(&mail).await;
    ask(&server).await;
    let received = mail.next().await;
    assert_eq!((received.from.as_str(), received.to.as_slice()), ("id@example.com", &[EMAIL.to_owned()][..]));
    assert_eq!(received.header("from"), "Example <id@example.com>");
    assert_eq!(received.header("subject"), "Set a new password for main");
    assert_eq!(received.header("auto-submitted"), "auto-generated");
    assert_eq!(received.header("date"), "Fri, 20 Nov 2026 10:00:00 +0000");
    assert!(received.header("content-type").starts_with("text/plain"));
    assert!(received.body().contains(&format!("{}/u/reset-verify?ticket=", server.url)), "{}", received.body());
    settled(&server).await;
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_is_sent_again_later() {
    let server = TestServer::start_with_mail().await;
    with_user(&server).await;
    let mail = SmtpServer::with(Manners { refusals: vec!["451 come back", "421 not now"], ..Manners::default() }).await;
    server.sends_by(&mail).await;
    ask(&server).await;
    assert_eq!(mail.next().await.data, "", "refused");
    for (seconds, taken) in [(120, false), (300, true)] {
        server.clock.advance(Duration::from_secs(seconds));
        server.app.mail.nudge();
        assert_eq!(!mail.next().await.data.is_empty(), taken, "after {seconds} s");
    }
    settled(&server).await;
    assert!(server.last_log("fn").await.is_none());
}

#[tokio::test]
async fn a_mail_that_is_refused_for_ever_is_told_to_the_tenant_without_its_content() {
    let server = TestServer::start_with_mail().await;
    with_user(&server).await;
    let mail = SmtpServer::with(Manners { refusals: vec!["550 secret words of the mail server"], ..Manners::default() }).await;
    server.sends_by(&mail).await;
    ask(&server).await;
    assert_eq!(mail.next().await.data, "");
    settled(&server).await;
    let event = server.last_log("fn").await.unwrap();
    assert_eq!(event.description.as_deref(), Some("The e-mail could not be sent: the mail server refused with 550."));
    assert_eq!((&event.details["email_type"], event.user_name.as_deref()), (&json!("reset_email"), Some(EMAIL)));
    let text = serde_json::to_string(&event).unwrap();
    assert!(!text.contains("ticket") && !text.contains("secret words"), "{text}");
}

#[tokio::test]
async fn a_mail_server_that_is_away_for_a_day_is_given_up() {
    let server = TestServer::start_with_mail().await;
    with_user(&server).await;
    let mail = SmtpServer::with(Manners { refusals: vec!["451 no"; 7], ..Manners::default() }).await;
    server.sends_by(&mail).await;
    ask(&server).await;
    for _ in 0..7 {
        assert_eq!(mail.next().await.data, "");
        server.clock.advance(Duration::from_secs(5 * 3600));
        server.app.mail.nudge();
    }
    settled(&server).await;
    assert_eq!(server.last_log("fn").await.unwrap().details["attempts"], json!(7));
    assert!(mail.is_empty());
}

#[tokio::test]
async fn a_mail_outlives_a_restart_and_its_link_is_not_in_the_store() {
    let store = Arc::new(MemoryStore::new());
    let mail = SmtpServer::with(Manners { refusals: vec!["451 no"], ..Manners::default() }).await;
    let server = TestServer::start_changed(store.clone(), false, relays_here).await;
    with_user(&server).await;
    server.sends_by(&mail).await;
    ask(&server).await;
    mail.next().await;
    let letter = serde_json::to_string(&server.app.mail.outbox.all().await.unwrap()[0].value).unwrap();
    assert!(!letter.contains("ticket=") && !letter.contains("http"), "{letter}");
    // As a process that is killed: nothing is finished.
    drop(server);

    let server = TestServer::start_changed(store, false, relays_here).await;
    server.clock.advance(Duration::from_secs(120));
    server.app.mail.nudge();
    assert!(mail.next().await.body().contains("/u/reset-verify?ticket="));
    settled(&server).await;
}

#[tokio::test]
async fn credentials_are_told_over_tls_to_the_server_whose_certificate_is_trusted() {
    let mail = SmtpServer::with(Manners { tls_for: Some("localhost"), auth: true, ..Manners::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("mail-ca.pem");
    std::fs::write(&ca, mail.certificate.as_deref().unwrap()).unwrap();
    let server = TestServer::start_configured(|config| {
        config.mail.private_relays = vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()];
        config.mail.ca = Some(ca);
    })
    .await;
    with_user(&server).await;
    let credentials = json!({ "smtp_host": "localhost", "smtp_port": mail.port, "smtp_user": "sender", "smtp_pass": "hush-smtp" });
    server.provided(json!({ "name": "smtp", "credentials": credentials })).await;
    ask(&server).await;
    let received = mail.next().await;
    assert!(received.encrypted);
    assert_eq!(received.login, Some(("sender".to_owned(), "hush-smtp".to_owned())));
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_gets_neither_mail_nor_password() {
    let server = TestServer::start_with_mail().await;
    with_user(&server).await;
    let mail = SmtpServer::with(Manners { tls_for: Some("127.0.0.1"), auth: true, ..Manners::default() }).await;
    let mut provider = mail.provider();
    provider["credentials"]["smtp_user"] = json!("sender");
    provider["credentials"]["smtp_pass"] = json!("hush-smtp");
    server.provided(provider).await;
    ask(&server).await;
    for _ in 0..7 {
        let attempts = async || server.app.mail.outbox.all().await.unwrap().first().map(|letter| letter.attempts);
        let before = attempts().await;
        server.clock.advance(Duration::from_secs(5 * 3600));
        server.app.mail.nudge();
        until("nobody tries", async || before.is_none() || attempts().await != before).await;
    }
    settled(&server).await;
    assert!(mail.is_empty());
    assert!(server.last_log("fn").await.unwrap().description.unwrap().contains("certificate or its TLS is not good"));
}

#[tokio::test]
async fn a_mail_server_inside_the_network_is_refused_unless_the_operator_names_it() {
    let server = TestServer::start().await;
    with_user(&server).await;
    let mail = SmtpServer::start().await;
    for host in ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "0.0.0.0", "::ffff:127.0.0.1"] {
        let provider = json!({ "name": "smtp", "credentials": { "smtp_host": host, "smtp_port": mail.port } });
        server.provided(provider).await;
        server.clock.advance(Duration::from_secs(600));
        ask(&server).await;
        settled(&server).await;
        let event = server.last_log("fn").await.unwrap();
        assert!(event.description.unwrap().contains("is not a public one"), "{host}");
        assert_eq!(server.api("delete:email_provider").delete("/emails/provider").await.0, 204);
    }
    assert!(mail.is_empty(), "nobody was connected to");
}

#[tokio::test]
async fn without_a_provider_nothing_waits_and_the_answer_is_the_same() {
    let server = TestServer::start().await;
    with_user(&server).await;
    ask(&server).await;
    assert!(server.app.mail.outbox.all().await.unwrap().is_empty());
    assert!(server.app.directory.tickets.all().await.unwrap().is_empty(), "a link that nobody has is not made");
    server.provided(json!({ "name": "sendgrid", "credentials": { "api_key": "hush" } })).await;
    ask(&server).await;
    assert!(server.app.mail.outbox.all().await.unwrap().is_empty(), "the other providers are stored only");
}

#[tokio::test]
async fn a_user_who_is_gone_or_has_another_address_gets_no_mail_of_before() {
    let server = TestServer::start_with_mail().await;
    with_user(&server).await;
    let mail = SmtpServer::with(Manners { refusals: vec!["451 no"], ..Manners::default() }).await;
    server.sends_by(&mail).await;
    ask(&server).await;
    mail.next().await;
    let user = server.app.directory.users.all().await.unwrap().remove(0);
    server.app.directory.users.modify(&user.user_id, |user| user.email = Some("other@example.com".to_owned())).await.unwrap();
    server.clock.advance(Duration::from_secs(120));
    server.app.mail.nudge();
    settled(&server).await;
    assert!(mail.is_empty());
}
