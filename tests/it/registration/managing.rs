//! What the makers of an application do with it later (RFC 7592), where the server's configuration lets them.

use serde_json::{Value, json};

use super::Story;
use crate::support::clients::Answer;
use crate::support::story::CALLBACK;

impl Story {
    async fn managed() -> Self {
        Self::configured(|config| config.registration.management = true).await
    }

    async fn manage(&self, method: &str, id: &str, token: &str, body: Option<Value>) -> Answer {
        let request = self.server.http.request(method.parse().unwrap(), format!("{}/oidc/register/{id}", self.server.url));
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        self.server.clock.advance(std::time::Duration::from_millis(1));
        Answer::of(request.send().await.unwrap()).await
    }
}

#[tokio::test]
async fn nobody_is_given_a_token_unless_the_operator_wants_it() {
    let story = Story::begin().await;
    let (answer, client) = story.application(json!({})).await;
    assert!(answer.json.get("registration_access_token").is_none() && answer.json.get("registration_client_uri").is_none());
    for method in ["GET", "PUT", "DELETE"] {
        story.manage(method, &client.client_id, "x", None).await.assert_error(403, "access_denied");
    }
}

#[tokio::test]
async fn the_token_reads_changes_and_removes_its_application() {
    let story = Story::managed().await;
    let (registered, client) = story.application(json!({ "client_name": "First", "logo_uri": "https://app.example.com/l" })).await;
    let (id, token) = (registered.text_of("client_id"), registered.text_of("registration_access_token"));
    assert_eq!(registered.text_of("registration_client_uri"), format!("{}/oidc/register/{id}", story.server.url));
    let kept = story.server.app.directory.registrations.get(id).await.unwrap().unwrap();
    assert!(kept.token_hash.as_deref().is_some_and(|hash| hash != token), "it is kept as a hash");
    let read = story.manage("GET", id, token, None).await;
    let mut expected = registered.json.clone();
    expected.as_object_mut().unwrap().remove("registration_access_token");
    assert_eq!((read.status, &read.json), (200, &expected));
    let said = json!({ "client_id": id, "client_secret": registered.json["client_secret"], "client_name": "Second",
        "redirect_uris": ["https://other.example.com/cb"], "is_first_party": true });
    let changed = story.manage("PUT", id, token, Some(said)).await;
    assert_eq!((changed.status, &changed.json["client_name"], changed.json.get("logo_uri")), (200, &json!("Second"), None));
    assert_eq!(changed.json["client_secret"], registered.json["client_secret"]);
    let after = story.client(id).await;
    assert_eq!((after.name.as_str(), after.callbacks.as_slice()), ("Second", &["https://other.example.com/cb".to_owned()][..]));
    assert!(!after.is_first_party && !after.extra.contains_key("logo_uri") && client.extra.contains_key("logo_uri"));
    assert_eq!(story.manage("DELETE", id, token, None).await.status, 204);
    assert_eq!(story.applications().await, 0);
    story.manage("GET", id, token, None).await.assert_error(401, "invalid_token");
}

#[tokio::test]
async fn applications_are_not_told_apart_by_who_has_no_token_of_theirs() {
    let story = Story::managed().await;
    let (registered, client) = story.application(json!({})).await;
    let (other, _) = story.application(json!({})).await;
    let theirs = story.server.with_client("Our own", anteroom::identity::AppType::RegularWeb).await;
    let token = other.text_of("registration_access_token");
    let unknown = story.manage("GET", "nobody", token, None).await;
    for method in ["GET", "PUT", "DELETE"] {
        for id in [client.client_id.as_str(), theirs.client_id.as_str(), "nobody", "%00", "..%2f..%2fx"] {
            for token in [token, registered.text_of("client_secret"), "", "x"] {
                let answer = story.manage(method, id, token, Some(json!({ "client_id": id, "redirect_uris": [CALLBACK] }))).await;
                answer.assert_error(401, "invalid_token");
                assert_eq!(answer.text, unknown.text, "{method} {id}");
            }
        }
        story.server.clock.advance(std::time::Duration::from_secs(60));
    }
    assert_eq!(story.applications().await, 3);
}

#[tokio::test]
async fn a_change_is_checked_as_a_registration_is_and_says_whom_it_means() {
    let story = Story::managed().await;
    let (registered, client) = story.application(json!({})).await;
    let (id, token) = (registered.text_of("client_id"), registered.text_of("registration_access_token"));
    let put = async |more: Value| {
        let mut body = json!({ "client_id": id, "redirect_uris": [CALLBACK] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        story.manage("PUT", id, token, Some(body)).await
    };
    for (more, error) in [
        (json!({ "client_id": "other" }), "invalid_client_metadata"),
        (json!({ "client_id": null }), "invalid_client_metadata"),
        (json!({ "client_secret": "chosen-by-me-chosen-by-me-chosen-by-me" }), "invalid_client_metadata"),
        (json!({ "registration_access_token": token }), "invalid_client_metadata"),
        (json!({ "client_secret_expires_at": 0 }), "invalid_client_metadata"),
        (json!({ "redirect_uris": ["javascript:alert(1)"] }), "invalid_redirect_uri"),
        (json!({ "client_name": "<b>" }), "invalid_client_metadata"),
        (json!({ "grant_types": ["password"] }), "invalid_client_metadata"),
    ] {
        put(more).await.assert_error(400, error);
    }
    assert_eq!(story.client(id).await, client);
    let public = put(json!({ "token_endpoint_auth_method": "none" })).await;
    assert_eq!((public.status, public.json.get("client_secret")), (200, None));
    let again = put(json!({})).await;
    assert!(again.text_of("client_secret").len() == 64 && again.json["client_secret"] != registered.json["client_secret"]);
}

#[tokio::test]
async fn what_the_tenant_changed_nobody_changes_back() {
    let story = Story::managed().await;
    for change in
        [json!({ "callbacks": [] }), json!({ "grant_types": [] }), json!({ "name": "Under review" }), json!({ "is_first_party": true })]
    {
        let (registered, _) = story.application(json!({})).await;
        let (id, token) = (registered.text_of("client_id"), registered.text_of("registration_access_token"));
        assert_eq!(story.server.api("update:clients").patch(&format!("/clients/{id}"), change.clone()).await.0, 200);
        let before = story.client(id).await;
        let body = json!({ "client_id": id, "redirect_uris": [CALLBACK] });
        story.manage("PUT", id, token, Some(body)).await.assert_error(403, "access_denied");
        assert_eq!(story.client(id).await, before, "{change}");
        let removed = story.manage("DELETE", id, token, None).await.status;
        assert_eq!(removed, if before.is_first_party { 403 } else { 204 });
    }
}

#[tokio::test]
async fn a_strict_application_stays_within_its_rules() {
    let story = Story::managed().await;
    story.set(json!({ "dynamic_client_registration_security_mode": "strict" })).await;
    let (registered, _) = story.application(json!({})).await;
    let (id, token) = (registered.text_of("client_id"), registered.text_of("registration_access_token"));
    story.set(json!({ "dynamic_client_registration_security_mode": "permissive" })).await;
    let body = json!({ "client_id": id, "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "client_credentials"] });
    story.manage("PUT", id, token, Some(body)).await.assert_error(400, "invalid_client_metadata");
    let body = json!({ "client_id": id, "redirect_uris": [CALLBACK] });
    assert_eq!(story.manage("PUT", id, token, Some(body)).await.status, 200);
    assert!(story.client(id).await.is_strict());
    // While registration is off nothing of it is on.
    story.set(json!({ "flags": { "enable_dynamic_client_registration": false } })).await;
    story.manage("GET", id, token, None).await.assert_error(403, "access_denied");
}
