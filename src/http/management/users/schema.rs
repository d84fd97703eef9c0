//! What may be said of a user. `created_at`, `identities`, `logins_count`, … are the server's.

use crate::faults::shorten;
use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::management::urls;
use crate::identity::password::MAX_BYTES;

const TEXT: Kind = Kind::Text(1, 300);
const PASSWORD: Kind = Kind::Text(1, MAX_BYTES);

/// `POST /users`.
pub const CREATE: Schema = Schema(&[
    Field::required("connection", Kind::Text(1, 128)),
    Field::new("email", Kind::Checked(email)),
    Field::new("username", Kind::Text(1, 128)),
    Field::new("phone_number", Kind::Text(1, 32)),
    Field::new("password", PASSWORD),
    Field::new("user_id", Kind::Checked(user_id)),
    Field::new("email_verified", Kind::Bool),
    Field::new("verify_email", Kind::Bool),
    Field::new("blocked", Kind::Bool),
    Field::new("user_metadata", Kind::Map),
    Field::new("app_metadata", Kind::Map),
    Field::new("name", TEXT),
    Field::new("nickname", TEXT),
    Field::new("given_name", Kind::Text(1, 150)),
    Field::new("family_name", Kind::Text(1, 150)),
    Field::new("picture", Kind::Checked(urls::web_or_empty)),
]);
body_of!(Create = CREATE);

/// `PATCH /users/{id}`.
pub const UPDATE: Schema = Schema(&[
    Field::new("connection", Kind::Text(1, 128)),
    Field::new("client_id", Kind::Text(1, 64)),
    Field::new("email", Kind::Checked(email)),
    Field::nullable("username", Kind::Text(1, 128)),
    Field::nullable("phone_number", Kind::Text(1, 32)),
    Field::new("phone_verified", Kind::Bool),
    Field::new("password", PASSWORD),
    Field::new("email_verified", Kind::Bool),
    Field::new("verify_email", Kind::Bool),
    Field::new("verify_phone_number", Kind::Bool),
    Field::new("blocked", Kind::Bool),
    Field::new("user_metadata", Kind::Map),
    Field::new("app_metadata", Kind::Map),
    Field::nullable("name", TEXT),
    Field::nullable("nickname", TEXT),
    Field::nullable("given_name", Kind::Text(1, 150)),
    Field::nullable("family_name", Kind::Text(1, 150)),
    Field::nullable("picture", Kind::Checked(urls::web_or_empty)),
]);
body_of!(Update = UPDATE);

fn email(text: &str) -> Result<(), String> {
    if crate::signup::is_email(text.trim()) {
        return Ok(());
    }
    Err(format!("Object didn't pass validation for format email: {}", shorten(text)))
}

/// The part after `auth0|`.
fn user_id(text: &str) -> Result<(), String> {
    match crate::signup::is_user_id(text) {
        true => Ok(()),
        false => Err("String does not match pattern: ^[A-Za-z0-9._-]{1,64}$".to_owned()),
    }
}
