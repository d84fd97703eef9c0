//! Hides what a log event says of a person: members that are called so, wherever they stand in it. Much has a `name`; it is a person's
//! where it stands beside what only people have.
//!
//! A name inside a sentence (`description`) is not found. A hash (xxhash, as the reference names it) is without a key and short:
//! it lets events of one person be found together, and whoever can guess an address can check the guess. `mask` leaves nothing.

use serde_json::Value;
use twox_hash::XxHash64;

/// Which members, and what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pii {
    fields: Vec<String>,
    hash: bool,
}

const MASK: &str = "*****";

/// Members that only people have.
const PERSONS: [&str; 6] = ["email", "given_name", "family_name", "nickname", "username", "phone_number"];

impl Pii {
    /// What a stream's `pii_config` says; none for what is no such thing. Who names no method gets hashes: so the deploy tool has it.
    pub fn of(config: &Value) -> Option<Self> {
        let fields = config.get("log_fields")?.as_array()?.iter().filter_map(|field| field.as_str().map(str::to_owned)).collect();
        Some(Self { fields, hash: config.get("method").and_then(Value::as_str) != Some("mask") })
    }

    /// Hides in place.
    pub fn hide(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                let person = members.keys().any(|name| PERSONS.contains(&name.as_str()));
                for (name, value) in members.iter_mut() {
                    if self.names(name, value, person) { self.cover(value) } else { self.hide(value) }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide(item)),
            _ => {}
        }
    }

    /// Whether the member `name` is one of those to hide, of a person or of something else. `user_name` holds an address or a name,
    /// as it was typed.
    fn names(&self, name: &str, value: &Value, person: bool) -> bool {
        let has = |field: &str| self.fields.iter().any(|chosen| chosen == field);
        let address = || value.as_str().is_some_and(|text| text.contains('@'));
        match name {
            "given_name" | "first_name" => has("first_name"),
            "family_name" | "last_name" => has("last_name"),
            "name" | "nickname" if address() => has("email"),
            "name" => person && (has("first_name") || has("last_name")),
            "nickname" | "username" => has("username"),
            "user_name" | "login" | "identifier" if address() => has("email") || has("username"),
            "user_name" | "login" | "identifier" => has("username"),
            "email" | "to" => has("email"),
            "phone" | "phone_number" => has("phone"),
            "address" => has("address"),
            _ => false,
        }
    }

    fn cover(&self, value: &mut Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Object(members) => members.values_mut().for_each(|value| self.cover(value)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.cover(item)),
            Value::String(text) if self.hash => *text = format!("{:016x}", XxHash64::oneshot(0, text.as_bytes())),
            Value::String(_) | Value::Number(_) => *value = MASK.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn hidden(config: Value, mut event: Value) -> Value {
        Pii::of(&config).unwrap().hide(&mut event);
        event
    }

    #[test]
    fn members_that_are_chosen_are_masked_wherever_they_stand() {
        let event = json!({ "user_name": "ada@example.com", "type": "s", "details": { "body": { "email": "ada@example.com",
            "given_name": "Ada", "name": "Ada L", "address": { "street": "Main 1" } }, "name": "an Action" } });
        let kept = hidden(json!({ "log_fields": ["email", "first_name", "address"], "method": "mask" }), event);
        assert_eq!(
            kept,
            json!({ "user_name": MASK, "type": "s", "details": { "body": { "email": MASK, "given_name": MASK,
                "name": MASK, "address": { "street": MASK } }, "name": "an Action" } })
        );
    }

    #[test]
    fn a_hash_is_the_same_for_the_same_text_and_hides_it() {
        let config = json!({ "log_fields": ["username", "phone"] });
        let kept = hidden(config, json!([{ "username": "ada" }, { "user_name": "ada", "phone": "+1", "email": "a@b" }]));
        assert_eq!(kept[0]["username"], kept[1]["user_name"]);
        assert_eq!((kept[0]["username"].as_str().unwrap().len(), &kept[1]["email"]), (16, &json!("a@b")));
        // XXH64 of nothing with the seed 0, of its own specification.
        assert_eq!(format!("{:016x}", XxHash64::oneshot(0, b"")), "ef46db3751d8e999");
    }
}
