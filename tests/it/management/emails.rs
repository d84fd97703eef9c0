//! `/api/v2/emails/provider` and `/api/v2/email-templates`.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:email_provider create:email_provider update:email_provider delete:email_provider read:email_templates \
                   create:email_templates update:email_templates read:logs";

fn smtp() -> Value {
    json!({
        "name": "smtp", "default_from_address": "Example <id@example.com>",
        "credentials": { "smtp_host": "mail.example.com", "smtp_port": 587, "smtp_user": "sender", "smtp_pass": "hush-smtp" },
    })
}

#[tokio::test]
async fn a_provider_is_configured_once_changed_and_removed() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let missing = api.get("/emails/provider").await;
    assert_eq!((missing.0, &missing.1["errorCode"]), (404, &json!("inexistent_email_provider")));
    assert_eq!(api.patch("/emails/provider", json!({ "enabled": false })).await.0, 404);
    assert_eq!(api.delete("/emails/provider").await.0, 404);

    let (status, made) = api.post("/emails/provider", smtp()).await;
    let shown = json!({ "smtp_host": "mail.example.com", "smtp_port": 587, "smtp_user": "sender" });
    assert_eq!((status, &made["credentials"], &made["enabled"]), (201, &shown, &json!(true)));
    assert_eq!(api.get("/emails/provider").await, (200, made));
    assert_eq!(api.get("/emails/provider?fields=name").await.1, json!({"name":"smtp"}));
    assert_eq!(api.post("/emails/provider", smtp()).await.0, 409);

    let (status, changed) = api.patch("/emails/provider", json!({ "enabled": false })).await;
    assert_eq!((status, &changed["enabled"], &changed["credentials"]), (200, &json!(false), &shown));
    let other = json!({ "name": "ses", "credentials": { "accessKeyId": "hush-id", "secretAccessKey": "hush-key", "region": "eu-west-1" } });
    let (_, other) = api.patch("/emails/provider", other).await;
    assert_eq!((&other["name"], &other["credentials"]), (&json!("ses"), &json!({"region":"eu-west-1"})));
    assert_eq!(api.delete("/emails/provider").await, (204, Value::Null));
    assert_eq!(api.get("/emails/provider").await.0, 404);
}

#[tokio::test]
async fn credentials_of_a_provider_are_sealed_and_told_to_nobody() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    assert_eq!(api.post("/emails/provider", smtp()).await.0, 201);
    let mail = json!({ "name": "sendgrid", "credentials": { "api_key": "hush-key" } });
    let (status, changed) = api.patch("/emails/provider", mail).await;
    assert_eq!((status, &changed["credentials"]), (200, &json!({})));
    assert!(changed.get("sealed_credentials").is_none());
    let kept = server.app.directory.settings.get("emails/provider").await.unwrap().unwrap().value.value;
    assert!(!serde_json::to_string(&kept).unwrap().contains("hush"));
    let opened = server.app.vault.open_text("emails/provider", kept["sealed_credentials"].as_str().unwrap()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&opened).unwrap(), json!({"api_key":"hush-key"}));
    let (_, events) = api.get("/logs?per_page=100").await;
    assert!(events.as_array().unwrap().len() >= 2 && !events.to_string().contains("hush"), "{events}");
}

#[tokio::test]
async fn what_is_wrong_with_a_provider_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let with = |name: &str, value: Value| {
        let mut body = smtp();
        body[name] = value;
        body
    };
    for (body, expected) in [
        (json!({ "name": "smtp" }), "Missing required property: credentials"),
        (with("name", json!("pigeon")), "No enum match for: pigeon"),
        (with("name", json!("sendgrid")), "Missing required property: api_key"),
        (with("credentials", json!({ "smtp_port": 25 })), "Missing required property: smtp_host"),
        (with("credentials", json!({ "smtp_host": "a b", "smtp_port": 25 })), "on property smtp_host."),
        (with("credentials", json!({ "smtp_host": "a", "smtp_port": 0 })), "is less than minimum"),
        (with("credentials", json!({ "smtp_host": "a", "smtp_port": 25, "x": 1 })), "Additional properties not allowed: x"),
        (with("default_from_address", json!("nobody")), "on property default_from_address."),
        (with("default_from_address", json!("a@example.com\r\nBcc: b@example.com")), "on property default_from_address."),
        (with("sealed_credentials", json!("v1.x")), "Additional properties not allowed: sealed_credentials"),
    ] {
        let answer = api.post("/emails/provider", body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    assert_eq!(api.get("/emails/provider").await.0, 404);
    assert_eq!(api.post("/emails/provider", smtp()).await.0, 201);
    let other = api.patch("/emails/provider", json!({ "name": "mandrill" })).await;
    assert!(other.0 == 400 && message(&other).contains("credentials"), "another provider needs its own credentials");
}

#[tokio::test]
async fn a_template_is_created_replaced_and_changed() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let whole = json!({
        "template": "verify_email", "body": "<a href=\"{{ url }}\">Verify</a>", "from": "", "subject": "Hello", "syntax": "liquid",
        "enabled": true, "urlLifetimeInSeconds": 432_000,
    });
    let path = "/email-templates/verify_email";
    let missing = api.get(path).await;
    assert_eq!((missing.0, &missing.1["errorCode"]), (404, &json!("inexistent_email_template")));
    assert_eq!(api.send("PUT", path, Some(whole.clone())).await.0, 404);
    assert_eq!(api.patch(path, json!({ "enabled": false })).await.0, 404);
    assert_eq!(api.post("/email-templates", whole.clone()).await, (200, whole.clone()));
    assert_eq!(api.get(path).await.1, whole);
    assert_eq!(api.post("/email-templates", whole.clone()).await.0, 409);
    let (_, changed) = api.patch(path, json!({ "subject": null, "enabled": false })).await;
    assert_eq!((&changed["subject"], &changed["enabled"], &changed["body"]), (&Value::Null, &json!(false), &whole["body"]));
    let mut less = whole.clone();
    less.as_object_mut().unwrap().remove("urlLifetimeInSeconds");
    assert_eq!(api.send("PUT", path, Some(less.clone())).await, (200, less.clone()));
    assert_eq!(api.get(path).await.1, less, "a template is replaced whole");

    assert_eq!(api.get("/email-templates/love_letter").await.1["errorCode"], "invalid_uri");
    for (body, expected) in [
        (json!({ "template": "verify_email" }), "Missing required property: body"),
        (json!({ "template": "love_letter" }), "No enum match for: love_letter"),
    ] {
        let answer = api.post("/email-templates", body).await;
        assert!(answer.0 == 400 && message(&answer).contains(expected), "{}", message(&answer));
    }
    for body in [
        json!({ "template": "welcome_email" }),
        json!({ "subject": "a\nb" }),
        json!({ "body": "x".repeat(150_001) }),
        json!({ "syntax": "mustache" }),
        json!({ "urlLifetimeInSeconds": 0 }),
        json!({ "id": 1 }),
    ] {
        assert_eq!(api.patch(path, body).await.1["errorCode"], "invalid_body");
    }
    assert_eq!(api.get(path).await.1, less, "what is refused changes nothing");
}
