//! Bodies: unknown members, the server's own, missing ones, wrong types, too much.

use serde_json::json;

use super::schemas::faults;
use super::{Tenant, refusal};
use crate::support::api::message;

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_fit_is_refused_by_the_name_of_what_does_not_and_changes_nothing() {
    let tenant = Tenant::new().await;
    let before = tenant.read().await;
    let api = tenant.api();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for operation in &tenant.operations {
        let Some(schema) = operation.body() else { continue };
        let path = tenant.records.path(&operation.path);
        for fault in faults(schema) {
            asked += 1;
            let answer = api.send(&operation.method, &path, Some(fault.value.clone())).await;
            let place = if fault.path.is_empty() { String::new() } else { format!(" on property {}.", fault.path) };
            let said = message(&answer).to_owned();
            let good = said.starts_with("Payload validation error: '") && said.contains(&fault.says) && said.ends_with(&place);
            if !good || answer != refusal(400, &said, Some("invalid_body")) {
                let sent: String = fault.value.to_string().chars().take(300).collect();
                wrong.push(format!("{} {sent}\n  expected {:?}{place:?}\n  {} {}", operation.name(), fault.says, answer.0, answer.1));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 5_000, "{asked}");
    tenant.is_still(&before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_json_of_the_kind_or_too_large_is_refused_everywhere() {
    let tenant = Tenant::new().await;
    let before = tenant.read().await;
    let token = tenant.server.management_token(&super::every_scope());
    for operation in tenant.operations.iter().filter(|operation| operation.body().is_some()) {
        let url = format!("{}/api/v2{}", tenant.server.url, tenant.records.path(&operation.path));
        let large = json!({ "surprise": "x".repeat(300_000) }).to_string();
        for (kind, body, status) in [
            ("application/json", "{\"name\":", 400),
            ("application/json", "{\"name\":\"\u{0}\"}", 400),
            ("application/json", "\"\\ud800\"", 400),
            ("application/json", "{} {}", 400),
            ("text/plain", "{}", 415),
            ("application/x-www-form-urlencoded", "name=x", 415),
            ("application/json", &large, 413),
        ] {
            let request = tenant.server.http.request(operation.method.parse().unwrap(), &url).bearer_auth(&token);
            let response = request.header("content-type", kind).body(body.to_owned()).send().await.unwrap();
            assert_eq!(response.status(), status, "{} {kind} {}", operation.name(), body.chars().take(20).collect::<String>());
            let said: serde_json::Value = response.json().await.unwrap();
            assert_eq!((&said["statusCode"], &said["errorCode"]), (&json!(status), &json!("invalid_body")), "{}: {said}", operation.name());
        }
    }
    tenant.is_still(&before).await;
}
