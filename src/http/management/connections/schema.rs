//! What a connection may hold. `id` and `strategy` are the server's after the creation.

use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};

const CLIENT_IDS: Kind = Kind::Set(&Kind::Text(1, 64), 10_000);
const ACTIVE: Kind = Kind::Object(&Schema(&[Field::required("active", Kind::Bool), Field::new("cross_app_access", Kind::Bool)]));

/// The options of a database.
const OPTIONS: Kind = Kind::Object(&Schema(&[
    Field::new("brute_force_protection", Kind::Bool),
    Field::new("disable_signup", Kind::Bool),
    Field::nullable("passwordPolicy", Kind::OneOf(&["none", "low", "fair", "good", "excellent"])),
    Field::nullable("password_complexity_options", Kind::Object(&Schema(&[Field::new("min_length", Kind::Integer(1, 128))]))),
    Field::new("requires_username", Kind::Bool),
    Field::nullable("validation", Kind::Map),
    // Kept and given back, without effect.
    Field::nullable("attributes", Kind::Map),
    Field::nullable("authentication_methods", Kind::Map),
    Field::nullable("configuration", Kind::Map),
    Field::nullable("custom_password_hash", Kind::Map),
    Field::nullable("customScripts", Kind::Map),
    Field::new("disable_self_service_change_password", Kind::Bool),
    Field::new("enable_script_context", Kind::Bool),
    Field::new("enabledDatabaseCustomization", Kind::Bool),
    Field::new("import_mode", Kind::Bool),
    Field::nullable("mfa", Kind::Map),
    Field::nullable("non_persistent_attrs", Kind::Set(&Kind::Text(1, 255), 100)),
    Field::nullable("passkey_options", Kind::Map),
    Field::nullable("password_dictionary", Kind::Map),
    Field::nullable("password_history", Kind::Map),
    Field::nullable("password_no_personal_info", Kind::Map),
    Field::nullable("password_options", Kind::Map),
    Field::nullable("precedence", Kind::Set(&Kind::OneOf(&["email", "phone_number", "username"]), 3)),
    Field::new("realm_fallback", Kind::Bool),
    Field::nullable("set_user_root_attributes", Kind::Text(1, 32)),
    Field::new("strategy_version", Kind::Integer(0, 100)),
    Field::nullable("upstream_params", Kind::Map),
]));

/// `POST /connections`.
pub const CREATE: Schema = Schema(&[
    Field::required("name", Kind::Checked(name)),
    Field::required("strategy", Kind::OneOf(&["auth0"])),
    Field::nullable("display_name", Kind::Text(0, 128)),
    Field::new("enabled_clients", CLIENT_IDS),
    Field::new("is_domain_connection", Kind::Bool),
    Field::new("metadata", Kind::Map),
    Field::new("options", OPTIONS),
    Field::new("realms", Kind::Set(&Kind::Text(1, 128), 10)),
    Field::nullable("authentication", ACTIVE),
    Field::nullable("connected_accounts", ACTIVE),
    Field::nullable("cross_app_access_requesting_app", ACTIVE),
    Field::nullable("show_as_button", Kind::Bool),
]);
body_of!(Create = CREATE);

/// `PATCH /connections/{id}`.
pub const UPDATE: Schema = Schema(&[
    Field::nullable("display_name", Kind::Text(0, 128)),
    Field::nullable("enabled_clients", CLIENT_IDS),
    Field::new("is_domain_connection", Kind::Bool),
    Field::new("metadata", Kind::Map),
    Field::nullable("options", OPTIONS),
    Field::new("realms", Kind::Set(&Kind::Text(1, 128), 10)),
    Field::nullable("authentication", ACTIVE),
    Field::nullable("connected_accounts", ACTIVE),
    Field::nullable("cross_app_access_requesting_app", ACTIVE),
    Field::nullable("show_as_button", Kind::Bool),
]);
body_of!(Update = UPDATE);

/// `PATCH /connections/{id}/clients`: one entry of the list.
pub const ENABLED: Schema = Schema(&[Field::required("client_id", Kind::Text(1, 64)), Field::required("status", Kind::Bool)]);

fn name(text: &str) -> Result<(), String> {
    let alphanumeric = |end: Option<u8>| end.is_some_and(|b| b.is_ascii_alphanumeric());
    let bytes = text.as_bytes();
    let good = alphanumeric(bytes.first().copied())
        && alphanumeric(bytes.last().copied())
        && bytes.len() <= 128
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        && !text.contains("--");
    if good { Ok(()) } else { Err("String does not match pattern: ^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$".to_owned()) }
}
