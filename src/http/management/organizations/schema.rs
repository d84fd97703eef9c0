//! What an organization, its connections and its invitations may hold. `id` is the server's.

use serde_json::{Map, Value};

use crate::http::error::ApiError;
use crate::http::management::body::body_of;
use crate::http::management::branding::colour;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::management::urls;
use crate::identity::entitlements::MAX_ROLES_OF_USER;
use crate::identity::organization::MAX_CONNECTIONS;

/// Members of one request: each is read and written in the same commit.
const MAX_MEMBERS: usize = 100;
/// Seconds that an invitation is good: 30 days at most, 7 where nothing is said.
const MAX_TTL: i64 = 2_592_000;
/// Members of an organization's metadata, and characters of each.
const MAX_METADATA: usize = 25;
const MAX_TEXT: usize = 255;

const BRANDING: Kind = Kind::Object(&Schema(&[
    Field::nullable("logo_url", Kind::Checked(urls::https_or_empty)),
    Field::nullable(
        "colors",
        Kind::Object(&Schema(&[
            Field::required("primary", Kind::Checked(colour)),
            Field::required("page_background", Kind::Checked(colour)),
        ])),
    ),
]));

const ENABLED: Schema = Schema(&[
    Field::required("connection_id", Kind::Text(1, 50)),
    Field::new("assign_membership_on_login", Kind::Bool),
    Field::new("is_signup_enabled", Kind::Bool),
    Field::new("show_as_button", Kind::Bool),
]);

/// `POST /organizations`.
pub const CREATE: Schema = Schema(&[
    Field::required("name", Kind::Checked(name)),
    Field::new("display_name", Kind::Text(1, 255)),
    Field::nullable("branding", BRANDING),
    Field::new("metadata", Kind::Map),
    Field::nullable("token_quota", Kind::Map),
    Field::new("enabled_connections", Kind::List(&Kind::Object(&ENABLED), MAX_CONNECTIONS)),
]);
body_of!(Create = CREATE);

/// `PATCH /organizations/{id}`.
pub const UPDATE: Schema = Schema(&[
    Field::new("name", Kind::Checked(name)),
    Field::new("display_name", Kind::Text(1, 255)),
    Field::nullable("branding", BRANDING),
    Field::new("metadata", Kind::Map),
    Field::nullable("token_quota", Kind::Map),
]);
body_of!(Update = UPDATE);

/// `POST /organizations/{id}/enabled_connections` and `/connections`.
pub const CONNECTION: Schema = Schema(&[
    Field::required("connection_id", Kind::Text(1, 50)),
    Field::new("assign_membership_on_login", Kind::Bool),
    Field::new("is_signup_enabled", Kind::Bool),
    Field::new("show_as_button", Kind::Bool),
    Field::nullable("is_enabled", Kind::Bool),
    Field::nullable("organization_access_level", ACCESS_LEVEL),
    Field::nullable("organization_connection_name", Kind::Text(1, 50)),
]);
body_of!(NewConnection = CONNECTION);

/// `PATCH /organizations/{id}/enabled_connections/{connectionId}` and `/connections/{connection_id}`.
pub const CONNECTION_UPDATE: Schema = Schema(&[
    Field::new("assign_membership_on_login", Kind::Bool),
    Field::new("is_signup_enabled", Kind::Bool),
    Field::new("show_as_button", Kind::Bool),
    Field::nullable("is_enabled", Kind::Bool),
    Field::nullable("organization_access_level", ACCESS_LEVEL),
    Field::nullable("organization_connection_name", Kind::Text(1, 50)),
]);
body_of!(ConnectionUpdate = CONNECTION_UPDATE);

const ACCESS_LEVEL: Kind = Kind::OneOf(&["none", "readonly", "limited", "full"]);

/// Members to add or to remove.
pub const MEMBERS: Schema = Schema(&[Field::required("members", Kind::Set(&Kind::Text(1, 300), MAX_MEMBERS))]);
body_of!(Members = MEMBERS);

/// `POST /organizations/{id}/invitations`.
pub const INVITATION: Schema = Schema(&[
    Field::required("inviter", Kind::Object(&Schema(&[Field::required("name", Kind::Text(1, 300))]))),
    Field::required("invitee", Kind::Object(&Schema(&[Field::required("email", Kind::Checked(email))]))),
    Field::required("client_id", Kind::Text(1, 64)),
    Field::new("connection_id", Kind::Text(1, 50)),
    Field::new("app_metadata", Kind::Map),
    Field::new("user_metadata", Kind::Map),
    Field::new("ttl_sec", Kind::Integer(1, MAX_TTL)),
    Field::new("roles", Kind::Set(&Kind::Text(1, 64), MAX_ROLES_OF_USER)),
    // No letter is sent: whoever calls delivers the link.
    Field::new("send_invitation_email", Kind::Bool),
]);
body_of!(NewInvitation = INVITATION);

/// A name that no id can be taken for.
fn name(text: &str) -> Result<(), String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()].into_iter().all(|b| b.is_some_and(|b| plain(*b)));
    match bytes.len() {
        0 => Err("String is too short (0 chars), minimum 1".to_owned()),
        n if n > 50 => Err(format!("String is too long ({n} chars), maximum 50")),
        _ if ends && !text.starts_with("org_") && bytes.iter().all(|b| plain(*b) || matches!(b, b'-' | b'_')) => Ok(()),
        _ => Err("Object didn't pass validation for format organization-name".to_owned()),
    }
}

fn email(text: &str) -> Result<(), String> {
    if crate::signup::is_email(text) {
        Ok(())
    } else {
        Err(format!("Object didn't pass validation for format email: {}", text.chars().take(64).collect::<String>()))
    }
}

/// At most 25 texts of at most 255 characters; null removes one.
///
/// # Errors
/// 400 that names the fault.
pub fn check_metadata(members: &Map<String, Value>) -> Result<(), ApiError> {
    let Some(Value::Object(metadata)) = members.get("metadata") else { return Ok(()) };
    let fault = |reason: String| Err(ApiError::invalid_body(format!("'{reason}' on property metadata.")));
    if metadata.len() > MAX_METADATA {
        return fault(format!("Too many properties defined ({}), maximum {MAX_METADATA}", metadata.len()));
    }
    for (name, value) in metadata {
        let good = match value {
            Value::Null => true,
            Value::String(text) => text.chars().count() <= MAX_TEXT,
            _ => false,
        };
        if !good || name.chars().count() > MAX_TEXT {
            return fault(format!("Names and values are strings of at most {MAX_TEXT} characters"));
        }
    }
    Ok(())
}
