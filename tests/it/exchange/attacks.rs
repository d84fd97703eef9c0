//! What an Action cannot be brought to do by the token that it reads, and what the answer does not tell.

use std::sync::Arc;

use anteroom::identity::client::AppType;
use anteroom::storage::memory::MemoryStore;
use serde_json::{Value, json};

use super::{Scene, by_connection, by_id, deployed_with};
use crate::support::TestServer;
use crate::support::fetching::Gate;
use crate::support::story::{DATABASE, PASSWORD};

/// Exchanges what must be refused with the one answer that there is for it; what the log says.
async fn refused(scene: &Scene, calls: Value) -> String {
    let answer = scene.exchange(calls, &[]).await;
    answer.assert_error(400, "invalid_request");
    assert_eq!(answer.json["error_description"], "The subject token could not be exchanged.");
    scene.refusal().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_there_is_and_who_is_blocked_is_not_told() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    scene.server.app.directory.users.modify(&user.user_id, |user| user.blocked = true).await.unwrap();
    assert_eq!(refused(&scene, json!([by_id(&user.user_id)])).await, "user is blocked");
    assert!(refused(&scene, json!([by_id("auth0|nobody")])).await.contains("does not exist"));
    let id = user.user_id.strip_prefix("auth0|").unwrap();
    let own = by_connection(json!({ "user_id": id, "email": "ann@example.com" }));
    assert_eq!(refused(&scene, json!([own])).await, "user is blocked");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_or_deleted_while_an_action_runs_gets_no_tokens() {
    let gate = Gate::new().await;
    let (origin, hosts) = (&gate.origin, json!([gate.origin]));
    // One Action waits before it names the user, the other at the login that follows.
    let first = format!(
        "exports.onExecuteCustomTokenExchange = async (event, api) => {{
            if (event.transaction.subject_token.startsWith('early ')) await fetch('{origin}');
            api.authentication.setUserById(event.transaction.subject_token.split(' ')[1]);
        }};"
    );
    let second = format!(
        "exports.onExecutePostLogin = async (event, api) => {{
            if (event.user.app_metadata.waits) await fetch('{origin}');
        }};"
    );
    let server = TestServer::start_changed(Arc::new(MemoryStore::new()), true, |config| config.sandbox.allow_private_egress = true).await;
    let scene = Scene::on(server, &first, hosts.clone(), AppType::RegularWeb, |_| {}).await;
    let action = deployed_with(&scene.server, "login", "post-login", &second, hosts).await;
    let binding = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action } }] });
    let api = scene.server.api("update:actions update:users delete:users");
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", binding).await.0, 200);
    for (moment, ends) in [("early", "block"), ("late", "block"), ("early", "delete"), ("late", "delete"), ("late", "password")] {
        let user = scene.server.with_user(&scene.connection, &format!("{moment}-{ends}@example.com")).await;
        let path = format!("/users/{}", user.user_id.replace('|', "%7C"));
        let waits = json!({ "app_metadata": { "waits": moment == "late" } });
        assert_eq!(api.patch(&path, waits).await.0, 200);
        let end = async {
            let ended = match ends {
                "block" => api.patch(&path, json!({ "blocked": true })).await,
                "password" => api.patch(&path, json!({ "password": "Violet-tram-31-window" })).await,
                _ => api.delete(&path).await,
            };
            assert!(matches!(ended.0, 200 | 204), "{} {}", ended.0, ended.1);
        };
        let token = format!("{moment} {}", user.user_id);
        let form = [("scope", "openid offline_access")];
        let (answer, ()) = tokio::join!(scene.exchange_token(&token, &form), gate.meanwhile(end));
        let error = if moment == "early" { (400, "invalid_request") } else { (500, "access_denied") };
        answer.assert_error(error.0, error.1);
        let why = match (moment, ends) {
            ("early", "block") => "user is blocked",
            ("early", _) => "the user that the Action named does not exist",
            _ => "The account was changed",
        };
        assert!(scene.refusal().await.starts_with(why), "{moment} {ends}: {}", scene.refusal().await);
        assert!(scene.server.app.directory.refresh_tokens.all().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_of_a_connection_that_the_application_does_not_use_is_out_of_reach() {
    let scene = Scene::new().await;
    let staff = scene.connection("staff", "auth0", false).await;
    let user = scene.server.with_user(&staff, "boss@example.com").await;
    assert!(refused(&scene, json!([by_id(&user.user_id)])).await.contains("enabled for the application"));
    let id = user.user_id.strip_prefix("auth0|").unwrap();
    let in_staff = json!(["authentication.setUserByConnection", "staff", { "user_id": id, "email": "boss@example.com" }]);
    assert!(refused(&scene, json!([in_staff])).await.contains("not enabled for the application"));
    // Ids of databases are of one kind: the same id in the database that it does use is somebody else's.
    let options = json!({ "creationBehavior": "create_if_not_exists", "updateBehavior": "replace" });
    let call = json!(["authentication.setUserByConnection", DATABASE, { "user_id": id, "email": "mine@example.com" }, options]);
    assert!(refused(&scene, json!([call])).await.contains("another connection"));
    let after = scene.server.app.directory.users.get(&user.user_id).await.unwrap().unwrap();
    assert_eq!((after.email.as_deref(), after.logins_count), (Some("boss@example.com"), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_cannot_reach_into_another_provider() {
    let scene = Scene::new().await;
    scene.connection("corp", "oidc", true).await;
    scene.connection("strange", "samlp", true).await;
    for id in ["x|y", "auth0|7", "a b", "a\u{0}b", "", &"x".repeat(256)] {
        let call = json!(["authentication.setUserByConnection", "corp", { "user_id": id }, { "creationBehavior": "create_if_not_exists" }]);
        assert!(refused(&scene, json!([call])).await.contains("user_id"), "{id}");
    }
    let call = json!(["authentication.setUserByConnection", "strange", { "user_id": "1" }, { "creationBehavior": "create_if_not_exists" }]);
    assert!(refused(&scene, json!([call])).await.contains("samlp"));
    assert_eq!(scene.users().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_leads_to_nobody_and_takes_nobodys_place() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let call = by_connection(json!({ "user_id": "other", "email": "ANN@example.com", "email_verified": true }));
    assert!(refused(&scene, json!([call])).await.contains("another user's"));
    assert_eq!(scene.users().await, 1);
    assert_eq!(scene.server.app.directory.users.get(&user.user_id).await.unwrap().unwrap().logins_count, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_makes_cannot_be_set_by_attributes() {
    let scene = Scene::new().await;
    for (name, value) in [
        ("app_metadata", json!({ "roles": ["admin"] })),
        ("user_metadata", json!({})),
        ("identities", json!([])),
        ("password", json!(PASSWORD)),
        ("password_hash", json!("$argon2id$")),
        ("blocked", json!(false)),
        ("created_at", json!("2020-01-01T00:00:00Z")),
        ("logins_count", json!(9)),
        ("connection", json!("staff")),
        ("__proto__x", json!(1)),
    ] {
        let mut attributes = json!({ "user_id": "1", "email": "a@example.com" });
        attributes[name] = value;
        assert!(refused(&scene, json!([by_connection(attributes)])).await.contains(name), "{name}");
    }
    for (name, value) in [
        ("user_id", json!(7)),
        ("email", json!("not an address")),
        ("email", json!(["a@example.com"])),
        ("email_verified", json!("true")),
        ("picture", json!("javascript:alert(1)")),
        ("phone_number", json!("911")),
        ("name", json!("x".repeat(301))),
        ("username", json!("ann")),
    ] {
        let mut attributes = json!({ "user_id": "1", "email": "a@example.com" });
        attributes[name] = value;
        refused(&scene, json!([by_connection(attributes)])).await;
    }
    refused(&scene, json!([by_connection(json!({ "user_id": "1" }))])).await;
    assert_eq!(scene.users().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_actors_token_alone_makes_nobody_an_actor() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let more = [
        ("actor_token", "{\"sub\":\"boss\"}"),
        ("actor_token_type", "urn:acme:actor"),
        ("act", "{\"sub\":\"boss\"}"),
        ("audience", "urn:api"),
    ];
    let answer = scene.exchange(json!([by_id(&user.user_id)]), &more).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let access = crate::token::verified(&scene.server, answer.text_of("access_token"), "urn:api").await;
    assert_eq!((access.get("act"), &access["sub"]), (None, &json!(user.user_id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_actor_is_bounded() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let mut deep = json!({ "sub": "0" });
    for n in 1..6 {
        deep = json!({ "sub": n.to_string(), "act": deep });
    }
    for actor in [deep, json!({ "sub": "x".repeat(65) }), json!({ "name": "nobody" }), json!({ "sub": "a", "b": [] })] {
        let answer = scene.exchange(json!([by_id(&user.user_id), ["authentication.setActor", actor]]), &[]).await;
        answer.assert_error(500, "access_denied");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_management_api_is_no_audience_of_an_exchange() {
    let scene = Scene::new().await;
    let management = scene.server.app.config.management_audience();
    scene
        .server
        .resource_server_with(&management, &["read:users"], |api| {
            api.is_system = true;
            api.skip_consent_for_verifiable_first_party_clients = false;
        })
        .await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let more = [("audience", management.as_str()), ("scope", "read:users")];
    scene.exchange(json!([by_id(&user.user_id)]), &more).await.assert_error(403, "consent_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_is_in_the_log() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let mark = "7f3e-the-subject-token";
    let calls = json!([by_id(&user.user_id), ["access.deny", "invalid_request", "no"], ["user.setAppMetadata", "unused", 1]]);
    let token = format!("{calls} {}", " ".repeat(4));
    scene.exchange_token(&format!("{mark}{token}"), &[("actor_token", mark), ("actor_token_type", "urn:acme:actor")]).await;
    scene.exchange_token(&token, &[("actor_token", mark), ("actor_token_type", "urn:acme:actor")]).await;
    let events = scene.server.app.audit.events.all().await.unwrap();
    assert_eq!(events.iter().filter(|event| event.kind == "fecte").count(), 2);
    for event in events {
        let told = serde_json::to_string(&event.value).unwrap();
        // The engine's own words for what is no JSON may repeat a character of it, and never all.
        assert!(!told.contains(mark), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_can_see_to_it_that_a_token_is_good_once() {
    let code = "exports.onExecuteCustomTokenExchange = async (event, api) => {
        const { subject_token } = event.transaction;
        if (api.cache.get(subject_token)) return api.access.rejectInvalidSubjectToken('used before');
        api.cache.set(subject_token, 'used');
        api.authentication.setUserByConnection('Username-Password-Authentication', { user_id: '1', email: 'a@example.com' },
            { creationBehavior: 'create_if_not_exists' });
    };";
    let scene = Scene::running(code, anteroom::identity::client::AppType::RegularWeb, |_| {}).await;
    assert_eq!(scene.exchange_token("once", &[]).await.status, 200);
    let again = scene.exchange_token("once", &[]).await;
    again.assert_error(400, "invalid_request");
    assert_eq!(again.json["error_description"], "used before");
    assert_eq!(scene.exchange_token("another", &[]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_token_brought_many_times_at_once_makes_one_user() {
    let scene = Scene::new().await;
    let calls = json!([by_connection(json!({ "user_id": "1", "email": "a@example.com" }))]);
    let asked = (0..6).map(|_| scene.exchange(calls.clone(), &[]));
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    assert_eq!(scene.users().await, 1);
    assert_eq!(scene.server.app.directory.users.get("auth0|1").await.unwrap().unwrap().logins_count, 6);
}
