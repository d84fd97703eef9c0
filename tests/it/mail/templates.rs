//! Templates: refused where they are no Liquid, rendered as in the original, and bounded.

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use super::EMAIL;
use crate::support::TestServer;
use crate::support::api::message;
use crate::support::smtp::SmtpServer;
use crate::support::story::DATABASE;

async fn story() -> (TestServer, SmtpServer) {
    let server = TestServer::start_with_mail().await;
    let client = server.with_client("Shop & Co", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, EMAIL).await;
    let mail = SmtpServer::start().await;
    server.sends_by(&mail).await;
    (server, mail)
}

async fn render(server: &TestServer, mail: &SmtpServer, body: &str) -> String {
    server.with_template("reset_email", json!({ "body": body })).await;
    assert_eq!(server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
    mail.next().await.body()
}

#[tokio::test]
async fn a_text_that_is_no_liquid_is_refused_with_its_member() {
    let server = TestServer::start().await;
    let api = server.api("create:email_templates update:email_templates read:email_templates");
    let whole = |member: &str, text: &str| {
        let mut body =
            json!({ "template": "verify_email", "body": "x", "from": null, "subject": "x", "syntax": "liquid", "enabled": true });
        body[member] = json!(text);
        body
    };
    for (member, text) in [
        ("body", "{{ user.name"),
        ("body", "{% if user %}"),
        ("body", "{% nonsense %}"),
        ("body", "{{ user.name | nonsense }}"),
        ("subject", "{% endif %}"),
        ("from", "{{ }} <a@example.com>"),
        ("resultUrl", "{{ application.callback_domain "),
    ] {
        let answer = api.post("/email-templates", whole(member, text)).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{member} {text}: {}", answer.1);
        assert!(message(&answer).ends_with(&format!("on property {member}.")), "{}", message(&answer));
    }
    assert_eq!(api.post("/email-templates", whole("body", "{{ user.name | upcase }}")).await.0, 200);
    assert_eq!(api.patch("/email-templates/verify_email", json!({ "subject": "{% if %}" })).await.0, 400);
    assert_eq!(api.send("PUT", "/email-templates/verify_email", Some(whole("body", "{%"))).await.0, 400);
    assert_eq!(api.get("/email-templates/verify_email").await.1["body"], "{{ user.name | upcase }}");
}

#[tokio::test]
async fn what_nests_ten_thousand_deep_is_refused_and_the_server_goes_on() {
    let server = TestServer::start().await;
    let api = server.api("create:email_templates");
    let deep = format!("{}{}", "{% if a %}".repeat(7_000), "{% endif %}".repeat(7_000));
    let body = json!({ "template": "verify_email", "body": deep, "from": null, "subject": "x", "syntax": "liquid", "enabled": true });
    let (status, answer) = api.post("/email-templates", body).await;
    assert!(matches!(status, 200 | 400), "{answer}");
    assert_eq!(server.get("/healthz").await.status(), 200);
}

#[tokio::test]
async fn every_variable_of_the_reference_is_there_and_what_is_not_is_nothing() {
    let (server, mail) = story().await;
    let user = server.app.directory.users.all().await.unwrap().remove(0);
    let metadata = json!({ "lang": "de", "roles": ["a", "b"] });
    server.app.directory.users.modify(&user.user_id, |user| user.user_metadata = metadata.as_object().cloned().unwrap()).await.unwrap();
    let body = "{{ user.email }}|{{ user.nickname }}|{{ user.user_metadata.lang }}|{{ user.user_metadata.a.b.c }}|{{ nobody }}|\
                {{ nobody.at.all | default: 'none' }}|{{ tenant }}|{{ friendly_name }}|{{ connection.name }}|{{ application.name }}|\
                {% if user.user_metadata.missing %}yes{% else %}no{% endif %}|\
                {% for role in user.user_metadata.roles %}{{ role }},{% endfor %}|{% for x in user.app_metadata.none %}{{ x }}{% endfor %}|\
                {% assign name = user.nickname | upcase %}{{ name }}|{{ user.password_hash }}|{{ user.email_verified }}";
    let text = render(&server, &mail, body).await;
    assert_eq!(text.trim(), format!("{EMAIL}|ann|de|||none|main|main|{DATABASE}||no|a,b,||ANN||false"),);
}

#[tokio::test]
async fn a_template_that_cannot_be_rendered_does_not_keep_a_user_from_the_link() {
    let (server, mail) = story().await;
    let bombs = [
        "{% for i in (1..1000000000) %}{% endfor %}",
        "{% for i in (1..10000000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}",
        "{% for i in (1..30000) %}{% for j in (1..30000) %}{% for k in (1..30000) %}{% endfor %}{% endfor %}{% endfor %}",
    ];
    let doubled = format!("{{% assign a = 'xxxxxxxxxxxxxxxx' %}}{}{{{{ a }}}}", "{% assign a = a | append: a %}".repeat(60));
    let api = server.api("create:email_templates update:email_templates");
    server.with_template("reset_email", json!({ "body": "x", "from": "Evil <evil@example.com>" })).await;
    for bomb in bombs.iter().map(|bomb| (*bomb).to_owned()).chain([doubled, "{{ 'a' | divided_by: 0 }}".to_owned()]) {
        assert_eq!(api.patch("/email-templates/reset_email", json!({ "body": bomb })).await.0, 200, "{bomb}");
        server.clock.advance(std::time::Duration::from_secs(600));
        assert_eq!(server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
        let received = mail.next().await;
        assert!(received.body().contains("/u/reset-verify?ticket=") && received.from == "id@example.com", "{}", received.body());
        let event = server.last_log("wn").await.unwrap();
        assert!(event.description.unwrap().starts_with("The template reset_email could not be rendered"));
        assert!(!Value::from(event.details.clone()).to_string().contains("ticket="));
    }
}
