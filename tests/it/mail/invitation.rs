//! The letter that invites somebody to an organization.

use std::time::Duration;

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use super::settled;
use crate::support::TestServer;
use crate::support::smtp::{Manners, SmtpServer};

const SCOPE: &str = "create:organizations create:organization_invitations delete:organization_invitations read:organization_invitations \
                     create:email_templates delete:organizations";

/// An organization, and an invitation to it with these members more.
async fn invited(server: &TestServer, more: Value) -> (String, Value) {
    let api = server.api(SCOPE);
    let client = server
        .client_with(AppType::RegularWeb, |client| {
            client.initiate_login_uri = Some("https://app.example.com/login".to_owned());
            client.extra.insert("organization_usage".to_owned(), json!("allow"));
        })
        .await;
    let (status, acme) = api.post("/organizations", json!({ "name": "acme", "display_name": "Acme <b>& Sons" })).await;
    assert_eq!(status, 201, "{acme}");
    let path = format!("/organizations/{}/invitations", acme["id"].as_str().unwrap());
    let mut body = json!({ "inviter": { "name": "Ada\r\nBcc: all@example.com" }, "invitee": { "email": "bob@example.com" }, "client_id": client.id() });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, made) = api.post(&path, body).await;
    assert_eq!(status, 201, "{made}");
    (path, made)
}

#[tokio::test]
async fn who_is_invited_gets_the_link_by_mail() {
    let server = TestServer::start_with_mail().await;
    let mail = SmtpServer::start().await;
    server.sends_by(&mail).await;
    let (_, made) = invited(&server, json!({})).await;
    let received = mail.next().await;
    assert_eq!(received.to, ["bob@example.com"]);
    assert_eq!(received.header("subject"), "Ada Bcc: all@example.com invites you to Acme <b>& Sons");
    assert!(received.header("content-type").starts_with("text/plain"));
    assert!(received.body().contains(made["invitation_url"].as_str().unwrap()), "{}", received.body());
    settled(&server).await;
}

#[tokio::test]
async fn the_tenants_template_of_invitations_is_used_and_escapes_what_people_call_themselves() {
    let server = TestServer::start_with_mail().await;
    let mail = SmtpServer::start().await;
    server.sends_by(&mail).await;
    let template = json!({
        "template": "user_invitation", "enabled": true, "from": "id@example.com", "subject": "Join {{ organization.name }}", "syntax": "liquid",
        "body": "<p>{{ organization.display_name }} {{ inviter.name }} {{ user.email }} <a href=\"{{ url }}\">in</a></p>",
    });
    let stored = server.api(SCOPE).post("/email-templates", template).await;
    assert_eq!(stored.0, 200, "{}", stored.1);
    invited(&server, json!({ "inviter": { "name": "<i>Ada" } })).await;
    let received = mail.next().await;
    assert_eq!(received.header("subject"), "Join acme");
    let body = received.body();
    assert!(body.contains("Acme &lt;b&gt;&amp; Sons &lt;i&gt;Ada bob@example.com <a href="), "{body}");
}

#[tokio::test]
async fn no_letter_is_sent_where_the_inviter_delivers_the_link() {
    let server = TestServer::start_with_mail().await;
    let mail = SmtpServer::start().await;
    server.sends_by(&mail).await;
    invited(&server, json!({ "send_invitation_email": false })).await;
    assert_eq!(server.app.mail.outbox.count(10).await.unwrap(), 0);
}

#[tokio::test]
async fn an_invitation_that_is_withdrawn_is_not_sent_again() {
    let server = TestServer::start_with_mail().await;
    let mail = SmtpServer::with(Manners { refusals: vec!["451 come back"], ..Manners::default() }).await;
    server.sends_by(&mail).await;
    let (path, made) = invited(&server, json!({})).await;
    assert_eq!(mail.next().await.data, "", "refused");
    let gone = server.api(SCOPE).delete(&format!("{path}/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(gone.0, 204);
    server.clock.advance(Duration::from_secs(120));
    server.app.mail.nudge();
    settled(&server).await;
    assert!(server.last_log("fn").await.is_none());
}

#[tokio::test]
async fn an_invitation_that_cannot_be_delivered_is_in_the_log_without_its_link() {
    let server = TestServer::start_with_mail().await;
    let mail = SmtpServer::with(Manners { refusals: vec!["550 never"], ..Manners::default() }).await;
    server.sends_by(&mail).await;
    let (_, made) = invited(&server, json!({})).await;
    settled(&server).await;
    let event = server.last_log("fn").await.unwrap();
    assert_eq!((event.user_name.as_deref(), event.organization_name.as_deref()), (Some("bob@example.com"), Some("acme")));
    assert_eq!(event.details["email_type"], "user_invitation");
    assert!(!serde_json::to_string(&event).unwrap().contains(made["ticket_id"].as_str().unwrap()));
}
