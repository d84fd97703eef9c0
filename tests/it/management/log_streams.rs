//! `/api/v2/log-streams`: what is kept, and what is sent to whom.

mod delivery;
mod hostile;

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:log_streams create:log_streams update:log_streams delete:log_streams read:logs";

fn http() -> Value {
    json!({
        "name": "siem", "type": "http",
        "sink": { "httpEndpoint": "https://logs.example.com/in", "httpContentFormat": "JSONLINES", "httpContentType": "application/json",
                  "httpAuthorization": "hush-token", "httpCustomHeaders": [{ "header": "x-key", "value": "hush-key" }] },
    })
}

#[tokio::test]
async fn a_stream_is_made_shown_changed_and_deleted() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (status, made) = api.post("/log-streams", http()).await;
    assert_eq!((status, &made["status"], &made["type"]), (200, &json!("active"), &json!("http")));
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("lst_") && id.len() == 20, "{id}");
    let path = format!("/log-streams/{id}");
    assert_eq!(api.get(&path).await, (200, made.clone()));
    assert_eq!(api.get("/log-streams").await, (200, json!([made])));

    let change = json!({ "name": "other", "status": "paused", "filters": [{ "type": "category", "name": "auth.login.fail" }],
                         "pii_config": { "log_fields": ["email"], "method": "mask" }, "isPriority": true });
    let (status, changed) = api.patch(&path, change).await;
    assert_eq!((status, &changed["name"], &changed["status"]), (200, &json!("other"), &json!("paused")));
    assert_eq!((&changed["filters"][0]["name"], &changed["isPriority"]), (&json!("auth.login.fail"), &json!(true)));
    assert_eq!(api.patch(&path, json!({ "pii_config": null })).await.1.get("pii_config"), None);

    assert_eq!(api.delete(&path).await, (204, Value::Null));
    for answer in [api.get(&path).await, api.delete(&path).await, api.patch(&path, json!({})).await] {
        assert_eq!((answer.0, message(&answer)), (404, "The log stream does not exist."));
    }
}

#[tokio::test]
async fn every_type_of_the_reference_is_kept() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for (kind, sink) in [
        ("eventbridge", json!({ "awsAccountId": "123456789012", "awsRegion": "eu-west-1" })),
        ("eventgrid", json!({ "azureSubscriptionId": "b69a6835-57c7", "azureRegion": "northeurope", "azureResourceGroup": "g" })),
        ("datadog", json!({ "datadogApiKey": "hush", "datadogRegion": "eu" })),
        ("splunk", json!({ "splunkDomain": "s.example.com", "splunkPort": "8088", "splunkToken": "hush", "splunkSecure": true })),
        ("sumo", json!({ "sumoSourceAddress": "https://sumo.example.com/x" })),
        ("segment", json!({ "segmentWriteKey": "hush" })),
        (
            "mixpanel",
            json!({ "mixpanelRegion": "eu", "mixpanelProjectId": "1", "mixpanelServiceAccountUsername": "u",
                             "mixpanelServiceAccountPassword": "hush" }),
        ),
    ] {
        let (status, made) = api.post("/log-streams", json!({ "type": kind, "name": kind, "sink": sink })).await;
        assert_eq!(status, 200, "{kind}: {made}");
        assert!(!made.to_string().contains("hush"), "{made}");
        let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(&made["sink"]), members(&sink), "{kind}");
    }
    for n in 0..4 {
        let (status, _) = api.post("/log-streams", http()).await;
        assert_eq!(status, if n < 3 { 200 } else { 409 }, "ten streams and no more");
    }
}

#[tokio::test]
async fn secrets_of_a_stream_are_sealed_and_told_to_nobody() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (_, made) = api.post("/log-streams", http()).await;
    assert_eq!(made["sink"]["httpAuthorization"], "*****");
    assert_eq!(made["sink"]["httpCustomHeaders"], json!([{ "header": "x-key", "value": "*****" }]));
    let kept = server.app.audit.streams.all().await.unwrap().remove(0).value;
    assert!(kept.sealed.is_some() && !serde_json::to_string(&kept).unwrap().contains("hush"));
    let path = format!("/log-streams/{}", kept.id);
    let mut wrong = http();
    wrong["sink"]["colour"] = json!("hush-blue");
    assert_eq!(api.post("/log-streams", wrong).await.0, 400);
    assert_eq!(
        api.patch(&path, json!({ "sink": { "httpEndpoint": "https://logs.example.com/in", "httpAuthorization": "hush-2" } })).await.0,
        200
    );
    let (_, events) = api.get("/logs?per_page=100").await;
    assert!(events.as_array().unwrap().len() >= 3, "{events}");
    assert!(!events.to_string().replace("hush-blue", "").contains("hush"), "{events}");
}

#[tokio::test]
async fn a_placeholder_keeps_a_secret_for_the_same_endpoint_only() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (_, made) = api.post("/log-streams", http()).await;
    let path = format!("/log-streams/{}", made["id"].as_str().unwrap());
    let opened = async || {
        let stream = server.app.audit.streams.all().await.unwrap().remove(0).value;
        let purpose = anteroom::audit::LogStream::secret_purpose(&stream.id);
        stream.sealed.map(|sealed| server.app.vault.open_text(&purpose, &sealed).unwrap().to_string()).unwrap_or_default()
    };
    let mut sink = made["sink"].clone();
    sink["httpContentFormat"] = json!("JSONARRAY");
    assert_eq!(api.patch(&path, json!({ "sink": sink })).await.0, 200);
    assert!(opened().await.contains("hush-token") && opened().await.contains("hush-key"));

    for elsewhere in ["https://evil.example.com/in", "https://logs.example.com/other", "https://logs.example.com/in?copy=evil"] {
        sink["httpEndpoint"] = json!(elsewhere);
        let moved = api.patch(&path, json!({ "sink": sink })).await;
        assert!(moved.0 == 400 && message(&moved).contains("given anew"), "{moved:?}");
        assert_eq!(api.get(&path).await.1["sink"]["httpEndpoint"], "https://logs.example.com/in");
    }

    sink["httpEndpoint"] = json!("https://logs.example.com/in");
    let mut more = sink.clone();
    more["httpCustomHeaders"].as_array_mut().unwrap().push(json!({ "header": "x-more", "value": "hush-more" }));
    let mixed = api.patch(&path, json!({ "sink": more })).await;
    assert!(mixed.0 == 400 && message(&mixed).contains("property sink.httpCustomHeaders"), "{mixed:?}");
    assert_eq!(api.post("/log-streams", json!({ "type": "http", "sink": sink })).await.0, 400, "there is nothing that it could stand for");

    sink.as_object_mut().unwrap().remove("httpCustomHeaders");
    sink["httpAuthorization"] = json!("hush-new");
    assert_eq!(api.patch(&path, json!({ "sink": sink })).await.0, 200);
    assert_eq!(opened().await, r#"{"httpAuthorization":"hush-new"}"#);
}

#[tokio::test]
async fn what_is_wrong_with_a_stream_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let with = |name: &str, value: Value| {
        let mut body = http();
        match name.split_once('.') {
            Some((outer, inner)) => body[outer][inner] = value,
            None => body[name] = value,
        }
        body
    };
    for (body, expected) in [
        (json!({ "type": "http" }), "Missing required property: sink"),
        (with("type", json!("pigeon")), "No enum match for: pigeon"),
        (with("type", json!("datadog")), "Missing required property: datadogApiKey' on property sink."),
        (with("sink.httpEndpoint", json!("http://logs.example.com")), "does not match pattern ^https://' on property sink.httpEndpoint."),
        (with("sink.httpEndpoint", json!("https://u:p@logs.example.com")), "on property sink.httpEndpoint."),
        (with("sink.httpEndpoint", json!("file:///etc/passwd")), "on property sink.httpEndpoint."),
        (with("sink.httpContentFormat", json!("XML")), "No enum match for: XML"),
        (with("sink.httpAuthorization", json!("a\r\nx-admin: 1")), "on property sink.httpAuthorization."),
        (with("sink.httpContentType", json!("a\nb")), "on property sink.httpContentType."),
        (with("sink.httpCustomHeaders", json!([{ "header": "Host", "value": "x" }])), "on property sink.httpCustomHeaders[0].header."),
        (with("sink.httpCustomHeaders", json!([{ "header": "a b", "value": "x" }])), "on property sink.httpCustomHeaders[0].header."),
        (with("sink.path", json!("/tmp/x")), "Additional properties not allowed: path"),
        (with("filters", json!([{ "type": "category", "name": "gossip" }])), "No enum match for: gossip"),
        (with("pii_config", json!({ "log_fields": ["shoe_size"] })), "No enum match for: shoe_size"),
        (with("startFrom", json!("yesterday")), "on property startFrom."),
        (with("sealed", json!("v1.x")), "Additional properties not allowed: sealed"),
        (with("status", json!("paused")), "Additional properties not allowed: status"),
    ] {
        let answer = api.post("/log-streams", body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    assert_eq!(api.get("/log-streams").await.1, json!([]));
}
