//! The proof of an address: at a sign-up, by an operator's job, and where it leads.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection};
use serde_json::{Value, json};

use super::until;
use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::smtp::{Manners, SmtpServer};
use crate::support::story::{DATABASE, PASSWORD};

const EMAIL: &str = "new@example.com";

async fn story() -> (TestServer, Client, Connection, SmtpServer) {
    let server = TestServer::start_with_mail().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let mail = SmtpServer::start().await;
    server.sends_by(&mail).await;
    (server, client, connection, mail)
}

async fn sign_up(server: &TestServer, client: &Client) -> Value {
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": EMAIL, "password": PASSWORD });
    let answer = server.http.post(format!("{}/dbconnections/signup", server.url)).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn is_verified(server: &TestServer) -> bool {
    server.app.directory.users.all().await.unwrap()[0].email_verified
}

#[tokio::test]
async fn a_sign_up_sends_a_link_whose_button_proves_the_address_once() {
    let (server, client, _, mail) = story().await;
    sign_up(&server, &client).await;
    let received = mail.next().await;
    assert_eq!(received.header("subject"), "Verify your email address for main");
    let link = received.link();
    let browser = Browser::new(&server);
    let page = browser.get(&link).await;
    assert!(page.status == 200 && page.body.contains(EMAIL), "{}", page.body);
    assert!(!is_verified(&server).await, "a program that opens links proves nothing");
    let done = browser.submit(&link, &page, &[]).await;
    assert!(done.status == 200 && done.body.contains("Your email was verified."), "{}", done.body);
    assert!(is_verified(&server).await);
    assert_eq!(server.last_log("sv").await.unwrap().user_name.as_deref(), Some(EMAIL));
    let again = browser.submit(&link, &page, &[]).await;
    assert!(again.status == 400 && again.body.contains("This link does not work any more"));
    assert!(server.last_log("fv").await.is_some());
}

#[tokio::test]
async fn a_hosted_sign_up_sends_it_as_well_and_the_welcome_where_it_is_wanted() {
    let (server, client, _, mail) = story().await;
    server.with_template("welcome_email", json!({ "body": "<p>Hello {{ user.email }}</p>", "subject": "Welcome!" })).await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[("screen_hint", "signup")])).await;
    assert!(browser.submit(&path, &page, &[("email", EMAIL), ("password", PASSWORD)]).await.returned().contains_key("code"));
    let link = mail.next().await.link();
    let page = browser.get(&link).await;
    assert_eq!(browser.submit(&link, &page, &[]).await.status, 200);
    let welcome = mail.next().await;
    assert_eq!((welcome.header("subject").as_str(), welcome.body().trim()), ("Welcome!", "<p>Hello new@example.com</p>"));
}

#[tokio::test]
async fn a_template_that_is_switched_off_sends_nothing_at_a_sign_up() {
    let (server, client, connection, mail) = story().await;
    server.with_template("verify_email", json!({ "enabled": false })).await;
    sign_up(&server, &client).await;
    server.with_user(&connection, "other@example.com").await;
    assert!(server.app.directory.tickets.all().await.unwrap().is_empty());
    assert!(mail.is_empty());
}

#[tokio::test]
async fn an_operator_says_whether_a_new_user_is_asked() {
    let (server, _, _, mail) = story().await;
    let api = server.api("create:users");
    let user = |email: &str, more: Value| {
        let mut user = json!({ "connection": DATABASE, "email": email, "password": PASSWORD });
        user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        user
    };
    for (email, more, asked) in [
        ("a@example.com", json!({ "verify_email": false }), false),
        ("b@example.com", json!({ "email_verified": true }), false),
        ("c@example.com", json!({ "email_verified": true, "verify_email": true }), true),
        ("d@example.com", json!({}), true),
    ] {
        assert_eq!(api.post("/users", user(email, more)).await.0, 201, "{email}");
        let tickets = server.app.directory.tickets.all().await.unwrap();
        assert_eq!(tickets.iter().any(|ticket| ticket.email.as_deref() == Some(email)), asked, "{email}");
        if asked {
            assert_eq!(mail.next().await.to, [email]);
        }
    }
}

#[tokio::test]
async fn an_operator_who_changes_an_address_can_have_the_new_one_proved() {
    let (server, _, connection, mail) = story().await;
    let user = server.with_user(&connection, EMAIL).await;
    mail.next().await;
    let path = format!("/users/{}", user.user_id.replace('|', "%7C"));
    let api = server.api("update:users");
    assert_eq!(api.patch(&path, json!({ "email": "second@example.com", "verify_email": true })).await.0, 200);
    let received = mail.next().await;
    assert_eq!(received.to, ["second@example.com"]);
    let (link, browser) = (received.link(), Browser::new(&server));
    let page = browser.get(&link).await;
    assert_eq!(browser.submit(&link, &page, &[]).await.status, 200);
    assert!(is_verified(&server).await);
}

#[tokio::test]
async fn an_address_that_changed_is_not_proved_by_the_old_link() {
    let (server, client, _, mail) = story().await;
    sign_up(&server, &client).await;
    let link = mail.next().await.link();
    let user = server.app.directory.users.all().await.unwrap().remove(0);
    server.app.directory.users.modify(&user.user_id, |user| user.email = Some("other@example.com".to_owned())).await.unwrap();
    let browser = Browser::new(&server);
    assert_eq!(browser.get(&link).await.status, 400);
    assert!(!is_verified(&server).await);
}

#[tokio::test]
async fn a_job_sends_the_mail_once_more_and_tells_what_became_of_it() {
    let (server, _, connection, mail) = story().await;
    let user = server.with_user(&connection, EMAIL).await;
    mail.next().await;
    let api = server.api("update:users read:users");
    let (status, job) = api.post("/jobs/verification-email", json!({ "user_id": user.user_id })).await;
    assert_eq!((status, &job["type"], &job["status"]), (201, &json!("verification_email"), &json!("pending")));
    let id = job["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("job_") && id.len() == 20 && job["created_at"].is_string(), "{job}");
    assert!(mail.next().await.link().starts_with("/u/email-verification?ticket="));
    let path = format!("/jobs/{id}");
    until("the job is not completed", async || api.get(&path).await.1["status"] == "completed").await;
    assert_eq!(server.last_log("svr").await.unwrap().user_name.as_deref(), Some(EMAIL));
    server.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(server.api("read:users").get(&path).await.1["errorCode"], "inexistent_job");
}

#[tokio::test]
async fn a_job_whose_mail_is_refused_has_failed() {
    let server = TestServer::start_with_mail().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, EMAIL).await;
    let api = server.api("update:users read:users");
    let body = json!({ "user_id": user.user_id, "client_id": client.client_id });
    let (_, job) = api.post("/jobs/verification-email", body.clone()).await;
    assert_eq!(job["status"], "failed", "without a provider");
    assert!(server.last_log("fvr").await.is_some());

    let mail = SmtpServer::with(Manners { refusals: vec!["550 no"], ..Manners::default() }).await;
    server.sends_by(&mail).await;
    let (_, job) = api.post("/jobs/verification-email", body).await;
    mail.next().await;
    let path = format!("/jobs/{}", job["id"].as_str().unwrap());
    until("the job has not failed", async || api.get(&path).await.1["status"] == "failed").await;
}

#[tokio::test]
async fn a_job_names_what_is_wrong_and_needs_its_scope() {
    let (server, _, connection, _) = story().await;
    let user = server.with_user(&connection, EMAIL).await;
    let api = server.api("update:users read:users");
    for (body, status, says) in [
        (json!({}), 400, "Missing required property: user_id"),
        (json!({ "user_id": "auth0|nobody" }), 404, "The user does not exist."),
        (json!({ "user_id": user.user_id, "client_id": "nobody" }), 400, "The client does not exist"),
        (json!({ "user_id": user.user_id, "organization_id": "org_1" }), 400, "The organization does not exist"),
        (
            json!({ "user_id": user.user_id, "identity": { "user_id": "other", "provider": "auth0" } }),
            400,
            "The user exists, but does not contain the given identity.",
        ),
    ] {
        let (found, answer) = api.post("/jobs/verification-email", body).await;
        assert!(found == status && answer["message"].as_str().unwrap().contains(says), "{answer}");
    }
    assert_eq!(api.get("/jobs/job_0123456789abcdef").await.0, 404);
    assert_eq!(server.api("read:users").post("/jobs/verification-email", json!({})).await.0, 403);
    assert_eq!(server.api("update:users").get("/jobs/x").await.0, 403);
}
