//! What Rules decide, in the ways that they did.

use anteroom::identity::client::AppType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{EMAIL, Story};
use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn each_rule_sees_what_the_one_before_it_handed_on_and_claims_are_in_the_tokens() {
    let story = Story::new().await;
    let first = "// Comments come before it.\nfunction named(user, context, callback) {
        user.color = 'blue';
        context.idToken['https://shop.example/first'] = context.clientName;
        callback(null, user, context);
    };";
    story.rule("first", first).await;
    story
        .rule(
            "second",
            "async (user, context, callback) => {
                context.idToken['https://shop.example/color'] = user.color;
                context.accessToken['https://shop.example/roles'] = context.authorization.roles.concat('a');
                return callback(null, user, context);
            }",
        )
        .await;
    let (id, access) = story.claims().await;
    assert_eq!(id, json!({ "https://shop.example/first": "Shop", "https://shop.example/color": "blue" }));
    assert_eq!(access, json!({ "https://shop.example/roles": ["a"] }));
    let record = story.record().await;
    let names: Vec<&str> = record["results"].as_array().unwrap().iter().map(|run| run["action_name"].as_str().unwrap()).collect();
    assert_eq!((names, &record["status"]), (vec!["first", "second"], &json!("final")));
    assert!(record["results"][0]["fuel_used"].as_u64().unwrap() > 0 && record["results"][1]["fuel_used"].as_u64().unwrap() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn user_and_context_are_what_rules_knew() {
    let story = Story::new().await;
    story.body("context.idToken.told = JSON.stringify({ user, context }); callback(null, user, context);").await;
    let (id, _) = story.claims().await;
    let told: Value = serde_json::from_str(id["told"].as_str().unwrap()).unwrap();
    let (user, context) = (&told["user"], &told["context"]);
    assert_eq!((&user["email"], &user["user_id"], &user["logins_count"]), (&json!(EMAIL), &json!(story.user.user_id), &json!(1)));
    assert_eq!(user.get("app_metadata"), None, "who has none has no member");
    assert_eq!((&context["clientID"], &context["clientName"]), (&json!(story.client.client_id), &json!("Shop")));
    assert_eq!((&context["connectionStrategy"], &context["protocol"]), (&json!("auth0"), &json!("oidc-basic-profile")));
    assert_eq!(context["stats"]["loginsCount"], 1);
    assert_eq!(context["request"]["query"]["client_id"], json!(story.client.client_id));
    assert_eq!((&context["authentication"]["methods"][0]["name"], context["sessionID"].is_string()), (&json!("pwd"), true));
    assert!(context["authentication"]["methods"][0]["timestamp"].is_u64());
}

#[tokio::test(flavor = "multi_thread")]
async fn unauthorized_is_the_error_of_its_error_and_nothing_after_it_runs() {
    let story = Story::new().await;
    story.body("callback(new UnauthorizedError('You are not welcome.'));").await;
    story.body("context.idToken.late = true; callback(null, user, context);").await;
    let refused = story.log_in().await;
    assert_eq!((refused["error"].as_str(), refused["error_description"].as_str()), ("unauthorized", "You are not welcome."));
    let record = story.record().await;
    assert_eq!((record["results"].as_array().unwrap().len(), &record["results"][0]["verdict"]), (1, &json!("deny")));
    assert_eq!(story.server.last_log("f").await.unwrap().details["error"]["oauthError"], "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_other_error_is_access_denied_with_its_text() {
    let story = Story::new().await;
    for (body, told) in [
        ("callback(new Error('Not today.'));", "Not today."),
        ("callback('a text');", "a text"),
        ("callback({ message: 'an object' });", "an object"),
        ("throw new TypeError('thrown');", "thrown"),
        ("undefined_function();", "undefined_function is not defined"),
    ] {
        let id = story.body(body).await;
        let refused = story.log_in().await;
        assert_eq!((refused["error"].as_str(), refused["error_description"].as_str()), ("access_denied", told), "{body}");
        let (status, _) = story.server.api("delete:rules").delete(&format!("/rules/{id}")).await;
        assert_eq!(status, 204);
    }
    assert!(story.log_in().await.contains_key("code"), "no rule, no refusal");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_run_in_their_order_and_those_that_are_off_do_not() {
    let story = Story::new().await;
    let name = |name: &str| format!("context.idToken.order = (context.idToken.order || '') + '{name}'; callback(null, user, context);");
    let a = story.body(&name("a")).await;
    let b = story.body(&name("b")).await;
    let c = story.body(&name("c")).await;
    assert_eq!(story.claims().await.0["order"], "abc");
    let api = story.server.api("update:rules");
    assert_eq!(api.patch(&format!("/rules/{a}"), json!({ "order": 50 })).await.0, 200);
    assert_eq!(api.patch(&format!("/rules/{b}"), json!({ "enabled": false })).await.0, 200);
    assert_eq!(story.claims().await.0["order"], "ca");
    assert_eq!(api.patch(&format!("/rules/{b}"), json!({ "enabled": true })).await.0, 200);
    assert_eq!(
        api.patch(&format!("/rules/{c}"), json!({ "script": format!("function (user, context, callback) {{ {} }}", name("C")) })).await.0,
        200
    );
    assert_eq!(story.claims().await.0["order"], "bCa");
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_run_after_the_rules_and_know_which_ran() {
    let story = Story::new().await;
    let ran = story.body("context.idToken.who = 'rule'; callback(null, user, context);").await;
    let api = story.server.api("create:actions update:actions");
    let code = format!(
        "exports.onExecutePostLogin = async (event, api) => {{
            api.idToken.setCustomClaim('who', 'action');
            api.idToken.setCustomClaim('ran', [api.rules.wasExecuted('{ran}'), api.rules.wasExecuted('rul_other')]);
        }};"
    );
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let (_, action) =
        api.post("/actions/actions", json!({ "name": "After", "code": code, "supported_triggers": triggers, "deploy": true })).await;
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200);
    assert_eq!(story.claims().await.0, json!({ "who": "action", "ran": [true, false] }));
    let record = story.record().await;
    assert_eq!(record["results"].as_array().unwrap().len(), 2, "one record tells of both");
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_of_the_access_token_are_those_that_a_rule_leaves() {
    let story = Story::new().await;
    story.body("context.accessToken.scope = ['openid', 'read:books']; callback(null, user, context);").await;
    assert!(story.log_in().await.contains_key("code"));
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(code.scope, ["openid", "read:books"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_run_again_at_the_exchange_of_a_refresh_token() {
    let server = TestServer::start_for_scripts().await;
    let client = server.client(AppType::RegularWeb).await;
    server.with_database(&[&client.client]).await;
    let user = server.user(EMAIL).await;
    let code = server.code(&client, &user, "openid offline_access").await;
    let refresh_token = server.redeem(&client, &code).await.text_of("refresh_token").to_owned();
    let api = server.api("create:rules");
    for (name, body) in [
        ("told", "context.idToken.protocol = context.protocol; callback(null, user, context);"),
        ("denied", "callback(new UnauthorizedError('No more.'));"),
    ] {
        let script = format!("function (user, context, callback) {{ {body} }}");
        assert_eq!(api.post("/rules", json!({ "name": name, "script": script })).await.0, 201);
        let answer = server.refresh(&client, &refresh_token).await;
        if name == "told" {
            let payload = answer.text_of("id_token").split('.').nth(1).unwrap().to_owned();
            let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
            assert_eq!(claims["protocol"], "oauth2-refresh-token");
        } else {
            answer.assert_error(500, "unauthorized");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_primary_user_is_whom_the_tokens_are_for() {
    let story = Story::new().await;
    let connection = story.server.app.directory.connections.all().await.unwrap().remove(0).value;
    let other = story.server.with_user(&connection, "bob@example.com").await;
    story.server.link(&story.user, &other).await;
    story.body(&format!("context.primaryUser = '{}'; callback(null, user, context);", other.user_id)).await;
    assert!(story.log_in().await.contains_key("code"));
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(code.user_id, other.user_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_be_made_the_primary_user() {
    let story = Story::new().await;
    let connection = story.server.app.directory.connections.all().await.unwrap().remove(0).value;
    let other = story.server.with_user(&connection, "bob@example.com").await;
    story.body(&format!("context.primaryUser = '{}'; callback(null, user, context);", other.user_id)).await;
    let refused = story.log_in().await;
    let told = "The primary user has no identity of the user who logged in.";
    assert_eq!((refused["error"].as_str(), refused["error_description"].as_str()), ("access_denied", told));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_that_no_flow_asks_for_fails_the_login_and_says_so() {
    let story = Story::new().await;
    story.body("context.multifactor = { provider: 'duo' }; callback(null, user, context);").await;
    assert_eq!(story.log_in().await["error"], "access_denied");
    let record = story.record().await;
    assert!(record["results"][0]["error"]["msg"].as_str().unwrap().contains("api.multifactor.enable"), "{record}");
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_that_cannot_be_set_are_left_out() {
    let story = Story::new().await;
    story
        .body("Object.assign(context.idToken, { scope: 'x', '': 1, sub: 'y', good: 1, none: undefined }); callback(null, user, context);")
        .await;
    let (id, _) = story.claims().await;
    assert_eq!((&id["good"], id.get("scope"), id.get("none")), (&json!(1), None, None), "{id}");
}
