//! What a Rule may hold. `id` is the server's. There is one `stage`, which a new Rule may name: the deploy tool writes what it has read.

use crate::http::management::schema::{Field, Kind, Schema};
use crate::rules::STAGE;

/// Characters of a script: Auth0 takes 100 kB for all Rules together.
const SCRIPT: Kind = Kind::Text(1, 100_000);
const ORDER: Kind = Kind::Integer(0, 1_000_000_000);

/// `POST /rules`.
pub const CREATE: Schema = Schema(&[
    Field::required("name", Kind::Checked(name)),
    Field::required("script", SCRIPT),
    Field::new("order", ORDER),
    Field::new("enabled", Kind::Bool),
    Field::new("stage", Kind::OneOf(&[STAGE])),
]);

/// `PATCH /rules/{id}`.
pub const UPDATE: Schema = Schema(&[
    Field::new("name", Kind::Checked(name)),
    Field::new("script", SCRIPT),
    Field::new("order", ORDER),
    Field::new("enabled", Kind::Bool),
]);

/// `POST /rules/{id}/test`.
pub const TEST: Schema = Schema(&[
    Field::required("user", Kind::Map),
    Field::required("context", Kind::Map),
    Field::new("configuration", Kind::Map),
    Field::new("script", SCRIPT),
    Field::new("now", Kind::Checked(|text| super::test::time(text).map(drop))),
    Field::new("stubs", Kind::List(&Kind::Object(&STUB), 50)),
]);

const STUB: Schema = Schema(&[
    Field::new("method", Kind::Text(1, 64)),
    Field::required("url", Kind::Text(1, 2_048)),
    Field::new("status", Kind::Integer(200, 599)),
    Field::new("headers", Kind::Map),
    Field::new("body", Kind::Any),
]);

/// `PUT /rules-configs/{key}`.
pub const CONFIG: Schema = Schema(&[Field::required("value", Kind::Text(0, 8_192))]);

fn name(text: &str) -> Result<(), String> {
    let alphanumeric = |end: Option<u8>| end.is_some_and(|b| b.is_ascii_alphanumeric());
    let bytes = text.as_bytes();
    let ends = alphanumeric(bytes.first().copied()) && alphanumeric(bytes.last().copied());
    match bytes.len() {
        n if n > 255 => Err(format!("String is too long ({n} chars), maximum 255")),
        _ if ends && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-')) => Ok(()),
        _ => Err("String does not match pattern: ^[a-zA-Z0-9]([ \\-a-zA-Z0-9]*[a-zA-Z0-9])?$".to_owned()),
    }
}
