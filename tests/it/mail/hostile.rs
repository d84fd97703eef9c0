//! What an attacker tries with mails and their links.

use std::time::Duration;

use serde_json::json;

use super::{EMAIL, NEW, Story, twice};
use crate::support::browser::{Browser, authorize};
use crate::support::story::{DATABASE, PASSWORD};

#[tokio::test]
async fn the_host_of_a_request_does_not_get_into_a_link() {
    let story = Story::begin().await;
    let body = json!({ "email": EMAIL, "connection": DATABASE });
    for (name, value) in [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")] {
        let request = story.server.http.post(format!("{}/dbconnections/change_password", story.server.url)).header(name, value).json(&body);
        assert_eq!(request.send().await.unwrap().status(), 200);
        let received = story.mail.next().await;
        assert!(received.body().contains(&format!("{}/u/reset-verify?ticket=", story.server.url)), "{}", received.body());
        assert!(!received.data.contains("evil.example"));
    }
}

#[tokio::test]
async fn whether_an_address_has_an_account_is_told_by_no_answer() {
    let story = Story::begin().await;
    let known = story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await;
    let unknown = story.server.forgot(json!({ "email": "nobody@example.com", "connection": DATABASE })).await;
    assert_eq!(known, unknown);
    story.mail.next().await;
    let browser = Browser::new(&story.server);
    let (path, _) = browser.begin(&authorize(&story.client, &[])).await;
    let path = path.replace("/u/login", "/u/reset-password/request");
    let page = browser.get(&path).await;
    let known = browser.submit(&path, &page, &[("email", EMAIL)]).await;
    let unknown = browser.submit(&path, &page, &[("email", "nobody@example.com")]).await;
    assert_eq!((known.status, known.body.replace(EMAIL, "…")), (unknown.status, unknown.body.replace("nobody@example.com", "…")));
    assert_eq!(story.server.last_log("fcpr").await.unwrap().user_name.as_deref(), Some("nobody@example.com"));
    assert_eq!(story.server.app.directory.tickets.all().await.unwrap().iter().filter(|t| t.email.as_deref() != Some(EMAIL)).count(), 0);
}

#[tokio::test]
async fn nobodys_mailbox_is_filled_and_the_limit_tells_nothing_either() {
    let story = Story::begin().await;
    for email in [EMAIL, "nobody@example.com"] {
        for attempt in 0..5 {
            assert_eq!(story.server.forgot(json!({ "email": email, "connection": DATABASE })).await.0, 200, "{email} {attempt}");
        }
        let (status, said) = story.server.forgot(json!({ "email": email.to_uppercase(), "connection": DATABASE })).await;
        assert!(status == 429 && said.contains("too_many_requests"), "{said}");
    }
    for _ in 0..5 {
        story.mail.next().await;
    }
    let browser = Browser::new(&story.server);
    let (path, _) = browser.begin(&authorize(&story.client, &[])).await;
    let path = path.replace("/u/login", "/u/reset-password/request");
    let page = browser.get(&path).await;
    let refused = browser.submit(&path, &page, &[("email", EMAIL)]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "300"));
    assert!(story.mail.is_empty());
}

#[tokio::test]
async fn a_ticket_that_was_used_expired_tampered_with_or_is_of_the_other_kind_does_nothing() {
    let story = Story::begin().await;
    assert_eq!(story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
    let link = story.mail.next().await.link();
    let (page, secret) = link.split_once("ticket=").unwrap();
    let browser = Browser::new(&story.server);
    let shown = browser.get(&link).await;
    let flipped = if secret.starts_with('A') { 'B' } else { 'A' };
    let tampered = [
        format!("{page}ticket={flipped}{}", &secret[1..]),
        format!("{page}ticket={}", &secret[1..]),
        format!("{page}ticket={secret}x"),
        format!("{page}ticket={}", secret.to_lowercase()),
        format!("{page}ticket={secret}&ticket={secret}"),
        format!("{page}ticket="),
        page.to_owned(),
        format!("/u/email-verification?ticket={secret}"),
    ];
    for path in &tampered {
        assert_eq!(browser.get(path).await.status, 400, "{path}");
        let mut form = vec![("csrf", shown.field("csrf"))];
        form.extend(twice(NEW).map(|(name, value)| (name, value.to_owned())));
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert!(matches!(browser.post(path, &form).await.status, 400 | 403), "{path}");
    }
    let still = Browser::new(&story.server).log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    assert_eq!(still.status, 302, "nothing was changed");
    assert_eq!(browser.submit(&link, &shown, &twice(NEW)).await.status, 200);
    story.server.clock.advance(Duration::from_secs(1));
    let replayed = browser.submit(&link, &shown, &twice("Third-horse-9-battery")).await;
    assert!(replayed.status == 400 && replayed.body.contains("This link does not work any more"), "{}", replayed.body);
    let login = Browser::new(&story.server).log_in(&authorize(&story.client, &[]), EMAIL, NEW).await;
    assert_eq!(login.status, 302);
}

#[tokio::test]
async fn a_form_sent_twice_at_once_sets_one_password() {
    let story = Story::begin().await;
    assert_eq!(story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
    let link = story.mail.next().await.link();
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let (one, other) = (twice(NEW), twice("Third-horse-9-battery"));
    let (a, b) = tokio::join!(browser.submit(&link, &page, &one), browser.submit(&link, &page, &other));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
}

#[tokio::test]
async fn a_ticket_changes_its_own_user_whatever_the_form_names() {
    let story = Story::begin().await;
    let bob = story.server.with_user(&story.connection, "bob@example.com").await;
    assert_eq!(story.mail.next().await.to, ["bob@example.com"], "the proof of his address");
    story.server.clock.advance(Duration::from_secs(1));
    assert_eq!(story.server.forgot(json!({ "email": "bob@example.com", "connection": DATABASE })).await.0, 200);
    let link = story.mail.next().await.link();
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let mut fields = twice(NEW).to_vec();
    fields.extend([("username", EMAIL), ("email", EMAIL), ("user_id", story.user.user_id.as_str())]);
    assert_eq!(browser.submit(&link, &page, &fields).await.status, 200);
    let users = &story.server.app.directory.users;
    assert!(users.get(&story.user.user_id).await.unwrap().unwrap().last_password_reset.is_none());
    assert!(users.get(&bob.user_id).await.unwrap().unwrap().last_password_reset.is_some());
}

#[tokio::test]
async fn a_deleted_users_link_does_not_open_an_account_that_has_the_id_again() {
    let story = Story::begin().await;
    assert_eq!(story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
    let link = story.mail.next().await.link();
    let api = story.server.api("delete:users create:users");
    let id = story.user.user_id.trim_start_matches("auth0|").to_owned();
    assert_eq!(api.delete(&format!("/users/auth0%7C{id}")).await.0, 204);
    assert!(story.server.app.directory.tickets.all().await.unwrap().is_empty());
    story.server.clock.advance(Duration::from_secs(1));
    let again = json!({ "connection": DATABASE, "email": EMAIL, "password": PASSWORD, "user_id": id, "verify_email": false });
    assert_eq!(api.post("/users", again).await.0, 201);
    assert_eq!(Browser::new(&story.server).get(&link).await.status, 400);
}

#[tokio::test]
async fn a_form_of_a_link_from_another_site_or_without_its_token_changes_nothing() {
    let story = Story::begin().await;
    assert_eq!(story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
    let link = story.mail.next().await.link();
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let good = page.field("csrf");
    for csrf in ["", "x", &good[1..]] {
        let mut form = vec![("csrf", csrf)];
        form.extend(twice(NEW));
        assert_eq!(browser.post(&link, &form).await.status, 403, "{csrf}");
    }
    let mut form = vec![("csrf", good.as_str())];
    form.extend(twice(NEW));
    assert_eq!(Browser::new(&story.server).post(&link, &form).await.status, 403, "another browser");
    let foreign = story.server.http.post(format!("{}{link}", story.server.url)).header("origin", "https://evil.example").form(&form);
    assert_eq!(browser.send(foreign).await.status, 403);
    assert_eq!(browser.submit(&link, &page, &twice(NEW)).await.status, 200);
}

#[tokio::test]
async fn markup_in_a_name_is_text_in_a_mail_and_a_line_end_ends_no_header() {
    let story = Story::begin().await;
    let evil = "<img src=x onerror=alert(1)>\r\nBcc: eve@example.com\r\n\r\n\"O'Brien\" & co";
    story.server.app.directory.users.modify(&story.user.user_id, |user| user.name = Some(evil.to_owned())).await.unwrap();
    story.server.app.directory.clients.modify(&story.client.client_id, |client| client.name = evil.to_owned()).await.unwrap();
    let template = json!({
        "body": "<p title=\"{{ user.name }}\">{{ user.name }} {{ user.name | escape }} {{ user.name | upcase }}</p><a href=\"{{ url }}\">x</a>",
        "subject": "Hi {{ user.name }}", "from": "{{ application.name }} <shop@example.com>",
    });
    story.server.with_template("reset_email", template).await;
    let body = json!({ "email": EMAIL, "connection": DATABASE, "client_id": story.client.client_id });
    assert_eq!(story.server.forgot(body).await.0, 200);
    let received = story.mail.next().await;
    assert_eq!(received.to, [EMAIL]);
    let (head, _) = received.data.split_once("\r\n\r\n").unwrap();
    assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc:")), "{head}");
    let text = received.body();
    assert!(!text.to_ascii_lowercase().contains("<img") && text.contains("&lt;img src=x"), "{text}");
    assert!(text.contains("O&#39;Brien&quot; &amp; co") && !text.contains("&amp;#39;"), "escaped once: {text}");
}

#[tokio::test]
async fn a_result_url_of_a_template_that_runs_or_leads_to_plain_http_is_not_followed() {
    let story = Story::begin().await;
    for url in [
        "javascript:alert(1)",
        "{{ user.nickname }}",
        "http://rp.example.com/",
        "//evil.example",
        "data:text/html,x",
        "https://u:p@x.example/",
    ] {
        let (status, _) = story
            .server
            .api("create:email_templates")
            .post(
                "/email-templates",
                json!({ "template": "reset_email", "body": null, "from": null,
                "subject": null, "syntax": "liquid", "enabled": true, "resultUrl": url }),
            )
            .await;
        assert!(matches!(status, 200 | 409), "{status}");
        let changed = story.server.api("update:email_templates").patch("/email-templates/reset_email", json!({ "resultUrl": url })).await;
        assert_eq!(changed.0, 200, "{}", changed.1);
        story.server.clock.advance(Duration::from_secs(600));
        assert_eq!(story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
        let link = story.mail.next().await.link();
        let browser = Browser::new(&story.server);
        let page = browser.get(&link).await;
        let done = browser.submit(&link, &page, &twice(NEW)).await;
        assert!(done.status == 200 && done.body.contains("Password changed"), "{url}: {}", done.status);
    }
}

#[tokio::test]
async fn who_tries_passwords_at_a_link_without_end_is_held_back() {
    let story = Story::begin().await;
    let body = json!({ "user_id": story.user.user_id });
    let (status, made) = story.server.api("create:user_tickets").post("/tickets/password-change", body).await;
    assert_eq!(status, 201, "{made}");
    let link = crate::support::smtp::link(made["ticket"].as_str().unwrap());
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let hashed = story.server.app.passwords.computed();
    for attempt in 0..10 {
        assert_eq!(browser.submit(&link, &page, &twice("weak")).await.status, 400, "{attempt}");
    }
    let refused = browser.submit(&link, &page, &twice(NEW)).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    assert!(refused.body.contains("Too many attempts."), "{}", refused.body);
    assert_eq!(story.server.app.passwords.computed(), hashed, "nothing was hashed");
    assert!(story.server.app.directory.users.get(&story.user.user_id).await.unwrap().unwrap().last_password_reset.is_none());
    story.server.clock.advance(Duration::from_secs(60));
    assert_eq!(browser.submit(&link, &page, &twice(NEW)).await.status, 200);
}

#[tokio::test]
async fn what_is_very_long_is_refused_before_it_costs_anything() {
    let story = Story::begin().await;
    let (status, _) = story.server.forgot(json!({ "email": format!("{}@example.com", "x".repeat(200_000)), "connection": DATABASE })).await;
    assert_eq!(status, 400);
    assert_eq!(story.server.forgot(json!({ "email": "x".repeat(400_000), "connection": DATABASE })).await.0, 413);
    assert_eq!(story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
    let link = story.mail.next().await.link();
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let long = format!("aA1!{}", "x".repeat(100 * 1024));
    let answer = browser.submit(&link, &page, &twice(&long)).await;
    assert!(answer.status == 400 && answer.body.contains("Maximum password length exceeded"), "{}", answer.status);
    let huge = "x".repeat(1024 * 1024);
    assert_eq!(browser.submit(&link, &page, &twice(&huge)).await.status, 413);
    assert_eq!(browser.get(&format!("/u/reset-verify?ticket={}", "x".repeat(4_000))).await.status, 400);
    assert_eq!(browser.submit(&link, &page, &twice(NEW)).await.status, 200);
}

#[tokio::test]
async fn only_a_get_shows_a_page_and_a_head_proves_nothing() {
    let story = Story::begin().await;
    let api = story.server.api("create:user_tickets");
    let (_, made) = api.post("/tickets/email-verification", json!({ "user_id": story.user.user_id })).await;
    let link = crate::support::smtp::link(made["ticket"].as_str().unwrap());
    let head = story.server.http.head(format!("{}{link}", story.server.url)).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert!(!story.server.app.directory.users.get(&story.user.user_id).await.unwrap().unwrap().email_verified);
    let page = Browser::new(&story.server).get(&link).await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(story.mail.is_empty());
}
