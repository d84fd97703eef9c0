//! What a device asks for, and what the tenant says of its codes.

use anteroom::identity::client::AppType;
use serde_json::json;

use super::{GRANT, Story, is_connected};
use crate::support::browser::Browser;
use crate::token::verified;

const API: &str = "https://orders.example.com";

#[tokio::test]
async fn an_application_that_may_have_no_devices_is_refused() {
    let story = Story::begin().await;
    story.change_client(|client| client.grant_types.retain(|grant| grant != GRANT)).await;
    story.ask(&[]).await.assert_error(403, "unauthorized_client");
    let event = story.server.last_log("fdeaz").await.expect("an event");
    assert_eq!(event.client_id.as_deref(), Some(story.client.client_id.as_str()));
    story.server.post_form("/oauth/device/code", &[("client_id", "nobody")]).await.assert_error(401, "invalid_client");
    story.server.post_form("/oauth/device/code", &[]).await.assert_error(400, "invalid_request");
    story.server.token_of_device("x").await.assert_error(401, "invalid_client");
}

#[tokio::test]
async fn an_application_that_lost_the_grant_meanwhile_gets_nothing() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    story.change_client(|client| client.grant_types.retain(|grant| grant != GRANT)).await;
    story.poll(&codes).await.assert_error(403, "unauthorized_client");
}

#[tokio::test]
async fn a_confidential_application_brings_its_secret_to_both_endpoints() {
    let story = Story::begin().await;
    let client = story.server.client_with(AppType::RegularWeb, |client| client.grant_types.push(GRANT.to_owned())).await;
    story.server.app.directory.connections.modify(&story.connection.id, |c| c.enabled_clients.push(client.id().to_owned())).await.unwrap();
    for wrong in [&[("client_id", client.id())][..], &[("client_id", client.id()), ("client_secret", "wrong")]] {
        story.server.post_form("/oauth/device/code", wrong).await.assert_error(401, "invalid_client");
    }
    let answer = story.server.post_form("/oauth/device/code", &client.credentials()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let form = [("grant_type", GRANT), ("client_id", client.id()), ("device_code", answer.text_of("device_code"))];
    story.server.post_form("/oauth/token", &form).await.assert_error(401, "invalid_client");
    story.server.token(&client, &form[..1]).await.assert_error(400, "invalid_request");
    let asks = [("grant_type", GRANT), ("device_code", answer.text_of("device_code"))];
    story.server.token(&client, &asks).await.assert_error(403, "authorization_pending");
}

#[tokio::test]
async fn what_cannot_be_given_is_said_at_once() {
    let story = Story::begin().await;
    story.ask(&[("audience", "https://nowhere.example.com")]).await.assert_error(403, "access_denied");
    story.ask(&[("organization", "org_acme000000000000")]).await.assert_error(400, "invalid_request");
    story.ask(&[("scope", &"x".repeat(20_000))]).await.assert_error(400, "invalid_request");
    story.ask(&[("audience", &"x".repeat(3000))]).await.assert_error(400, "invalid_request");
    story.server.app.directory.connections.modify(&story.connection.id, |c| c.enabled_clients.clear()).await.unwrap();
    story.ask(&[]).await.assert_error(400, "invalid_request");
    assert!(story.server.app.directory.devices.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_can_say_from_outside_which_device_a_login_is_for() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let device = story.server.app.directory.devices.all().await.unwrap().remove(0).value;
    let browser = Browser::new(&story.server);
    let request = crate::support::browser::authorize(&story.client, &[("device", &device.device_hash)]);
    let answer = browser.log_in(&request, super::EMAIL, crate::support::story::PASSWORD).await;
    assert!(answer.returned().contains_key("code"));
    story.poll(&codes).await.assert_error(403, "authorization_pending");
}

#[tokio::test]
async fn the_tenant_says_how_codes_look() {
    let story = Story::begin().await;
    let api = story.server.api("update:tenant_settings read:tenant_settings");
    let set = async |value: serde_json::Value| api.patch("/tenants/settings", json!({ "device_flow": value })).await;
    let (status, settings) = set(json!({ "charset": "digits", "mask": "*** *** ***" })).await;
    assert_eq!((status, &settings["device_flow"]["charset"]), (200, &json!("digits")));
    let codes = story.codes().await;
    assert!(codes.user.len() == 11 && codes.user.split(' ').all(|part| part.bytes().all(|b| b.is_ascii_digit())), "{}", codes.user);
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    set(json!({ "charset": "base20" })).await;
    let codes = story.codes().await;
    assert!(codes.user.len() == 9 && codes.user.bytes().all(|b| b"BCDFGHJKLMNPQRSTVWXZ-".contains(&b)), "{}", codes.user);
    for bad in [json!({ "charset": "hex" }), json!({ "mask": "****" }), json!({ "mask": "****<b>****" }), json!({ "more": 1 })] {
        assert_eq!(set(bad.clone()).await.0, 400, "{bad}");
    }
    assert_eq!(set(json!(null)).await.0, 200);
}

#[tokio::test]
async fn an_api_gives_the_scopes_that_the_user_may_have_and_its_own_tokens() {
    let story = Story::begin().await;
    story.server.resource_server_with(API, &["read:orders", "write:orders"], |api| api.enforce_policies = true).await;
    let permission =
        anteroom::identity::Permission { resource_server_identifier: API.to_owned(), permission_name: "read:orders".to_owned() };
    let directory = &story.server.app.directory;
    anteroom::identity::entitlements::change::add_permissions(directory, &story.user.user_id, &[permission]).await.unwrap();
    let codes = story.codes_for(&[("audience", API), ("scope", "read:orders write:orders offline_access")]).await;
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    let answer = story.poll(&codes).await;
    let claims = verified(&story.server, answer.text_of("access_token"), API).await;
    assert_eq!(claims["scope"], "read:orders offline_access");
    assert!(answer.json["refresh_token"].is_string() && answer.json["id_token"].is_null());
}

#[tokio::test]
async fn a_login_with_an_organization_is_told_in_the_tokens_and_needs_a_member() {
    use anteroom::identity::Organization;
    use anteroom::identity::organization::{OrganizationConnection, change};
    let story = Story::begin().await;
    story.change_client(|client| drop(client.extra.insert("organization_usage".to_owned(), json!("require")))).await;
    let organization = Organization {
        id: "org_acme000000000000".to_owned(),
        name: "acme".to_owned(),
        display_name: "Acme Inc.".to_owned(),
        branding: None,
        metadata: Default::default(),
        token_quota: None,
        connections: vec![OrganizationConnection {
            connection_id: story.connection.id.clone(),
            assign_membership_on_login: false,
            show_as_button: true,
            is_signup_enabled: false,
            is_enabled: true,
            extra: Default::default(),
        }],
    };
    story.server.app.directory.organizations.insert(organization).await.unwrap();
    story.ask(&[]).await.assert_error(400, "invalid_request");
    let wanted = [("organization", "org_acme000000000000"), ("scope", "openid")];
    let codes = story.codes_for(&wanted).await;
    assert!(!is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    story.poll(&codes).await.assert_error(403, "access_denied");
    change::add(&story.server.app.directory, "org_acme000000000000", std::slice::from_ref(&story.user.user_id), &[]).await.unwrap();
    let codes = story.codes_for(&wanted).await;
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    let answer = story.poll(&codes).await;
    let claims = verified(&story.server, answer.text_of("id_token"), &story.client.client_id).await;
    assert_eq!(claims["org_id"], "org_acme000000000000");
}

impl crate::support::TestServer {
    async fn token_of_device(&self, device_code: &str) -> crate::support::clients::Answer {
        self.post_form("/oauth/token", &[("grant_type", GRANT), ("client_id", "nobody"), ("device_code", device_code)]).await
    }
}
