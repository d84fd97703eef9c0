//! Rules that do wrong: refused when they are written where that can be known, and otherwise the login says what happened.

use serde_json::json;

use super::Story;
use crate::support::api::message;

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_is_not_one_function_is_refused_with_what_is_wrong_and_where() {
    let story = Story::new().await;
    let api = story.server.api("create:rules read:rules");
    let cases = [
        ("function (user, context, callback) {\n  callback(null, user context);\n}", "rules/wrong.js:2:23: "),
        ("function (user, context, callback) { callback(; }", "rules/wrong.js:1:47: "),
        ("function a(user, context, callback) {} function b() {}", "is not one function"),
        ("var x = 1;", "is not one function"),
        ("(function () {})()", "is not one function"),
        ("'text'", "is not one function"),
        ("function (user, context, callback) {}), (function () {}", "is not one function"),
        ("{ a: 1 }", "is not one function"),
    ];
    for (script, told) in cases {
        let answer = api.post("/rules", json!({ "name": "wrong", "script": script })).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_script")), "{script}: {answer:?}");
        assert!(message(&answer).contains(told), "{script}: {answer:?}");
    }
    assert_eq!(api.get("/rules").await.1, json!([]), "nothing of it is kept");
    let disabled = json!({ "name": "off", "script": "function (", "enabled": false });
    assert_eq!(api.post("/rules", disabled).await.0, 400, "one that is switched off has to be a function all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_enabled_rules_together_have_at_most_100_kb() {
    let story = Story::new().await;
    let api = story.server.api("create:rules update:rules");
    let long = format!("function (user, context, callback) {{ /* {} */ callback(null, user, context); }}", "x".repeat(60_000));
    assert_eq!(api.post("/rules", json!({ "name": "one", "script": long })).await.0, 201);
    let answer = api.post("/rules", json!({ "name": "two", "script": long })).await;
    assert_eq!(answer.0, 400);
    assert!(message(&answer).contains("at most 100000 are accepted"), "{answer:?}");
    let (status, off) = api.post("/rules", json!({ "name": "two", "script": long, "enabled": false })).await;
    assert_eq!(status, 201, "{off}");
    let path = format!("/rules/{}", off["id"].as_str().unwrap());
    assert_eq!(api.patch(&path, json!({ "enabled": true })).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_whose_rule_does_wrong_fails_with_a_record_and_the_next_one_is_well() {
    let story = Story::new().await;
    story.rule("before", "function (user, context, callback) { console.log('before'); callback(null, user, context); }").await;
    for (body, kind, told) in [
        ("for (;;) {}", "out_of_fuel", ""),
        ("const all = []; for (;;) all.push(new ArrayBuffer(4 << 20));", "memory_limit", ""),
        ("user.self = user; context.idToken.cycle = user; callback(null, user, context);", "threw", "circular"),
        (
            "context.idToken = new Proxy({}, { ownKeys() { throw new Error('a trap'); } }); callback(null, user, context);",
            "threw",
            "a trap",
        ),
        (
            "Object.defineProperty(context, 'idToken', { get() { throw new Error('a getter'); } }); callback(null, user, context);",
            "threw",
            "a getter",
        ),
        ("require('nobody-knows-it');", "threw", "Cannot find module 'nobody-knows-it'"),
        ("// It never calls back.", "never_settled", "never called its callback"),
    ] {
        let id = story.body(body).await;
        let refused = story.log_in().await;
        assert_eq!(refused.get("error").map(String::as_str), Some("access_denied"), "{body}: {refused:?}");
        let record = story.record().await;
        let runs = record["results"].as_array().unwrap();
        assert_eq!((runs.len(), &runs[0]["verdict"], &runs[0]["console"][0]["message"]), (2, &json!("allow"), &json!("before")), "{body}");
        assert_eq!((&runs[1]["action_id"], &runs[1]["error"]["id"]), (&json!(id), &json!(kind)), "{body}: {record}");
        assert!(runs[1]["error"]["msg"].as_str().unwrap().contains(told), "{body}: {record}");
        let log = story.server.last_log("actions_execution_failed").await.unwrap();
        assert_eq!(log.details["rule_id"], json!(id));
        assert_eq!(story.server.api("delete:rules").delete(&format!("/rules/{id}")).await.0, 204);
    }
    assert!(story.log_in().await.contains_key("code"), "the login after all of them");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_callbacks_the_first_counts_and_the_record_says_so() {
    let story = Story::new().await;
    story.body("callback(null, user, context); callback(new UnauthorizedError('too late'));").await;
    assert!(story.log_in().await.contains_key("code"));
    let record = story.record().await;
    let line = &record["results"][0]["console"][0];
    assert_eq!(line["message"], "The Rule called its callback 2 times; the first one counted.");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_one_login_is_seen_by_the_next() {
    let story = Story::new().await;
    story
        .body(
            "global.count = (global.count || 0) + 1;
             context.idToken.count = global.count;
             context.idToken.chance = Math.random();
             callback(null, user, context);",
        )
        .await;
    let (first, second) = (story.claims().await.0, story.claims().await.0);
    assert_eq!((&first["count"], &second["count"]), (&json!(1), &json!(1)));
    assert_ne!(first["chance"], second["chance"]);
}
