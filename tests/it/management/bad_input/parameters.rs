//! Parameters of the query and ids in the path.

use serde_json::json;

use super::schemas::sample;
use super::{Operation, Tenant, records, refusal};
use crate::support::api::message;

/// Queries that the operation does not take, and what must be said of each.
fn wrong_queries(operation: &Operation) -> Vec<(Vec<(String, String)>, String)> {
    let required = operation.required_query();
    let with = |name: &str, value: &str| {
        let mut all = required.clone();
        all.retain(|(known, _)| known != name);
        all.push((name.to_owned(), value.to_owned()));
        all
    };
    let mut out = vec![(with("surprise", "1"), "'Additional properties not allowed: surprise'.".to_owned())];
    for parameter in operation.query() {
        let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
        let mut add = |value: &str, says: &str| out.push((with(name, value), format!("'{says}' on property {name}.")));
        match schema["type"].as_str() {
            Some("integer") => {
                let (least, most) = (schema["minimum"].as_i64().unwrap(), schema["maximum"].as_i64().unwrap());
                add("-1", &format!("Value -1 is less than minimum {least}"));
                add(&(most + 1).to_string(), &format!("Value {} is greater than maximum {most}", most + 1));
                for value in ["x", "1.5", "1e1", "99999999999999999999", "0x1"] {
                    add(value, "Expected type integer but found type string");
                }
            }
            Some("boolean") => add("perhaps", "Expected type boolean but found type string"),
            _ => {}
        }
        let good = match schema["type"].as_str() {
            Some("integer") => "1",
            Some("boolean") => "true",
            _ => "x",
        };
        if schema["type"] != "array" {
            let mut twice = with(name, good);
            twice.push((name.to_owned(), good.to_owned()));
            out.push((twice, format!("'The parameter comes more than once' on property {name}.")));
        }
        // Of the log, `from` is the id of an event; of the numbers, a day.
        if name == "from" && operation.query().any(|other| other["name"] == "take") && operation.path != "/logs" {
            out.push((with(name, "!"), "'The checkpoint is not one of this server' on property from.".to_owned()));
        }
        if parameter["required"] == true {
            out.push((Vec::new(), format!("'Missing required property: {name}'.")));
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_does_not_fit_is_refused_by_the_name_of_what_does_not_and_changes_nothing() {
    let tenant = Tenant::new().await;
    let before = tenant.read().await;
    let api = tenant.api();
    let mut wrong = Vec::new();
    for operation in tenant.operations.iter().filter(|operation| operation.method == "GET" || operation.query().next().is_some()) {
        for (query, says) in wrong_queries(operation) {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
            let path = format!("{}?{query}", tenant.records.path(&operation.path));
            let answer = api.send(&operation.method, &path, operation.body().map(sample)).await;
            if answer != refusal(400, &format!("Query validation error: {says}"), Some("invalid_query_string")) {
                wrong.push(format!("{} {path}\n  expected {says:?}\n  {} {}", operation.method, answer.0, answer.1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    tenant.is_still(&before).await;
}

/// Ids that nobody here has: of another tenant, of no form, too long, and such as try to leave their place.
fn strange_ids() -> [String; 9] {
    [
        "0123456789abcdef01234567".to_owned(),
        "auth0|0123456789abcdef01234567".to_owned(),
        "x".repeat(3_000),
        "\u{0}".to_owned(),
        "a\nb".to_owned(),
        "../clients".to_owned(),
        "a/b".to_owned(),
        "%2e%2e".to_owned(),
        "\u{10ffff}\u{202e}é".to_owned(),
    ]
}

/// Keeps what it is given under any name in its path, and so may answer well.
const KEEPS: &str = "/rules-configs/{key}";

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_nobody_here_has_finds_nothing_and_changes_nothing() {
    let tenant = Tenant::new().await;
    let before = tenant.read().await;
    let api = tenant.api();
    let mut wrong = Vec::new();
    for operation in tenant.operations.iter().filter(|operation| operation.path.contains('{') && operation.path != KEEPS) {
        for id in strange_ids() {
            let path = records::with(&operation.path, |_| &id);
            let answer = api.send(&operation.method, &path, operation.body().map(sample)).await;
            let good = match answer.0 {
                // Removing what is not there is well in many places, and the log knows users who are gone.
                200..300 if operation.path == "/users/{id}/logs" => answer.1 == json!([]),
                200..300 => operation.method == "DELETE" && answer.1.is_null(),
                // What nobody has is not told apart where there is none of it at all; a component has a type of its own.
                501 => operation.told["responses"]["501"].is_object(),
                415 => operation.path.ends_with("/component"),
                status => [400, 404].contains(&status) && answer == refusal(status, message(&answer), answer.1["errorCode"].as_str()),
            };
            if !good {
                let id: String = id.chars().take(30).collect();
                wrong.push(format!("{} with {id:?}\n  {} {}", operation.name(), answer.0, answer.1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    tenant.is_still(&before).await;
}
