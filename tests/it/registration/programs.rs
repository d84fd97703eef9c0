//! The Actions of `client-registration`: they allow, deny, change what an application says, and give it an end.

use std::time::Duration;

use anteroom::contract::Trigger;
use anteroom::storage::sweeper::Sweep;
use serde_json::{Value, json};

use super::Story;
use crate::support::TestServer;
use crate::support::api::message;
use crate::support::guests::Guest;
use crate::support::story::{Bound, CALLBACK};

/// A server that takes registrations, whose Actions are these.
async fn story(codes: &[&str]) -> Story {
    story_at(TestServer::start_for_scripts().await, codes).await
}

async fn story_at(server: TestServer, codes: &[&str]) -> Story {
    let story = Story::begin_at(server).await;
    let api = story.server.api("create:actions update:actions");
    let mut bindings = Vec::new();
    for (n, code) in codes.iter().enumerate() {
        let name = format!("vet {n}");
        let code = format!("exports.onExecuteClientRegistration = async (event, api) => {{ {code} }};");
        let triggers = json!([{ "id": "client-registration", "version": "v1" }]);
        let (status, action) =
            api.post("/actions/actions", json!({ "name": name, "code": code, "supported_triggers": triggers, "deploy": true })).await;
        assert_eq!((status, &action["status"]), (201, &json!("built")), "{action}");
        bindings.push(json!({ "ref": { "type": "action_name", "value": name } }));
    }
    let (status, answer) = api.patch("/actions/triggers/client-registration/bindings", json!({ "bindings": bindings })).await;
    assert_eq!(status, 200, "{answer}");
    story
}

impl Story {
    async fn executions(&self) -> usize {
        self.server.app.audit.executions.all().await.unwrap().len()
    }

    /// Runs the sweep of those that are to go.
    async fn swept(&self) -> usize {
        let now = self.server.app.clock.now();
        anteroom::registration::unused::Unused::of(&self.server.app).sweep(now, 100).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_nothing_bound_no_event_is_built_and_no_program_is_called() {
    let story = story(&[]).await;
    story.application(json!({})).await;
    assert_eq!(story.executions().await, 0);
    let event = story.server.last_log("sapi").await.unwrap();
    assert!(event.details.get("actions").is_none(), "{:?}", event.details);
    let asked = anteroom::registration::ask(&story.server.app, || panic!("an event is built for nobody")).await;
    assert!(asked.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_is_told_what_the_application_says_of_itself() {
    let story = story(&["console.log(JSON.stringify(event.client)); console.log(JSON.stringify(event.request));"]).await;
    let said = json!({
        "client_name": "Seen", "contacts": ["a@example.com"], "token_endpoint_auth_method": "client_secret_basic", "unknown_member": { "a": [1] },
        "client_secret": "chosen by a stranger", "software_version": "7",
    });
    story.application(said).await;
    let event = story.server.last_log("sapi").await.unwrap();
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    let record = story.server.app.audit.executions.get(execution).await.unwrap().unwrap();
    let line = |at: usize| serde_json::from_str::<Value>(record.results[0].console[at]["message"].as_str().unwrap()).unwrap();
    let (client, request) = (line(0), line(1));
    let expected = json!({
        "client_name": "Seen", "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code"], "response_types": ["code"], "application_type": "web", "contacts": ["a@example.com"],
        "software_version": "7", "third_party_security_mode": "permissive",
    });
    assert_eq!(client, expected);
    // All that it said, known or not, but for what is called like a secret.
    let body = json!({
        "redirect_uris": [CALLBACK], "client_name": "Seen", "contacts": ["a@example.com"], "unknown_member": { "a": [1] },
        "software_version": "7",
    });
    assert_eq!(request["body"], body);
    assert_eq!((&request["ip"], &request["method"]), (&json!("127.0.0.1"), &json!("POST")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_denies_with_the_errors_of_the_standard_and_nothing_is_registered() {
    let story = story(&["api.access.deny(event.client.software_id, 'Not of ours.');"]).await;
    let before = story.applications().await;
    for (code, status, error) in [
        ("invalid_redirect_uri", 400, "invalid_redirect_uri"),
        ("invalid_client_metadata", 400, "invalid_client_metadata"),
        ("unapproved_software_statement", 400, "unapproved_software_statement"),
        ("access_denied", 403, "access_denied"),
        ("made up", 403, "access_denied"),
    ] {
        let answer = story.register(json!({ "redirect_uris": [CALLBACK], "software_id": code })).await;
        answer.assert_error(status, error);
        assert_eq!(answer.json["error_description"], "Not of ours.");
    }
    assert_eq!(story.applications().await, before);
    let event = story.server.last_log("fapi").await.unwrap();
    assert_eq!(event.description.as_deref(), Some("Not of ours."));
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    let record = story.server.app.audit.executions.get(execution).await.unwrap().unwrap();
    assert_eq!((record.trigger_id.as_str(), record.results[0].verdict.as_str()), ("client-registration", "deny"));
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_change_what_an_application_says_one_after_the_other() {
    let story = story(&[
        "api.client.setMetadata('client_name', 'First').client.setMetadata('logo_uri', null);",
        "api.client.setMetadata('client_name', event.client.client_name + ' (unverified)');",
    ])
    .await;
    let (answer, client) = story.application(json!({ "client_name": "Mine", "logo_uri": "https://rp.example.com/logo.png" })).await;
    assert_eq!((answer.text_of("client_name"), client.name.as_str()), ("Mine (unverified)", "Mine (unverified)"));
    assert!(answer.json.get("logo_uri").is_none() && !client.extra.contains_key("logo_uri"));
    let event = story.server.last_log("sapi").await.unwrap();
    assert_eq!(event.details["actions"]["executions"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_action_makes_of_it_is_checked_as_if_the_application_had_said_it() {
    let story = story(&["api.client.setMetadata(...JSON.parse(event.client.software_id));"]).await;
    let before = story.applications().await;
    for (name, value) in [
        ("redirect_uris", json!(["javascript:alert(1)"])),
        ("redirect_uris", json!([])),
        ("redirect_uris", Value::Null),
        ("grant_types", json!(["password"])),
        ("client_name", json!("<b>Bank</b>")),
        ("token_endpoint_auth_method", json!("client_secret_jwt")),
        ("contacts", json!("not a list")),
    ] {
        let answer = story.register(json!({ "redirect_uris": [CALLBACK], "software_id": json!([name, value]).to_string() })).await;
        answer.assert_error(400, "invalid_client_metadata");
        let told = story.server.last_log("fapi").await.unwrap().description.unwrap();
        assert!(told.contains("what an Action made") && told.contains(name), "{told}");
    }
    assert_eq!(story.applications().await, before);
    // What the server decides has no name here.
    let answer = story.register(json!({ "redirect_uris": [CALLBACK], "software_id": "[\"is_first_party\", true]" })).await;
    answer.assert_error(500, "access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_cannot_give_a_strict_application_more_than_its_rules() {
    let story = story(&["api.client.setMetadata('grant_types', ['client_credentials']).client.setMetadata('response_types', []);"]).await;
    let (answer, _) = story.application(json!({})).await;
    assert_eq!(answer.json["grant_types"], json!(["client_credentials"]));
    story.set(json!({ "dynamic_client_registration_security_mode": "strict" })).await;
    story.register(json!({ "redirect_uris": [CALLBACK] })).await.assert_error(400, "invalid_client_metadata");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mode_is_told_in_both() {
    let story = story(&["if (event.client.third_party_security_mode === 'strict') api.access.deny('access_denied', 'strict');"]).await;
    story.application(json!({})).await;
    story.set(json!({ "dynamic_client_registration_security_mode": "strict" })).await;
    let answer = story.register(json!({ "redirect_uris": [CALLBACK] })).await;
    answer.assert_error(403, "access_denied");
    assert_eq!(answer.json["error_description"], "strict");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_fails_lets_nobody_in_and_tells_strangers_nothing() {
    let story = story(&["throw new Error('the inner workings');"]).await;
    let before = story.applications().await;
    let answer = story.register(json!({ "redirect_uris": [CALLBACK] })).await;
    answer.assert_error(500, "access_denied");
    assert!(!answer.text.contains("inner workings"), "{}", answer.text);
    assert_eq!(story.applications().await, before);
    assert_eq!(story.server.last_log("fapi").await.unwrap().description.as_deref(), Some("the inner workings"));
    assert!(story.server.last_log("actions_execution_failed").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_already_is_refused_before_any_action_runs() {
    let story = story(&["api.client.setMetadata('redirect_uris', ['https://rp.example.com/cb']);"]).await;
    story.register(json!({ "redirect_uris": ["javascript:alert(1)"] })).await.assert_error(400, "invalid_redirect_uri");
    story.register(json!({})).await.assert_error(400, "invalid_redirect_uri");
    assert_eq!(story.executions().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_with_a_lifetime_goes_at_its_end_used_or_not() {
    let story = story(&["api.client.setLifetime(86400).client.setLifetime(3600);"]).await;
    let (answer, client) = story.application(json!({})).await;
    let end = story.server.app.clock.now().as_second() + 3600;
    assert_eq!(answer.json["client_secret_expires_at"], json!(end), "the shortest of several counts");
    anteroom::registration::unused::used(&story.server.app, &client).await;
    let kept = story.server.app.directory.registrations.get(&client.client_id).await.unwrap().unwrap();
    assert!(kept.used_at.is_some() && kept.expires_at.as_second() == end, "use does not keep it longer: {kept:?}");
    story.server.clock.advance(Duration::from_secs(3599));
    assert_eq!(story.swept().await, 0);
    story.server.clock.advance(Duration::from_secs(2));
    assert_eq!(story.swept().await, 1);
    assert!(story.server.app.directory.clients.get(&client.client_id).await.unwrap().is_none());
    let told = story.server.last_log("sapi").await.unwrap().description.unwrap();
    assert!(told.contains("lifetime is over"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_lifetime_keeps_no_application_that_is_not_used() {
    let story = story(&["api.client.setLifetime(315360000);"]).await;
    let (_, client) = story.application(json!({})).await;
    story.server.clock.advance(Duration::from_secs(7 * 86_400 + 1));
    assert_eq!(story.swept().await, 1);
    assert!(story.server.app.directory.clients.get(&client.client_id).await.unwrap().is_none());
    let told = story.server.last_log("sapi").await.unwrap().description.unwrap();
    assert!(told.contains("not used"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_at_the_registration_is_not_had_by_changing_it() {
    let store = std::sync::Arc::new(anteroom::storage::memory::MemoryStore::new());
    let server = TestServer::start_changed(store, true, |config| config.registration.management = true).await;
    let code = "if (event.client.redirect_uris.some((uri) => uri.includes('evil'))) api.access.deny('invalid_redirect_uri', 'No.');
                api.client.setLifetime(event.client.client_id ? 7200 : 3600);";
    let story = story_at(server, &[code]).await;
    let (answer, client) = story.application(json!({})).await;
    let end = answer.json["client_secret_expires_at"].clone();
    let token = answer.text_of("registration_access_token").to_owned();
    let put = async |uri: &str| {
        let body = json!({ "client_id": client.client_id, "redirect_uris": [uri] });
        let url = format!("{}/oidc/register/{}", story.server.url, client.client_id);
        let response = story.server.http.put(url).bearer_auth(&token).json(&body).send().await.unwrap();
        crate::support::clients::Answer::of(response).await
    };
    put("https://evil.example.com/cb").await.assert_error(400, "invalid_redirect_uri");
    assert_eq!(story.client(&client.client_id).await.callbacks, [CALLBACK]);
    let changed = put("https://rp.example.com/other").await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.json["client_secret_expires_at"], end, "its end comes no later than was said");
    assert_eq!(story.client(&client.client_id).await.callbacks, ["https://rp.example.com/other"]);
}

#[tokio::test]
async fn a_component_decides_as_well() {
    let story = Story::begin().await;
    let guest = Guest::new(
        "(call $life (local.get $api) (i64.const 3600) (i32.const 64))
         (if (i32.load8_u (i32.const 64)) (then unreachable))
         (call $set (local.get $api) (i32.const 1024) (i32.const 11) (i32.const 1035) (i32.const 8) (i32.const 64))
         (if (i32.load8_u (i32.const 64)) (then unreachable))",
    )
    .for_trigger(Trigger::ClientRegistration)
    .import("client-registration-types", "[method]api.client-set-lifetime", "life", "(param i32 i64 i32)")
    .import("client-registration-types", "[method]api.client-set-metadata", "set", "(param i32 i32 i32 i32 i32 i32)")
    .data(1024, "client_name\"Vetted\"");
    story.server.with_action(Trigger::ClientRegistration, "vet", guest.component().to_vec(), Bound::default()).await;
    let (answer, _) = story.application(json!({})).await;
    assert_eq!(answer.text_of("client_name"), "Vetted");
    assert_ne!(answer.json["client_secret_expires_at"], json!(0));
}

#[tokio::test]
async fn the_trigger_is_listed_beside_the_others() {
    let story = Story::begin().await;
    let triggers = story.server.api("read:actions").get("/actions/triggers").await;
    let own = triggers.1["triggers"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&own["id"], &own["version"], &own["binding_policy"]),
        (&json!("client-registration"), &json!("v1"), &json!("trigger-bound"))
    );
    assert_eq!(message(&triggers), "");
}
