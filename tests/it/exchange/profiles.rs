//! `/api/v2/token-exchange-profiles`, and the Actions that profiles name.

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use super::{Scene, TYPE, deployed};
use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "create:token_exchange_profiles read:token_exchange_profiles update:token_exchange_profiles \
                   delete:token_exchange_profiles read:actions create:actions update:actions delete:actions";
const CODE: &str = "exports.onExecuteCustomTokenExchange = async () => {};";
const PATH: &str = "/token-exchange-profiles";

fn body(name: &str, kind: &str, action: &str) -> Value {
    json!({ "name": name, "subject_token_type": kind, "action_id": action, "type": "custom_authentication" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_made_read_changed_and_deleted() {
    let server = TestServer::start_for_scripts().await;
    let api = server.api(ALL);
    let action = deployed(&server, "one", "custom-token-exchange", CODE).await;
    let (status, made) = api.post(PATH, body("Legacy", TYPE, &action)).await;
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("tep_") && id.len() == 20, "{id}");
    let members: Vec<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["id", "name", "subject_token_type", "action_id", "type", "created_at", "updated_at"]);
    assert_eq!((&made["action_id"], &made["type"]), (&json!(action), &json!("custom_authentication")));
    let path = format!("{PATH}/{id}");
    assert_eq!(api.get(&path).await, (200, made.clone()));
    assert_eq!(api.get(&format!("{PATH}?take=50")).await, (200, json!({ "token_exchange_profiles": [made] })));

    server.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(api.patch(&path, json!({ "name": "Renamed", "subject_token_type": "urn:acme:renamed" })).await, (200, Value::Null));
    let changed = api.get(&path).await.1;
    assert_eq!((&changed["name"], &changed["subject_token_type"]), (&json!("Renamed"), &json!("urn:acme:renamed")));
    assert!(changed["updated_at"].as_str() > changed["created_at"].as_str());
    assert_eq!(api.delete(&path).await, (204, Value::Null));
    assert_eq!(api.delete(&path).await.0, 204, "one that is gone is no error");
    for answer in [api.get(&path).await, api.patch(&path, json!({ "name": "None" })).await] {
        assert_eq!((answer.0, message(&answer)), (404, "Token Exchange Profile not found."));
    }
    let told = server.last_log("sapi").await.unwrap();
    assert_eq!(told.description.as_deref(), Some("Delete a token exchange profile"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_needs_a_deployed_action_of_the_trigger() {
    let server = TestServer::start_for_scripts().await;
    let api = server.api(ALL);
    let login = deployed(&server, "login", "post-login", "exports.onExecutePostLogin = async () => {};").await;
    let triggers = json!([{ "id": "custom-token-exchange", "version": "v1" }]);
    let draft = api.post("/actions/actions", json!({ "name": "draft", "code": CODE, "supported_triggers": triggers })).await.1;
    for (action, why) in [
        ("00000000-0000-0000-0000-000000000000", "Action not found"),
        (login.as_str(), "Action must have supported_triggers: custom-token-exchange"),
        (draft["id"].as_str().unwrap(), "Action is not deployed"),
    ] {
        let answer = api.post(PATH, body("Legacy", TYPE, action)).await;
        assert_eq!((answer.0, message(&answer)), (400, why));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_type_of_token_has_one_profile() {
    let server = TestServer::start_for_scripts().await;
    let api = server.api(ALL);
    let action = deployed(&server, "one", "custom-token-exchange", CODE).await;
    assert_eq!(api.post(PATH, body("First", TYPE, &action)).await.0, 201);
    let again = api.post(PATH, body("Second", TYPE, &action)).await;
    assert_eq!((again.0, message(&again)), (409, "subject_token_type already exists for tenant"));
    let other = api.post(PATH, body("Second", "urn:acme:other", &action)).await.1;
    let path = format!("{PATH}/{}", other["id"].as_str().unwrap());
    assert_eq!(api.patch(&path, json!({ "subject_token_type": TYPE })).await.0, 409);
    assert_eq!(api.patch(&path, json!({ "subject_token_type": "urn:acme:other" })).await.0, 200, "its own is free");
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_profiles_are_refused_with_the_property() {
    let server = TestServer::start_for_scripts().await;
    let api = server.api(ALL);
    let action = deployed(&server, "one", "custom-token-exchange", CODE).await;
    for (name, value) in [
        ("name", json!("ab")),
        ("name", json!("<b>bold</b>")),
        ("subject_token_type", json!("urn:ietf:params:oauth:token-type:jwt")),
        ("subject_token_type", json!("https://tenant.auth0.com/token")),
        ("subject_token_type", json!("no-uri-at-all")),
        ("action_id", json!(7)),
        ("type", json!("on_behalf_of_token_exchange")),
        ("id", json!("tep_0000000000000000")),
        ("created_at", json!("2020-01-01T00:00:00Z")),
    ] {
        let mut wrong = body("Legacy", TYPE, &action);
        wrong[name] = value;
        let answer = api.post(PATH, wrong).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{name}");
        assert!(message(&answer).contains(name), "{}", message(&answer));
    }
    let made = api.post(PATH, body("Legacy", TYPE, &action)).await.1;
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    for fixed in [json!({ "action_id": action }), json!({ "type": "custom_authentication" }), json!({ "subject_token_type": "urn:okta:x" })]
    {
        assert_eq!(api.patch(&path, fixed).await.0, 400);
    }
    for query in ["?page=0", "?colour=blue", "?from=%21", "?take=0"] {
        assert_eq!(api.get(&format!("{PATH}{query}")).await.0, 400, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_are_listed_by_checkpoint() {
    let server = TestServer::start_for_scripts().await;
    let api = server.api(ALL);
    let action = deployed(&server, "one", "custom-token-exchange", CODE).await;
    for n in 0..5 {
        assert_eq!(api.post(PATH, body("Legacy", &format!("urn:acme:type-{n}"), &action)).await.0, 201);
    }
    let (mut seen, mut from) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("{PATH}?take=2{from}")).await.1;
        seen.extend(page["token_exchange_profiles"].as_array().unwrap().iter().map(|one| one["subject_token_type"].to_string()));
        match page["next"].as_str() {
            Some(next) => from = format!("&from={next}"),
            None => break,
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_operation_takes_its_own_scope() {
    let server = TestServer::start_for_scripts().await;
    let others = |own: &str| ALL.split_whitespace().filter(|scope| *scope != own).collect::<Vec<_>>().join(" ");
    for (own, method, path) in [
        ("read:token_exchange_profiles", "GET", PATH),
        ("read:token_exchange_profiles", "GET", "/token-exchange-profiles/tep_1"),
        ("create:token_exchange_profiles", "POST", PATH),
        ("update:token_exchange_profiles", "PATCH", "/token-exchange-profiles/tep_1"),
        ("delete:token_exchange_profiles", "DELETE", "/token-exchange-profiles/tep_1"),
    ] {
        assert_eq!(server.api(&others(own)).send(method, path, Some(json!({}))).await.0, 403, "{method} {path}");
        assert_ne!(server.api(own).send(method, path, None).await.0, 403, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_a_profile_names_is_not_deleted() {
    let scene = Scene::new().await;
    let api = scene.server.api(ALL);
    for path in [format!("/actions/actions/{}", scene.action), format!("/actions/actions/{}?force=true", scene.action)] {
        let answer = api.delete(&path).await;
        assert_eq!(answer.0, 409);
        assert!(message(&answer).contains("token exchange profile"), "{}", message(&answer));
    }
    let profile = scene.server.app.directory.token_exchange_profiles.all().await.unwrap().remove(0);
    assert_eq!(api.delete(&format!("{PATH}/{}", profile.id)).await.0, 204);
    assert_eq!(api.delete(&format!("/actions/actions/{}", scene.action)).await.0, 204);
    // Its type of token is unknown from then on.
    scene.exchange(json!([]), &[]).await.assert_error(400, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_and_the_deletion_of_its_action_do_not_both_come_true() {
    let server = TestServer::start_for_scripts().await;
    let api = server.api(ALL);
    for n in 0..4 {
        let action = deployed(&server, &format!("raced {n}"), "custom-token-exchange", CODE).await;
        let kind = format!("urn:acme:raced-{n}");
        let path = format!("/actions/actions/{action}");
        let (made, gone) = tokio::join!(api.post(PATH, body("Raced", &kind, &action)), api.delete(&path));
        assert!(matches!((made.0, gone.0), (201, 409) | (400 | 404 | 409, 204)), "{made:?} {gone:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trigger_is_bound_by_profiles_alone() {
    let scene = Scene::new().await;
    let api = scene.server.api(ALL);
    let path = "/actions/triggers/custom-token-exchange/bindings";
    let (status, bound) = api.get(path).await;
    assert_eq!((status, &bound["bindings"]), (200, &json!([])));
    let binding = json!({ "bindings": [{ "ref": { "type": "action_id", "value": scene.action } }] });
    let answer = api.patch(path, binding).await;
    assert_eq!(answer.0, 400);
    assert!(message(&answer).contains("profiles"), "{}", message(&answer));
    assert_eq!(api.patch(path, json!({ "bindings": [] })).await.0, 200, "tools send an empty list");
    let triggers = api.get("/actions/triggers").await.1;
    let own = triggers["triggers"].as_array().unwrap().iter().find(|trigger| trigger["id"] == "custom-token-exchange").unwrap();
    assert_eq!(own["binding_policy"], "entity-bound");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_says_by_which_types_it_exchanges() {
    let scene = Scene::with(AppType::RegularWeb, |client| client.extra.clear()).await;
    let api = scene.server.api("update:clients read:clients");
    let path = format!("/clients/{}", scene.client.id());
    for wrong in [
        json!({ "allow_any_profile_of_type": ["anything"] }),
        json!({ "more": true }),
        json!({ "allow_any_profile_of_type": "custom_authentication" }),
    ] {
        assert_eq!(api.patch(&path, json!({ "token_exchange": wrong })).await.0, 400);
    }
    scene.exchange(json!([]), &[]).await.assert_error(403, "unauthorized_client");
    let setting = json!({ "allow_any_profile_of_type": ["custom_authentication"] });
    let (status, client) = api.patch(&path, json!({ "token_exchange": setting })).await;
    assert_eq!((status, &client["token_exchange"]), (200, &setting));
    scene.exchange(json!([]), &[]).await.assert_error(400, "invalid_request");
    assert_eq!(api.patch(&path, json!({ "token_exchange": null })).await.0, 200);
    scene.exchange(json!([]), &[]).await.assert_error(403, "unauthorized_client");
}
