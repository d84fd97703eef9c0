//! What became of a value, as a list of changes: a JSON Patch (RFC 6902) from the value before to the value after.
//!
//! What was there before stands beside it as `before`, which the RFC lets everybody pass over.

use serde_json::{Map, Value, json};

/// The changes, in the order of the members after and then of those that went.
pub fn changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<Value> {
    let mut out = Vec::new();
    members("", before, after, &mut out);
    out
}

fn members(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, out: &mut Vec<Value>) {
    for (name, value) in after {
        let path = join(path, name);
        match before.get(name) {
            Some(old) => change(&path, old, value, out),
            None => out.push(json!({ "op": "add", "path": path, "value": value })),
        }
    }
    for (name, old) in before {
        if !after.contains_key(name) {
            out.push(json!({ "op": "remove", "path": join(path, name), "before": old }));
        }
    }
}

/// Depth is that of JSON that was parsed, and so at most 128.
fn change(path: &str, before: &Value, after: &Value, out: &mut Vec<Value>) {
    match (before, after) {
        _ if before == after => {}
        (Value::Object(before), Value::Object(after)) => members(path, before, after, out),
        (Value::Array(before), Value::Array(after)) => {
            for (at, (before, after)) in before.iter().zip(after).enumerate() {
                change(&format!("{path}/{at}"), before, after, out);
            }
            for (at, value) in after.iter().enumerate().skip(before.len()) {
                out.push(json!({ "op": "add", "path": format!("{path}/{at}"), "value": value }));
            }
            // From the end, so that no place moves before its turn.
            for (at, old) in before.iter().enumerate().skip(after.len()).rev() {
                out.push(json!({ "op": "remove", "path": format!("{path}/{at}"), "before": old }));
            }
        }
        _ => out.push(json!({ "op": "replace", "path": path, "value": after, "before": before })),
    }
}

/// RFC 6901, section 3.
fn join(path: &str, name: &str) -> String {
    format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: Value, after: Value) -> Vec<Value> {
        changes(before.as_object().unwrap(), after.as_object().unwrap())
    }

    #[test]
    fn what_was_added_changed_and_removed_is_named_by_its_path() {
        let before = json!({ "same": { "deep": [1, { "x": 1 }] }, "app": { "plan": "free", "gone": true }, "list": [1, 2, 3], "kind": 1 });
        let after =
            json!({ "same": { "deep": [1, { "x": 1 }] }, "app": { "plan": "pro", "a/b~c": null }, "list": [1, 5], "kind": {}, "new": [] });
        assert_eq!(
            told(before, after),
            [
                json!({ "op": "replace", "path": "/app/plan", "value": "pro", "before": "free" }),
                json!({ "op": "add", "path": "/app/a~1b~0c", "value": null }),
                json!({ "op": "remove", "path": "/app/gone", "before": true }),
                json!({ "op": "replace", "path": "/list/1", "value": 5, "before": 2 }),
                json!({ "op": "remove", "path": "/list/2", "before": 3 }),
                json!({ "op": "replace", "path": "/kind", "value": {}, "before": 1 }),
                json!({ "op": "add", "path": "/new", "value": [] }),
            ]
        );
    }

    #[test]
    fn an_array_grows_and_shrinks_at_its_end() {
        assert_eq!(
            told(json!({ "a": [1] }), json!({ "a": [1, 2, 3] })),
            [json!({ "op": "add", "path": "/a/1", "value": 2 }), json!({ "op": "add", "path": "/a/2", "value": 3 })]
        );
        assert_eq!(
            told(json!({ "a": [1, 2, 3] }), json!({ "a": [1] })),
            [json!({ "op": "remove", "path": "/a/2", "before": 3 }), json!({ "op": "remove", "path": "/a/1", "before": 2 })]
        );
    }
}
