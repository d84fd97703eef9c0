//! `POST /api/v2/rules/{id}/test`: what a try tells, what it leaves alone, and how it fails.

use serde_json::{Value, json};

use super::{EMAIL, Story};
use crate::support::api::message;

/// A stored Rule, and what is tried with it.
struct Desk {
    story: Story,
    path: String,
}

impl Desk {
    async fn new() -> Self {
        let story = Story::new().await;
        let id = story
            .rule("mine", "function (user, context, callback) { context.idToken.from = 'the store'; callback(null, user, context); }")
            .await;
        Self { story, path: format!("/rules/{id}/test") }
    }

    async fn post(&self, body: Value) -> (u16, Value) {
        self.story.server.api("update:rules").post(&self.path, body).await
    }

    /// The `payload` of a try of a Rule with this body, with more members of the request.
    async fn tried(&self, body: &str, more: Value) -> Value {
        let mut request = json!({ "user": user(), "context": {}, "script": format!("function (user, context, callback) {{\n{body}\n}}") });
        request.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let (status, answer) = self.post(request).await;
        assert_eq!(status, 200, "{answer}");
        answer["payload"].clone()
    }
}

fn user() -> Value {
    json!({ "user_id": "auth0|ada", "email": "ada@example.com", "app_metadata": { "plan": "free", "old": 1 } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_tells_what_the_callback_gave_what_changed_and_what_it_used() {
    let desk = Desk::new().await;
    let body = "console.log('for', user.email);
        user.app_metadata.plan = 'pro';
        delete user.app_metadata.old;
        context.idToken['https://shop.example/plan'] = user.app_metadata.plan;
        callback(null, user, context);";
    let told = desk.tried(body, json!({ "context": { "protocol": "oidc-basic-profile" } })).await;
    assert_eq!((&told["verdict"], told.get("error")), (&json!("allow"), None), "{told}");
    assert_eq!(told["user"], json!({ "user_id": "auth0|ada", "email": "ada@example.com", "app_metadata": { "plan": "pro" } }));
    let claims = json!({ "https://shop.example/plan": "pro" });
    assert_eq!(told["context"], json!({ "protocol": "oidc-basic-profile", "idToken": claims, "accessToken": {} }));
    assert_eq!(
        told["changes"],
        json!({
            "user": [
                { "op": "replace", "path": "/app_metadata/plan", "value": "pro", "before": "free" },
                { "op": "remove", "path": "/app_metadata/old", "before": 1 },
            ],
            "context": [{ "op": "add", "path": "/idToken/https:~1~1shop.example~1plan", "value": "pro" }],
        })
    );
    assert_eq!(told["effects"], json!([{ "type": "id_token_claim", "name": "https://shop.example/plan", "value": "pro" }]));
    assert_eq!(told["console"], json!([{ "level": "info", "message": "for ada@example.com" }]));
    assert!(told["fuel_used"].as_u64().unwrap() > 0 && told["peak_memory"].as_u64().unwrap() > 0, "{told}");
    assert!(told["wall_us"].as_u64().is_some() && told["stats"]["action_duration_ms"].is_number(), "{told}");
    assert!(desk.story.server.app.audit.executions.all().await.unwrap().is_empty(), "no login, no record");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_script_the_stored_one_runs_and_with_one_it_stays_as_it_was() {
    let desk = Desk::new().await;
    let (status, answer) = desk.post(json!({ "user": user(), "context": {} })).await;
    assert_eq!((status, &answer["payload"]["context"]["idToken"]["from"]), (200, &json!("the store")), "{answer}");
    let told = desk.tried("context.idToken.from = 'the draft'; callback(null, user, context);", json!({})).await;
    assert_eq!(told["context"]["idToken"]["from"], "the draft");
    assert_eq!(desk.story.claims().await.0["from"], "the store", "and logins run it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_and_an_error_are_told_as_the_errors_that_the_callback_gave() {
    let desk = Desk::new().await;
    let told = desk.tried("callback(new UnauthorizedError('Not you.'));", json!({})).await;
    assert_eq!((&told["verdict"], &told["user"], &told["context"]), (&json!("deny"), &Value::Null, &Value::Null), "{told}");
    let error = &told["error"];
    assert_eq!(
        (&error["name"], &error["message"], &error["id"]),
        (&json!("UnauthorizedError"), &json!("Not you."), &json!("unauthorized"))
    );
    let told = desk.tried("console.log('before');\ncallback(new TypeError('Not so.'));", json!({})).await;
    let error = &told["error"];
    assert_eq!((&told["verdict"], &error["name"], &error["message"]), (&json!("failed"), &json!("TypeError"), &json!("Not so.")), "{told}");
    assert!(
        error["stack"].as_str().unwrap().starts_with("TypeError: Not so.\n    at ")
            && error["stack"].as_str().unwrap().contains("rules/mine.js:3:"),
        "{error}"
    );
    assert_eq!(told["console"][0]["message"], "before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_told_and_not_done_and_not_asked_for_again_by_who_comes_back() {
    let desk = Desk::new().await;
    let body = "context.redirect = { url: 'https://shop.example/terms' }; callback(null, user, context);";
    let told = desk.tried(body, json!({})).await;
    assert_eq!((&told["verdict"], &told["effects"][0]["url"]), (&json!("redirect"), &json!("https://shop.example/terms")), "{told}");
    assert_eq!(told["changes"]["context"][0]["path"], "/redirect");
    let told = desk.tried(body, json!({ "context": { "protocol": "redirect-callback" } })).await;
    assert_eq!((&told["verdict"], &told["effects"]), (&json!("allow"), &json!([])), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_when_the_request_says_it_is() {
    let desk = Desk::new().await;
    let body = "context.idToken.now = new Date().toISOString(); callback(null, user, context);";
    let told = desk.tried(body, json!({ "now": "2031-05-06T07:08:09.123Z" })).await;
    assert_eq!(told["context"]["idToken"]["now"], "2031-05-06T07:08:09.123Z");
    let told = desk.tried(body, json!({})).await;
    assert_eq!(told["context"]["idToken"]["now"], anteroom::clock::iso_millis(desk.story.server.app.clock.now()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_management_api_answers_from_the_user_that_was_given_and_what_is_written_is_told() {
    let desk = Desk::new().await;
    let own = &desk.story.user.user_id;
    let body = format!(
        "(async () => {{
           await auth0.users.updateAppMetadata(user.user_id, {{ plan: 'pro', old: null }});
           const read = await auth0.users.get({{ id: user.user_id }});
           const [found] = await auth0.users.getByEmail('ADA@example.com');
           const others = await auth0.users.getByEmail('{EMAIL}');
           const missing = await auth0.users.get({{ id: '{own}' }}).catch((error) => error.statusCode);
           const refused = await auth0.users.updateAppMetadata('{own}', {{ hacked: true }}).catch((error) => error.statusCode);
           const roles = await auth0.users.getUserRoles(user.user_id);
           const bare = await fetch(auth0.baseUrl + '/users/' + encodeURIComponent(user.user_id));
           context.idToken.told = [read.app_metadata, found.user_id, others.length, missing, refused, roles, bare.status];
           callback(null, user, context);
         }})().catch(callback);"
    );
    let told = desk.tried(&body, json!({ "context": { "authorization": { "roles": ["editor"] } } })).await;
    assert_eq!(
        told["context"]["idToken"]["told"],
        json!([{ "plan": "pro" }, "auth0|ada", 0, 404, 404, [{ "name": "editor" }], 401]),
        "{told}"
    );
    let written = json!({ "app_metadata": { "plan": "pro", "old": null } });
    assert_eq!(told["writes"], json!([{ "method": "PATCH", "path": "/users/auth0|ada", "body": written }]));
    assert_eq!(told["changes"]["user"], json!([]), "what is stored is not what the Rule has in its hands");
    // A user with the same id as a real one is that one in name only.
    let body = "auth0.users.updateAppMetadata(user.user_id, { hacked: true }).then(() => callback(null, user, context), callback);";
    let told = desk.tried(body, json!({ "user": { "user_id": own } })).await;
    assert_eq!(told["writes"][0]["path"], format!("/users/{own}"));
    let stored = desk.story.server.app.directory.users.get(own).await.unwrap().unwrap();
    assert!(stored.app_metadata.is_empty(), "nothing is stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn stubs_answer_in_the_place_of_other_servers_and_nothing_else_goes_out() {
    let desk = Desk::new().await;
    let stubs = json!([
        { "method": "POST", "url": "https://risk.example/score", "status": 201, "headers": { "X-Own": "mine" }, "body": { "score": 7 } },
        { "url": "https://risk.example/*", "body": "any" },
    ]);
    let body = "const request = require('request');
        request.post({ url: 'https://risk.example/score', json: { user: user.user_id } }, (error, response, body) => {
          const posted = [error, response.statusCode, response.headers['x-own'], body.score];
          request('https://risk.example/other?a=1', (error, response, body) => {
            request('https://elsewhere.example/pay?card=1', (refused) => {
              context.idToken.told = [posted, response.statusCode, body, refused.cause.message];
              callback(null, user, context);
            });
          });
        });";
    let told = desk.tried(body, json!({ "stubs": stubs })).await;
    let refused = "no stub is for GET https://elsewhere.example/pay?card=1, and with stubs nothing goes out";
    assert_eq!(told["context"]["idToken"]["told"], json!([[null, 201, "mine", 7], 200, "any", refused]), "{told}");
    assert_eq!(told["host_calls"][0]["target"], "POST https://risk.example/score");
    // With an empty list nothing is answered, and the user's own server is asked all the same.
    let body = "auth0.users.get({ id: user.user_id }).then(() => fetch('https://risk.example/')).catch((error) => {
        context.idToken.told = error.cause.message; callback(null, user, context); });";
    let told = desk.tried(body, json!({ "stubs": [] })).await;
    assert!(told["context"]["idToken"]["told"].as_str().unwrap().contains("no stub is for GET https://risk.example/"), "{told}");
    // Without stubs the server's own rules about requests are those of a login.
    let body =
        "fetch('http://127.0.0.1:1/').catch((error) => { context.idToken.told = error.cause.message; callback(null, user, context); });";
    let told = desk.tried(body, json!({})).await;
    assert!(told["context"]["idToken"]["told"].as_str().unwrap().contains("Plain http is not allowed"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_the_tenants_or_the_requests_and_shown_nowhere() {
    let desk = Desk::new().await;
    let api = desk.story.server.api("update:rules_configs read:logs");
    assert_eq!(api.send("PUT", "/rules-configs/KEY", Some(json!({ "value": "stored-sesame" }))).await.0, 200);
    let body = "console.log(configuration.KEY); user.key = configuration.KEY; context.idToken[configuration.KEY] = [configuration.KEY];
        auth0.users.updateUserMetadata(user.user_id, { key: configuration.KEY }).then(() => {
          context.idToken.keys = Object.keys(configuration).concat(configuration.KEY.length);
          callback(null, user, context); }, callback);";
    let told = desk.tried(body, json!({})).await;
    assert_eq!(told["context"]["idToken"]["keys"], json!(["KEY", 13]));
    assert_eq!((&told["user"]["key"], &told["console"][0]["message"]), (&json!("***"), &json!("***")), "{told}");
    assert!(!told.to_string().contains("stored-sesame"), "{told}");
    let told = desk.tried(body, json!({ "configuration": { "KEY": "given-sesame", "more": "other" } })).await;
    assert_eq!(told["context"]["idToken"]["keys"], json!(["KEY", "more", 12]));
    assert!(!told.to_string().contains("given-sesame"), "{told}");
    let (_, logs) = api.get("/logs").await;
    assert!(logs.to_string().contains("Test a rule") && !logs.to_string().contains("given-sesame"), "{logs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_does_wrong_says_how_and_the_next_try_is_well() {
    let desk = Desk::new().await;
    for (body, kind, told_of) in [
        ("for (;;) {}", "out_of_fuel", "The Rule used up its fuel"),
        ("// It never calls back.", "never_settled", "never called its callback"),
        ("require('nobody-knows-it');", "threw", "Cannot find module 'nobody-knows-it'"),
        ("const all = []; for (;;) all.push(new ArrayBuffer(4 << 20));", "memory_limit", "The Rule asked for"),
        ("throw 'a text';", "threw", "The Rule threw a text"),
        (
            "context.idToken = new Proxy({}, { ownKeys() { throw new Error('a trap'); } }); callback(null, user, context);",
            "threw",
            "a trap",
        ),
    ] {
        let told = desk.tried(body, json!({})).await;
        let error = &told["error"];
        assert_eq!((&told["verdict"], &error["id"]), (&json!("failed"), &json!(kind)), "{body}: {told}");
        assert!(error["message"].as_str().unwrap().contains(told_of), "{body}: {error}");
        assert_eq!((&told["effects"], &told["changes"]), (&json!([]), &json!({ "user": [], "context": [] })), "{body}");
    }
    let told = desk.tried("callback(null, user, context); callback(new Error('late')); callback();", json!({})).await;
    assert_eq!(told["verdict"], "allow");
    assert_eq!(told["console"], json!([{ "level": "warn", "message": "The Rule called its callback 3 times; the first one counted." }]));
    let told = desk.tried("user.self = user; callback(null, user, context);", json!({})).await;
    assert_eq!((&told["verdict"], &told["user"]), (&json!("allow"), &Value::Null), "{told}");
    assert!(told["unreadable"].as_str().unwrap().contains("circular"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_does_not_build_is_refused_with_its_place() {
    let desk = Desk::new().await;
    for (script, told) in [
        ("var x = 1;", "is not one function"),
        ("function (user, context, callback) {\n  callback(null, user context);\n}", "rules/mine.js:2:23: "),
        ("function (user, context, callback) { require('left-pad@1.3.0'); }", "left-pad"),
    ] {
        let answer = desk.post(json!({ "user": {}, "context": {}, "script": script })).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_script")), "{script}: {answer:?}");
        assert!(message(&answer).contains(told), "{script}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_request_is_named() {
    let desk = Desk::new().await;
    let good = || json!({ "user": {}, "context": {} });
    let with = |name: &str, value: Value| {
        let mut body = good();
        body[name] = value;
        body
    };
    for (body, expected) in [
        (json!({ "context": {} }), "Missing required property: user"),
        (json!({ "user": {} }), "Missing required property: context"),
        (with("user", json!([])), "Expected type object but found type array' on property user."),
        (with("context", json!("x")), "Expected type object but found type string' on property context."),
        (with("configuration", json!({ "KEY": 1 })), "Expected an object of texts' on property configuration."),
        (with("script", json!(7)), "Expected type string but found type integer' on property script."),
        (with("script", json!("x".repeat(100_001))), "String is too long"),
        (with("now", json!("tomorrow")), "Not a time such as 2026-11-20T10:00:00.000Z' on property now."),
        (with("now", json!("1969-12-31T23:59:59Z")), "Before 1970' on property now."),
        (with("now", json!(0)), "Expected type string but found type integer' on property now."),
        (with("stubs", json!({})), "Expected type array but found type object' on property stubs."),
        (with("stubs", json!([{}])), "Missing required property: url' on property stubs[0]."),
        (with("stubs", json!([{ "url": "x", "status": 700 }])), "Value 700 is greater than maximum 599' on property stubs[0].status."),
        (with("stubs", json!([{ "url": "x", "headers": { "a": [] } }])), "expected a string"),
        (with("stubs", json!(vec![json!({ "url": "x" }); 51])), "Array is too long (51), maximum 50"),
        (with("show", json!(true)), "Additional properties not allowed: show"),
    ] {
        let answer = desk.post(body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{body}: {answer:?}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    assert_eq!(desk.post(with("user", json!({ "long": "x".repeat(300_000) }))).await.0, 413);
    let server = &desk.story.server;
    let (status, missing) = server.api("update:rules").post("/rules/rul_nobody/test", good()).await;
    assert_eq!((status, &missing["errorCode"]), (404, &json!("inexistent_rule")));
    assert_eq!(server.api("read:rules create:rules delete:rules").post(&desk.path, good()).await.0, 403);
}
