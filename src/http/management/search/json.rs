//! Values inside JSON that nobody has a table for: metadata, `details`.
//!
//! A path leads through objects by the names of members and through lists as if they were not there. A member whose own name has
//! dots, as namespaced metadata has, is found by what is left of the path. Null, and empty lists and objects, are not there.

use serde_json::{Map, Value};

use super::Leaf;

/// Offers the values at `path` to `found` until it says true; says whether it did.
pub fn visit(members: &Map<String, Value>, path: &str, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
    if let Some(value) = members.get(path)
        && offer(value, found)
    {
        return true;
    }
    // Each step takes a part of a path that is bounded with the search.
    match path.split_once('.') {
        Some((name, rest)) => members.get(name).is_some_and(|value| inside(value, rest, found)),
        None => false,
    }
}

fn inside(value: &Value, path: &str, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
    match value {
        Value::Object(members) => visit(members, path, found),
        Value::Array(items) => items.iter().any(|item| inside(item, path, found)),
        _ => false,
    }
}

fn offer(value: &Value, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => found(Leaf::Flag(*flag)),
        Value::Number(number) => number.as_f64().is_some_and(|number| found(Leaf::Number(number))),
        Value::String(text) => found(Leaf::Text(text)),
        Value::Array(items) => items.iter().any(|item| offer(item, found)),
        Value::Object(members) => !members.is_empty() && found(Leaf::Whole),
    }
}
