//! What of a body may stand in the tenant log: everything but secrets, and not more than an operator reads.

use serde_json::{Map, Value};

use super::log_streams;

/// Bytes of a body that are kept, as JSON.
const MAX_KEPT: usize = 16 * 1024;

/// Members whose values are secret wherever they stand, beside those of log streams.
const SECRET: [&str; 14] = [
    "password",
    "client_secret",
    "signing_secret",
    "secret",
    "access_token",
    "refresh_token_value",
    "private_key",
    // A public key, unless somebody took the wrong file.
    "pem",
    "password_hash",
    "cert_key",
    "ticket",
    "link_with",
    "ticket_id",
    "invitation_url",
];

/// Objects whose every text is secret: an Action's secrets, a database's configuration, what an e-mail provider asks for, what other
/// servers would answer a Rule that is tried.
const SECRET_INSIDE: [&str; 5] = ["secrets", "configuration", "credentials", "stubs", "custom_password_hash"];

/// Endpoints whose whole body is secret.
const SECRET_BODY: [&str; 3] = ["/rules-configs/{key}", "/hooks/{id}/secrets", "/jobs/users-imports"];

/// The body of an endpoint's request or answer as JSON without its secrets; null where it is empty or no JSON, a note where it is
/// too long.
pub fn redacted(path: &str, body: &[u8]) -> Value {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return Value::Null };
    clean(&mut value, SECRET_BODY.contains(&path));
    match serde_json::to_vec(&value) {
        Ok(bytes) if bytes.len() <= MAX_KEPT => value,
        _ => Value::from(format!("[{} bytes]", body.len())),
    }
}

fn clean(value: &mut Value, inside: bool) {
    match value {
        Value::Object(members) => clean_members(members, inside),
        Value::Array(items) => items.iter_mut().for_each(|item| clean(item, inside)),
        Value::String(_) | Value::Number(_) if inside => *value = Value::from("*****"),
        _ => {}
    }
}

fn clean_members(members: &mut Map<String, Value>, inside: bool) {
    for (name, value) in members.iter_mut() {
        let shown = inside && matches!(name.as_str(), "name" | "updated_at") && !value.is_object() && !value.is_array();
        // A secret of the wrong form, which its endpoint refuses, is a secret all the same.
        let hides = inside
            || SECRET.contains(&name.as_str())
            || log_streams::SECRETS.contains(&name.as_str())
            || SECRET_INSIDE.contains(&name.as_str());
        clean(value, hides && !shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_starred_wherever_they_stand() {
        let body = json!({
            "name": "n", "password": "hush", "a": [{ "client_secret": "hush" }],
            "secrets": [{ "name": "KEY", "value": "hush" }], "options": { "configuration": { "DB": "hush" } },
        });
        let kept = redacted("/", body.to_string().as_bytes());
        assert!(!kept.to_string().contains("hush"), "{kept}");
        assert_eq!(kept["secrets"][0]["name"], "KEY");
        assert_eq!(kept["name"], "n");
    }

    #[test]
    fn secrets_of_any_form_are_starred() {
        let body = json!({
            "password": ["hush"], "client_secret": { "value": "hush", "name": "hush" }, "secret": 4711,
            "configuration": { "hosts": ["hush", { "deep": ["hush"] }], "name": ["hush"] }, "secrets": [["hush"]],
        });
        let kept = redacted("/", body.to_string().as_bytes()).to_string();
        assert!(!kept.contains("4711"), "{kept}");
        assert_eq!(kept.matches("hush").count(), 1, "only what is called a name: {kept}");
    }

    #[test]
    fn where_the_whole_body_is_secret_every_text_is_starred() {
        let kept = redacted("/rules-configs/{key}", json!({ "value": "hush", "other": { "value": "hush" } }).to_string().as_bytes());
        assert_eq!(kept, json!({ "value": "*****", "other": { "value": "*****" } }));
    }

    #[test]
    fn a_long_body_becomes_a_note() {
        let body = json!({ "code": "x".repeat(20_000) }).to_string();
        assert_eq!(redacted("/", body.as_bytes()), json!(format!("[{} bytes]", body.len())));
    }
}
