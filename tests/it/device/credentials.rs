//! `/api/v2/device-credentials`: what connected devices have.

use serde_json::{Value, json};

use super::{EMAIL, Story, is_connected};
use crate::support::browser::{Browser, VERIFIER, authorize};
use crate::support::story::{CALLBACK, PASSWORD};

#[tokio::test]
async fn what_a_device_has_is_listed_by_user_and_application_and_can_be_taken() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    assert!(is_connected(&story.connect(&browser, &codes).await));
    let refresh = story.poll(&codes).await.text_of("refresh_token").to_owned();
    // A refresh token of a browser's login is none of a device.
    let scope = [("scope", "openid offline_access"), ("prompt", "login")];
    let code = browser.log_in(&authorize(&story.client, &scope), EMAIL, PASSWORD).await.returned()["code"].clone();
    let client_id = story.client.client_id.as_str();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    assert!(story.server.post_form("/oauth/token", &form).await.json["refresh_token"].is_string());
    let families = story.server.app.directory.refresh_tokens.all().await.unwrap();
    let other = families.iter().find(|token| token.device_name.is_none()).expect("one of no device").family.clone();

    let api = story.server.api("read:device_credentials delete:device_credentials");
    let (status, listed) = api.get(&format!("/device-credentials?user_id={}", story.user.user_id.replace('|', "%7C"))).await;
    assert_eq!((status, listed.as_array().map(Vec::len)), (200, Some(1)), "{listed}");
    let one = &listed[0];
    assert_eq!((&one["type"], &one["client_id"]), (&json!("refresh_token"), &json!(client_id)));
    assert_eq!((&one["user_id"], &one["device_name"]), (&json!(story.user.user_id), &json!("unknown device")));
    assert_eq!(api.get(&format!("/device-credentials?client_id={client_id}")).await.1, listed);
    let count = async |query: &str| api.get(&format!("/device-credentials?client_id={client_id}&{query}")).await.1.as_array().map(Vec::len);
    assert_eq!((count("type=rotating_refresh_token").await, count("type=refresh_token").await), (Some(0), Some(1)));
    assert_eq!(api.get("/device-credentials").await.1, json!([]));
    let named = api.get(&format!("/device-credentials?client_id={client_id}&fields=id")).await.1;
    assert_eq!(named, json!([{ "id": one["id"] }]));

    assert_eq!(api.delete(&format!("/device-credentials/{other}")).await.0, 204, "left alone");
    assert_eq!(api.delete(&format!("/device-credentials/{}", one["id"].as_str().unwrap())).await.0, 204);
    assert_eq!(api.get(&format!("/device-credentials?client_id={client_id}")).await.1, json!([]));
    let again = [("grant_type", "refresh_token"), ("client_id", client_id), ("refresh_token", &refresh)];
    story.server.post_form("/oauth/token", &again).await.assert_error(403, "invalid_grant");
    let left: Vec<Value> = story.server.app.directory.refresh_tokens.all().await.unwrap().iter().map(|t| json!(t.family)).collect();
    assert_eq!(left, [json!(other)]);
}
