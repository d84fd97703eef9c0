//! The users file of an import, and the lines of an export.
//!
//! - A file is read exactly where it is a JSON array, and gives that array's values in their order.
//! - What is wrong with a user is told in bounded sentences without control characters, and without the hashes that came with the user.
//! - Who is read comes in: with an address, with identifiers that fit into a key of the store, and with a sealed hash or none.
//! - A user is one line of an export.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use anteroom::identity::Connection;
use anteroom::identity::password::foreign::is_foreign;
use anteroom::random::SeededRandom;
use anteroom::storage::vault::Vault;
use anteroom::user_jobs::export::table;
use anteroom::user_jobs::import::{fault, file, user};
use anteroom::user_jobs::records::Format;
use serde_json::Value;

/// Keys of the store have 2,048 bytes, and hold more than the identifier.
const LONGEST: usize = 1800;

pub fn run(data: &[u8]) {
    let mut values = Vec::new();
    let count = file::each(data, |value| {
        values.push(value);
        ControlFlow::Continue(())
    });
    let whole = serde_json::from_slice::<Vec<Value>>(data).ok();
    assert_eq!(count.ok(), whole.as_ref().map(Vec::len));
    assert!(whole.as_ref().is_none_or(|whole| *whole == values));
    assert_eq!(file::count(data), count);
    let connection: Connection = serde_json::from_value(serde_json::json!({
        "id": "con_1", "name": "db", "strategy": "auth0", "enabled_clients": [], "realms": ["db"], "is_domain_connection": false,
        "display_name": null, "metadata": {}, "options": { "requires_username": data.len().is_multiple_of(2) },
    }))
    .unwrap();
    values.iter().for_each(|value| one(value, &connection));
}

fn one(value: &Value, connection: &Connection) {
    let told = fault::told(value);
    for secret in ["password_hash", "custom_password_hash", "mfa_factors"] {
        assert!(told.get(secret).is_none_or(|told| told == "*****"), "{told}");
    }
    assert!(told.to_string().len() < 10_000);
    let incoming = match user::read(value, connection) {
        Ok(incoming) => incoming,
        Err(faults) => {
            assert!(!faults.is_empty() && faults.len() < 32);
            for fault in faults {
                assert!(fault.message.len() <= 1024 && !fault.message.contains(char::is_control), "{fault:?}");
            }
            return;
        }
    };
    assert!(!incoming.email().is_empty());
    let mut identifiers = BTreeMap::new();
    for (index, value, member) in incoming.identifiers(&connection.name) {
        assert!(value.len() <= LONGEST, "{member}");
        assert!(identifiers.insert(index, value).is_none(), "{member} twice");
    }
    let random = Arc::new(SeededRandom::new([5; 32]));
    let vault = Vault::new(&[5; 32], random.clone());
    let now = jiff::Timestamp::UNIX_EPOCH;
    let user = incoming.clone().into_new(now, random.as_ref(), &vault, connection).unwrap();
    assert!(user.password_hash.as_deref().is_none_or(is_foreign));
    assert!(user.user_id.starts_with("auth0|") && !user.user_id.contains('@'));
    assert!(identifiers.get("id").is_none_or(|id| *id == user.user_id));
    let again = incoming.over(&user, now, &vault).unwrap();
    assert_eq!((&again.user_id, &again.email, &again.name), (&user.user_id, &user.email, &user.name));
    let columns = table::defaults();
    let line = table::line(Format::Json, &columns, &user.shown());
    assert!(line.ends_with('\n') && line.lines().count() == 1, "{line}");
    assert!(serde_json::from_str::<Value>(&line).is_ok());
    assert!(table::line(Format::Csv, &columns, &user.shown()).ends_with("\r\n"));
}
