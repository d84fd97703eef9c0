//! Every way in which an exchange is refused, with its answer and its event.

use anteroom::identity::client::AppType;
use serde_json::json;

use super::{GRANT, Scene, TYPE, by_id};

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_denies_is_heard_with_its_code_and_reason() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    for (code, status, error) in [
        ("invalid_request", 400, "invalid_request"),
        ("server_error", 500, "server_error"),
        ("access_denied", 400, "access_denied"),
        ("made up", 400, "invalid_request"),
    ] {
        let answer = scene.exchange(json!([by_id(&user.user_id), ["access.deny", code, "Not you."]]), &[]).await;
        answer.assert_error(status, error);
        assert_eq!(answer.json["error_description"], "Not you.");
    }
    let event = scene.server.last_log("fecte").await.unwrap();
    assert_eq!(event.description.as_deref(), Some("Not you."));
    assert_eq!(event.details["tokenExchangeProfile"]["subject_token_type"], TYPE);
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    assert_eq!(scene.server.app.audit.executions.get(execution).await.unwrap().unwrap().results[0].verdict, "deny");
    assert_eq!(scene.server.app.directory.users.get(&user.user_id).await.unwrap().unwrap().logins_count, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_fails_gives_no_tokens() {
    let scene = Scene::new().await;
    for token in ["no JSON at all", "[[\"no.such.method\"]]", "[[\"authentication.setActor\", {}]]"] {
        scene.exchange_token(token, &[]).await.assert_error(500, "access_denied");
    }
    assert_eq!(scene.server.log_types().await.iter().filter(|kind| *kind == "fecte").count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_must_name_exactly_one_user() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    for calls in [json!([]), json!([by_id(&user.user_id), by_id(&user.user_id)])] {
        scene.exchange(calls, &[]).await.assert_error(400, "invalid_request");
        assert!(scene.refusal().await.contains("once"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn post_login_denies_as_at_every_login() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let code = "exports.onExecutePostLogin = async (event, api) => api.access.deny('Closed.');";
    super::deployed(&scene.server, "closed", "post-login", code).await;
    let binding = json!({ "bindings": [{ "ref": { "type": "action_name", "value": "closed" } }] });
    assert_eq!(scene.server.api("update:actions").patch("/actions/triggers/post-login/bindings", binding).await.0, 200);
    let answer = scene.exchange(json!([by_id(&user.user_id)]), &[]).await;
    answer.assert_error(500, "access_denied");
    assert_eq!((answer.json["error_description"].as_str(), scene.refusal().await.as_str()), (Some("Closed."), "Closed."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_must_be_whole_and_bounded() {
    let scene = Scene::new().await;
    let ask = async |form: &[(&str, &str)]| scene.server.token(&scene.client, &[&[("grant_type", GRANT)], form].concat()).await;
    let (token, kind) = (("subject_token", "[]"), ("subject_token_type", TYPE));
    let (long_token, long_type) = ("x".repeat(32 * 1024 + 1), "urn:".to_owned() + &"x".repeat(300));
    for form in [
        &[token][..],
        &[kind],
        &[token, ("subject_token_type", "urn:acme:unknown")],
        &[kind, ("subject_token", &long_token)],
        &[token, ("subject_token_type", &long_type)],
        &[token, kind, ("actor_token", "a")],
        &[token, kind, ("actor_token_type", "urn:acme:actor")],
        &[token, kind, ("actor_token", &long_token), ("actor_token_type", "urn:acme:actor")],
        &[token, kind, ("actor_token", "a"), ("actor_token_type", &long_type)],
        &[token, kind, ("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token")],
    ] {
        ask(form).await.assert_error(400, "invalid_request");
    }
    assert_eq!(scene.server.app.audit.executions.all().await.unwrap().len(), 0, "no Action ran");
    let longest = format!("[]{}", " ".repeat(32 * 1024 - 2));
    ask(&[kind, ("subject_token", &longest)]).await.assert_error(400, "invalid_request");
    assert_eq!(scene.server.app.audit.executions.all().await.unwrap().len(), 1, "the longest one is brought to the Action");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_must_be_allowed_it_whatever_its_grant_types_say() {
    for change in [
        (|client: &mut anteroom::identity::Client| drop(client.extra.remove("token_exchange"))) as fn(&mut anteroom::identity::Client),
        |client| drop(client.extra.insert("token_exchange".into(), json!({ "allow_any_profile_of_type": [] }))),
        |client| {
            drop(client.extra.insert("token_exchange".into(), json!({ "allow_any_profile_of_type": ["on_behalf_of_token_exchange"] })))
        },
        |client| client.is_first_party = false,
        |client| client.oidc_conformant = false,
    ] {
        let scene = Scene::with(AppType::RegularWeb, |client| {
            client.grant_types.push(GRANT.to_owned());
            change(client);
        })
        .await;
        scene.exchange(json!([]), &[]).await.assert_error(403, "unauthorized_client");
        assert_eq!(scene.server.app.audit.executions.all().await.unwrap().len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_must_prove_itself() {
    let scene = Scene::new().await;
    let form = [("grant_type", GRANT), ("subject_token_type", TYPE), ("subject_token", "[]"), ("client_id", scene.client.id())];
    scene.server.post_form("/oauth/token", &form).await.assert_error(401, "invalid_client");
    scene.server.post_form("/oauth/token", &[&form[..], &[("client_secret", "wrong")]].concat()).await.assert_error(401, "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_not_there_or_asks_consent_is_no_audience() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    scene.server.resource_server_with("urn:asking", &["read"], |api| api.skip_consent_for_verifiable_first_party_clients = false).await;
    let me = json!([by_id(&user.user_id)]);
    scene.exchange(me.clone(), &[("audience", "urn:elsewhere")]).await.assert_error(403, "access_denied");
    scene.exchange(me, &[("audience", "urn:asking")]).await.assert_error(403, "consent_required");
    assert_eq!(scene.server.app.audit.executions.all().await.unwrap().len(), 0, "no Action ran");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_without_a_deployed_action_fails_closed() {
    let scene = Scene::new().await;
    let actions = &scene.server.app.actions.actions;
    actions.modify(&scene.action, |action| action.deployed_version = None).await.unwrap();
    scene.exchange(json!([]), &[]).await.assert_error(500, "access_denied");
    let action = actions.get(&scene.action).await.unwrap().unwrap();
    actions.delete(&action).await.unwrap();
    scene.exchange(json!([]), &[]).await.assert_error(500, "access_denied");
}
