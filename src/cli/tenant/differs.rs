//! Whether a thing is as its file says.
//!
//! The file counts as far as it goes: members that only the server has are left alone. Lists are compared whole, as sets where their
//! order means nothing. What no server tells again cannot be compared, so it is always brought in.

use serde_json::Value;

use super::Item;
use super::kinds::Kind;
use super::members::of;
use super::server::strip;

/// Whether the thing has to be changed.
pub fn differs(present: &Value, wanted: &Item) -> bool {
    let mut value = wanted.value.clone();
    strip(wanted.kind, &mut value);
    if let (Kind::Actions, Value::Object(members)) = (wanted.kind, &mut value) {
        // How its build stood when the file was written.
        members.remove("status");
    }
    is_untold(wanted) || !holds(present, &value)
}

fn is_untold(wanted: &Item) -> bool {
    match wanted.kind {
        Kind::RulesConfigs => true,
        Kind::EmailProvider => wanted.value.get("credentials").is_some(),
        Kind::Actions => of(&wanted.value, "secrets").as_array().is_some_and(|all| all.iter().any(|secret| secret.get("value").is_some())),
        Kind::Hooks => {
            of(&wanted.value, "secrets").as_object().is_some_and(|all| all.values().any(|value| *value != super::server::HIDDEN))
        }
        _ => false,
    }
}

/// Whether `present` has everything of `wanted`.
pub fn holds(present: &Value, wanted: &Value) -> bool {
    match (present, wanted) {
        (Value::Object(present), Value::Object(wanted)) => {
            let same = |name: &str, present: &Value, wanted: &Value| match name {
                // Letters and pages speak of the first one.
                "callbacks" => present == wanted,
                _ => holds(present, wanted),
            };
            wanted.iter().all(|(name, wanted)| match present.get(name) {
                Some(present) => same(name, present, wanted),
                None => wanted.is_null() || is_empty(wanted),
            })
        }
        (Value::Array(present), Value::Array(wanted)) => {
            present.len() == wanted.len()
                && (present.iter().zip(wanted).all(|(present, wanted)| holds(present, wanted)) || same_set(present, wanted))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => present == wanted,
    }
}

/// Texts in any order, and objects that are told apart by what they hold.
fn same_set(present: &[Value], wanted: &[Value]) -> bool {
    // An Action's place is what a binding says.
    let ordered = wanted.iter().any(|item| item.get("action_name").is_some());
    !ordered && wanted.iter().all(|wanted| present.iter().any(|present| holds(present, wanted)))
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_counts_as_far_as_it_goes() {
        let present =
            json!({ "a": 1, "list": ["x", "y"], "o": { "b": true, "c": 2 }, "bound": [{ "action_name": "1" }, { "action_name": "2" }] });
        for (wanted, same) in [
            (json!({ "a": 1.0 }), true),
            (json!({ "a": 2 }), false),
            (json!({ "o": { "c": 2 } }), true),
            (json!({ "list": ["y", "x"] }), true),
            (json!({ "list": ["x"] }), false),
            (json!({ "new": null, "none": [] }), true),
            (json!({ "new": "" }), false),
            (json!({ "bound": [{ "action_name": "2" }, { "action_name": "1" }] }), false),
        ] {
            assert_eq!(holds(&present, &wanted), same, "{wanted}");
        }
    }
}
