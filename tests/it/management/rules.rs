//! `/api/v2/rules` and `/api/v2/rules-configs`.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:rules create:rules update:rules delete:rules";
const CONFIGS: &str = "read:rules_configs update:rules_configs delete:rules_configs read:logs";

fn rule(name: &str) -> Value {
    json!({ "name": name, "script": "function (user, context, callback) { callback(null, user, context); }" })
}

fn path(made: &Value) -> String {
    format!("/rules/{}", made["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_rule_is_created_read_changed_and_deleted() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let (status, made) = api.post("/rules", rule("First rule")).await;
    assert_eq!(status, 201, "{made}");
    assert!(made["id"].as_str().unwrap().starts_with("rul_"));
    assert_eq!((&made["order"], &made["enabled"], &made["stage"]), (&json!(1), &json!(true), &json!("login_success")));
    assert_eq!(api.get(&path(&made)).await, (200, made.clone()));
    assert_eq!(api.get(&format!("{}?fields=name", path(&made))).await.1, json!({"name":"First rule"}));

    let (status, changed) = api.patch(&path(&made), json!({ "name": "renamed", "enabled": false, "order": 7 })).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!((&changed["name"], &changed["enabled"], &changed["order"]), (&json!("renamed"), &json!(false), &json!(7)));
    assert_eq!(changed["script"], made["script"]);
    assert_eq!(api.post("/rules", rule("First rule")).await.1["order"], 8, "the old name is free, and the place is the next");

    assert_eq!(api.delete(&path(&made)).await, (204, Value::Null));
    assert_eq!(api.delete(&path(&made)).await.0, 204);
    let missing = json!({"statusCode":404,"error":"Not Found","message":"The rule does not exist","errorCode":"inexistent_rule"});
    assert_eq!(api.get(&path(&made)).await, (404, missing.clone()));
    assert_eq!(api.patch(&path(&made), json!({ "enabled": true })).await, (404, missing));
}

#[tokio::test]
async fn rules_are_listed_in_their_order_and_filtered() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    for (name, order, enabled) in [("c", 30, true), ("a", 10, false), ("b", 20, true)] {
        let mut body = rule(name);
        body["order"] = json!(order);
        body["enabled"] = json!(enabled);
        assert_eq!(api.post("/rules", body).await.0, 201);
    }
    assert_eq!(api.get("/rules?fields=name").await.1, json!([{"name":"a"},{"name":"b"},{"name":"c"}]));
    assert_eq!(api.get("/rules?fields=name&enabled=true").await.1, json!([{"name":"b"},{"name":"c"}]));
    let page = api.get("/rules?fields=name&include_totals=true&per_page=1&page=1").await.1;
    assert_eq!(page, json!({"start":1,"limit":1,"total":3,"rules":[{"name":"b"}]}));
    assert_eq!(api.get("/rules?enabled=perhaps").await.0, 400);
    assert_eq!(api.get("/rules?from=x").await.1["errorCode"], "invalid_query_string");
}

#[tokio::test]
async fn names_and_places_are_taken_once_and_swap_through_a_third() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let (_, one) = api.post("/rules", rule("one")).await;
    let (_, two) = api.post("/rules", rule("two")).await;
    let again = api.post("/rules", rule("one")).await;
    assert_eq!((again.0, message(&again)), (409, "A rule with the same name already exists"));
    let mut third = rule("three");
    third["order"] = json!(2);
    let place = api.post("/rules", third).await;
    assert_eq!((place.0, message(&place)), (409, "A rule with the same order already exists"));
    assert_eq!(api.patch(&path(&one), json!({ "name": "two" })).await.0, 409);
    assert_eq!(api.patch(&path(&one), json!({ "order": 2 })).await.0, 409);
    assert_eq!(api.get(&path(&one)).await.1, one, "what is refused changes nothing");

    for (rule, order) in [(&one, 99), (&two, 1), (&one, 2)] {
        assert_eq!(api.patch(&path(rule), json!({ "order": order })).await.0, 200);
    }
    assert_eq!(api.get("/rules?fields=name").await.1, json!([{"name":"two"},{"name":"one"}]));
}

#[tokio::test]
async fn rules_that_are_made_at_the_same_time_get_places_of_their_own() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let made = futures_util::future::join_all(["a", "b", "c", "d"].map(|name| api.post("/rules", rule(name)))).await;
    let mut orders: Vec<i64> = made.iter().map(|(status, rule)| (assert_eq!(*status, 201), rule["order"].as_i64().unwrap()).1).collect();
    orders.sort_unstable();
    assert_eq!(orders, [1, 2, 3, 4]);
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_is_named() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let with = |name: &str, value: Value| {
        let mut body = rule("good");
        body[name] = value;
        body
    };
    for (body, expected) in [
        (json!({ "name": "a" }), "Missing required property: script"),
        (with("name", json!("-a")), "String does not match pattern"),
        (with("name", json!("")), "String does not match pattern"),
        (with("name", json!("a".repeat(256))), "String is too long"),
        (with("script", json!("")), "String is too short"),
        (with("script", json!("x".repeat(100_001))), "String is too long"),
        (with("order", json!(1.5)), "Expected type integer but found type number' on property order."),
        (with("enabled", json!(null)), "Expected type boolean but found type null"),
        (with("stage", json!("login_failure")), "No enum match for: login_failure"),
        (with("id", json!("rul_x")), "Additional properties not allowed: id"),
    ] {
        let answer = api.post("/rules", body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    assert_eq!(api.get("/rules").await.1, json!([]));
}

#[tokio::test]
async fn the_configuration_of_rules_is_written_and_never_read() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(CONFIGS);
    let put = async |key: &str, body: Value| api.send("PUT", &format!("/rules-configs/{key}"), Some(body)).await;
    let (status, set) = put("SLACK_HOOK", json!({ "value": "hush-1" })).await;
    assert_eq!((status, &set), (200, &json!({"key":"SLACK_HOOK","value":"_VALUE_NOT_SHOWN_"})));
    assert_eq!(put("SLACK_HOOK", json!({ "value": "hush-2" })).await.0, 200);
    assert_eq!(put("a:b", json!({ "value": "" })).await.0, 200);
    assert_eq!(api.get("/rules-configs").await, (200, json!([{"key":"SLACK_HOOK"},{"key":"a:b"}])));

    let kept = server.app.rules.configs.get("SLACK_HOOK").await.unwrap().unwrap().value;
    let purpose = anteroom::rules::RuleConfig::purpose("SLACK_HOOK");
    assert_eq!(&*server.app.vault.open_text(&purpose, &kept.sealed).unwrap(), "hush-2");
    let (_, events) = api.get("/logs?per_page=100").await;
    assert!(!events.to_string().contains("hush"), "{events}");

    for (key, body, code) in [
        ("a%20b", json!({ "value": "x" }), "invalid_uri"),
        (&*"k".repeat(128), json!({ "value": "x" }), "invalid_uri"),
        ("k", json!({}), "invalid_body"),
        ("k", json!({ "value": 1 }), "invalid_body"),
        ("k", json!({ "value": "x", "key": "k" }), "invalid_body"),
        ("k", json!({ "value": "x".repeat(8_193) }), "invalid_body"),
    ] {
        let answer = put(key, body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!(code)), "{key} {body}");
    }
    assert_eq!(api.delete("/rules-configs/SLACK_HOOK").await.0, 204);
    assert_eq!(api.delete("/rules-configs/SLACK_HOOK").await.0, 204);
    assert_eq!(api.get("/rules-configs").await.1, json!([{"key":"a:b"}]));
}
