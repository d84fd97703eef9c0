//! A forgotten password: the mail, the page, the new password, and what it ends.

use std::sync::Arc;
use std::time::Duration;

use anteroom::identity::User;
use anteroom::storage::memory::MemoryStore;
use serde_json::json;

use super::{EMAIL, NEW, Story, twice, until};
use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::smtp::relays_here;
use crate::support::story::{DATABASE, PASSWORD};

impl Story {
    /// The path of a link from a mail.
    async fn link(&self) -> String {
        let body = json!({ "email": EMAIL, "connection": DATABASE, "client_id": self.client.client_id });
        assert_eq!(self.server.forgot(body).await.0, 200);
        self.mail.next().await.link()
    }

    async fn user(&self) -> User {
        self.server.app.directory.users.get(&self.user.user_id).await.unwrap().unwrap().value
    }

    async fn logs_in(&self, password: &str) -> bool {
        Browser::new(&self.server).log_in(&authorize(&self.client, &[]), EMAIL, password).await.status == 302
    }
}

#[tokio::test]
async fn who_forgot_a_password_goes_from_the_login_page_over_a_mail_to_a_new_one() {
    let story = Story::begin().await;
    let browser = Browser::new(&story.server);
    let (path, page) = browser.begin(&authorize(&story.client, &[])).await;
    let request = path.replace("/u/login", "/u/reset-password/request");
    assert!(page.body.contains(&request), "{}", page.body);
    let page = browser.get(&request).await;
    let sent = browser.submit(&request, &page, &[("email", EMAIL)]).await;
    assert!(sent.status == 200 && sent.body.contains("Check your email"), "{}", sent.body);
    let link = story.mail.next().await.link();

    // Opened on another device.
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    assert!(page.status == 200 && page.body.contains(EMAIL) && page.body.contains("At least 8 characters"), "{}", page.body);
    let done = browser.submit(&link, &page, &twice(NEW)).await;
    assert!(done.status == 200 && done.body.contains("Password changed"), "{}", done.body);
    assert!(story.logs_in(NEW).await && !story.logs_in(PASSWORD).await);
    let user = story.user().await;
    assert!(user.email_verified, "who has the link has the mailbox");
    assert!(user.last_password_reset.is_some());
    for kind in ["scpr", "scp"] {
        let event = story.server.last_log(kind).await.unwrap();
        assert_eq!((event.user_name.as_deref(), event.client_name.as_deref()), (Some(EMAIL), Some("Shop")), "{kind}");
        assert!(!serde_json::to_string(&event).unwrap().contains(NEW));
    }
}

#[tokio::test]
async fn a_new_password_ends_sessions_refresh_tokens_and_every_other_link() {
    let story = Story::begin().await;
    let browser = Browser::new(&story.server);
    assert!(browser.log_in(&authorize(&story.client, &[("scope", "openid offline_access")]), EMAIL, PASSWORD).await.status == 302);
    let (first, second) = (story.link().await, story.link().await);
    story.server.clock.advance(Duration::from_secs(1));
    let other = Browser::new(&story.server);
    let page = other.get(&second).await;
    assert!(other.submit(&second, &page, &twice(NEW)).await.body.contains("Password changed"));
    assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty());
    let silent = browser.get(&authorize(&story.client, &[("prompt", "none")])).await;
    assert_eq!(silent.returned()["error"], "login_required");
    for link in [&first, &second] {
        let page = other.get(link).await;
        assert!(page.status == 400 && page.body.contains("This link does not work any more"), "{}", page.body);
    }
    assert!(story.server.app.directory.tickets.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_password_that_is_weak_or_typed_differently_leaves_the_link_good() {
    let story = Story::begin().await;
    let link = story.link().await;
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    for (fields, says) in [
        (twice("short"), "This password is too weak"),
        (twice(""), "Enter a new password."),
        ([("password", NEW), ("password-again", PASSWORD)], "The passwords are not the same."),
    ] {
        let answer = browser.submit(&link, &page, &fields).await;
        assert!(answer.status == 400 && answer.body.contains(says), "{}", answer.body);
        assert!(!answer.body.contains("value=\"short\""), "a password is never sent back");
    }
    assert!(story.server.last_log("fcp").await.unwrap().description.unwrap().contains("too weak"));
    assert!(story.logs_in(PASSWORD).await);
    assert!(browser.submit(&link, &page, &twice(NEW)).await.body.contains("Password changed"));
}

#[tokio::test]
async fn a_link_lives_as_long_as_its_template_says_and_leads_where_it_says() {
    let story = Story::begin().await;
    story
        .server
        .with_template(
            "reset_email",
            json!({
                "body": "<a href=\"{{ url }}\">{{ application.name }}</a>", "subject": "Neues Passwort für {{ user.nickname }}",
                "from": "{{ application.name }} <reset@example.com>", "urlLifetimeInSeconds": 600,
                "resultUrl": "{{ application.callback_domain }}/done?x=1", "includeEmailInRedirect": true,
            }),
        )
        .await;
    let body = json!({ "email": EMAIL, "connection": DATABASE, "client_id": story.client.client_id });
    assert_eq!(story.server.forgot(body.clone()).await.0, 200);
    let received = story.mail.next().await;
    assert!(received.header("content-type").starts_with("text/html"));
    assert_eq!((received.from.as_str(), received.header("from").as_str()), ("reset@example.com", "Shop <reset@example.com>"));
    assert!(received.body().contains(">Shop</a>"), "{}", received.body());
    let link = received.link();
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let done = browser.submit(&link, &page, &twice(NEW)).await;
    assert_eq!(done.status, 303);
    let location = done.location();
    assert!(location.starts_with("https://rp.example.com/done?x=1&success=true&code=success&message="), "{location}");
    assert!(location.ends_with("&email=ann%40example.com"), "{location}");

    story.server.clock.advance(Duration::from_secs(1));
    assert_eq!(story.server.forgot(body).await.0, 200);
    let link = story.mail.next().await.link();
    story.server.clock.advance(Duration::from_secs(599));
    assert_eq!(browser.get(&link).await.status, 200);
    story.server.clock.advance(Duration::from_secs(1));
    assert_eq!(browser.get(&link).await.status, 400);
}

#[tokio::test]
async fn a_connection_whose_passwords_are_its_operators_has_no_link_and_takes_no_request() {
    let story = Story::begin().await;
    let closed = "disable_self_service_change_password".to_owned();
    story
        .server
        .app
        .directory
        .connections
        .modify(&story.connection.id, |c| drop(c.options.insert(closed.clone(), true.into())))
        .await
        .unwrap();
    let browser = Browser::new(&story.server);
    let (path, page) = browser.begin(&authorize(&story.client, &[])).await;
    assert!(!page.body.contains("reset-password"));
    let request = path.replace("/u/login", "/u/reset-password/request");
    let shown = browser.get(&request).await;
    assert!(shown.status == 403 && !shown.body.contains("<form"), "{}", shown.body);
    assert_eq!(browser.submit(&request, &page, &[("email", EMAIL)]).await.status, 403);
    assert_eq!(story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 400);
    assert!(story.server.app.directory.tickets.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_named() {
    let story = Story::begin().await;
    for (body, says) in [
        (json!({ "connection": DATABASE }), "Missing required parameter: email"),
        (json!({ "email": EMAIL }), "Missing required parameter: connection"),
        (json!({ "email": EMAIL, "connection": "nowhere" }), "invalid_connection"),
        (json!({ "email": EMAIL, "connection": DATABASE, "client_id": "nobody" }), "invalid_client"),
        (json!({ "email": EMAIL, "connection": DATABASE, "organization": "org_1" }), "organization"),
        (json!({ "email": "x".repeat(1000), "connection": DATABASE }), "more than 320"),
    ] {
        let (status, text) = story.server.forgot(body).await;
        assert!(status == 400 && text.contains(says), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn post_change_password_actions_run_after_a_link_and_after_the_management_api_and_their_failure_is_told() {
    let server = TestServer::start_changed(Arc::new(MemoryStore::new()), true, relays_here).await;
    let story = Story::on(server).await;
    let code = "exports.onExecutePostChangePassword = async (event) => {
        console.log(JSON.stringify([event.user.email, event.connection.name, event.request.body, typeof event.user.last_password_reset]));
        if (event.request.method === 'PATCH') throw new Error('as planned');
    };";
    let api = story.server.api("create:actions update:actions update:users");
    let given =
        json!({ "name": "after", "code": code, "supported_triggers": [{ "id": "post-change-password", "version": "v2" }], "deploy": true });
    let (_, action) = api.post("/actions/actions", given).await;
    assert_eq!(action["status"], "built", "{action}");
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
    assert_eq!(api.patch("/actions/triggers/post-change-password/bindings", bindings).await.0, 200);

    let link = story.link().await;
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    assert!(browser.submit(&link, &page, &twice(NEW)).await.body.contains("Password changed"));
    assert!(story.server.app.background.drain(Duration::from_secs(60)).await);
    let record = story.server.app.audit.executions.all().await.unwrap().remove(0).value;
    assert_eq!(record.trigger_id, "post-change-password");
    let said = record.results[0].console.to_string();
    assert!(said.contains("ann@example.com") && said.contains(DATABASE) && said.contains("string"), "{said}");
    assert!(!said.contains(NEW));
    assert!(story.server.last_log("fcph").await.is_none());

    story.server.clock.advance(Duration::from_secs(1));
    let path = format!("/users/{}", story.user.user_id.replace('|', "%7C"));
    assert_eq!(api.patch(&path, json!({ "nickname": "annie" })).await.0, 200);
    assert_eq!(api.patch(&path, json!({ "password": PASSWORD })).await.0, 200);
    // A permit that is free shows nothing: the work of the last request takes it when it is polled.
    until("no fcph", async || story.server.last_log("fcph").await.is_some()).await;
    assert_eq!(story.server.app.audit.executions.all().await.unwrap().len(), 2, "another change runs nothing");
    assert!(story.logs_in(PASSWORD).await, "the password stands whatever they do");
}

#[tokio::test]
async fn who_wants_to_know_is_told_of_a_new_password() {
    let story = Story::begin().await;
    story.server.with_template("password_reset", json!({})).await;
    let link = story.link().await;
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    assert_eq!(browser.submit(&link, &page, &twice(NEW)).await.status, 200);
    assert_eq!(story.mail.next().await.header("subject"), "Your password for main was changed");
}

#[tokio::test]
async fn who_was_imported_without_a_password_gets_the_first_by_the_link() {
    let story = Story::begin().await;
    let file = json!([{ "email": "new@example.com" }]).to_string();
    let parts: [(&str, &[u8]); 2] = [("users", file.as_bytes()), ("connection_id", story.connection.id.as_bytes())];
    let (status, job) = story.server.api("create:users").post_form("/jobs/users-imports", &parts).await;
    assert_eq!(status, 202, "{job}");
    let log_in =
        async |password: &str| Browser::new(&story.server).log_in(&authorize(&story.client, &[]), "new@example.com", password).await;
    let path = format!("/jobs/{}", job["id"].as_str().unwrap());
    until("the import does not end", async || story.server.api("create:users").get(&path).await.1["status"] == "completed").await;
    assert_eq!(log_in("").await.status, 400);
    assert_eq!(log_in(PASSWORD).await.status, 400);
    assert_eq!(story.server.forgot(json!({ "email": "new@example.com", "connection": DATABASE })).await.0, 200);
    let link = story.mail.next().await.link();
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let done = browser.submit(&link, &page, &twice(NEW)).await;
    assert!(done.status == 200 && done.body.contains("Password changed"), "{}", done.body);
    assert!(log_in(NEW).await.returned().contains_key("code"));
}
