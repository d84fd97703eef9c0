//! What a connection may hold. `id` and `strategy` are the server's after the creation.

use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::connection::{DATABASE, GOOGLE, OIDC};
use crate::token::foreign::ALGORITHMS;

const CLIENT_IDS: Kind = Kind::Set(&Kind::Text(1, 64), 10_000);
const ACTIVE: Kind = Kind::Object(&Schema(&[Field::required("active", Kind::Bool), Field::new("cross_app_access", Kind::Bool)]));

/// `options` of a connection of the strategy.
pub fn options(strategy: &str) -> &'static Schema {
    match strategy {
        OIDC => &OPTIONS_OF_OIDC,
        GOOGLE => &OPTIONS_OF_GOOGLE,
        _ => &OPTIONS,
    }
}

/// The options of any OpenID Connect provider.
const OPTIONS_OF_OIDC: Schema = Schema(&[
    Field::required("client_id", Kind::Text(1, 255)),
    Field::nullable("client_secret", Kind::Text(1, 4096)),
    Field::nullable("discovery_url", Kind::Checked(endpoint)),
    Field::nullable("issuer", Kind::Checked(endpoint)),
    Field::nullable("authorization_endpoint", Kind::Checked(endpoint)),
    Field::nullable("token_endpoint", Kind::Checked(endpoint)),
    Field::nullable("jwks_uri", Kind::Checked(endpoint)),
    Field::nullable("userinfo_endpoint", Kind::Checked(endpoint)),
    Field::nullable("scope", Kind::Text(1, 1024)),
    // The code flow alone: an ID token that comes by the browser needs more trust in it.
    Field::new("type", Kind::OneOf(&["back_channel"])),
    Field::nullable("token_endpoint_auth_method", Kind::OneOf(&["client_secret_post", "client_secret_basic"])),
    Field::nullable("id_token_signed_response_algs", Kind::Set(&Kind::OneOf(&ALGORITHMS), 9)),
    Field::nullable("connection_settings", Kind::Object(&Schema(&[Field::nullable("pkce", Kind::OneOf(&["auto", "S256", "disabled"]))]))),
    Field::new("set_user_root_attributes", Kind::OneOf(&ROOT_ATTRIBUTES)),
    Field::nullable("upstream_params", Kind::Map),
    Field::new("disable_signup", Kind::Bool),
    // Kept and given back, without effect.
    Field::nullable("attribute_map", Kind::Map),
    Field::nullable("domain_aliases", Kind::Set(&Kind::Text(1, 255), 1000)),
    Field::nullable("icon_url", Kind::Text(0, 2048)),
    Field::nullable("non_persistent_attrs", Kind::Set(&Kind::Text(1, 255), 100)),
    Field::nullable("schema_version", Kind::Text(1, 32)),
    Field::nullable("tenant_domain", Kind::Text(0, 255)),
]);

/// The options of Google accounts.
const OPTIONS_OF_GOOGLE: Schema = Schema(&[
    Field::required("client_id", Kind::Text(1, 255)),
    Field::nullable("client_secret", Kind::Text(1, 4096)),
    Field::nullable("scope", Kind::Set(&Kind::Text(1, 255), 50)),
    Field::new("set_user_root_attributes", Kind::OneOf(&ROOT_ATTRIBUTES)),
    Field::nullable("upstream_params", Kind::Map),
    Field::new("disable_signup", Kind::Bool),
    // Both are always asked for.
    Field::new("email", Kind::Bool),
    Field::new("profile", Kind::Bool),
    // Kept and given back, without effect.
    Field::nullable("allowed_audiences", Kind::Set(&Kind::Text(1, 255), 100)),
    Field::nullable("icon_url", Kind::Text(0, 2048)),
    Field::nullable("non_persistent_attrs", Kind::Set(&Kind::Text(1, 255), 100)),
]);

const ROOT_ATTRIBUTES: [&str; 3] = ["on_each_login", "on_first_login", "never_on_login"];

/// An address of a provider. Whether it may be reached is asked when it is.
fn endpoint(text: &str) -> Result<(), String> {
    let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "https" | "http") && url.username().is_empty());
    let good = text.len() <= 2048 && url.is_some_and(|url| url.password().is_none() && url.fragment().is_none());
    if good { Ok(()) } else { Err("Object didn't pass validation for format absolute-https-uri-or-empty".to_owned()) }
}

/// A script of a database; one of no text is none.
const SCRIPT: Kind = Kind::Text(0, 100_000);
/// The scripts of a database. The last three are kept and given back, without effect.
const SCRIPTS: Schema = Schema(&[
    Field::nullable("login", SCRIPT),
    Field::nullable("get_user", SCRIPT),
    Field::nullable("create", SCRIPT),
    Field::nullable("verify", SCRIPT),
    Field::nullable("change_password", SCRIPT),
    Field::nullable("delete", SCRIPT),
    Field::nullable("change_email", SCRIPT),
    Field::nullable("change_username", SCRIPT),
    Field::nullable("change_phone_number", SCRIPT),
]);

/// The options of a database.
const OPTIONS: Schema = Schema(&[
    Field::new("brute_force_protection", Kind::Bool),
    Field::new("disable_signup", Kind::Bool),
    Field::nullable("passwordPolicy", Kind::OneOf(&["none", "low", "fair", "good", "excellent"])),
    Field::nullable("password_complexity_options", Kind::Object(&Schema(&[Field::new("min_length", Kind::Integer(1, 128))]))),
    Field::nullable(
        "password_dictionary",
        Kind::Object(&Schema(&[Field::required("enable", Kind::Bool), Field::new("dictionary", Kind::Set(&Kind::Text(1, 50), 200))])),
    ),
    Field::nullable(
        "password_history",
        Kind::Object(&Schema(&[Field::required("enable", Kind::Bool), Field::new("size", Kind::Integer(0, 24))])),
    ),
    Field::nullable("password_no_personal_info", Kind::Object(&Schema(&[Field::required("enable", Kind::Bool)]))),
    Field::new("requires_username", Kind::Bool),
    Field::nullable("validation", Kind::Map),
    // Only `email.verification_method` has an effect.
    Field::nullable("attributes", Kind::Map),
    Field::new("disable_self_service_change_password", Kind::Bool),
    // Sealed: see `configuration` in the module above.
    Field::nullable("configuration", Kind::Map),
    Field::nullable("customScripts", Kind::Object(&SCRIPTS)),
    Field::new("enable_script_context", Kind::Bool),
    Field::new("enabledDatabaseCustomization", Kind::Bool),
    Field::new("import_mode", Kind::Bool),
    // Kept and given back, without effect.
    Field::nullable("authentication_methods", Kind::Map),
    Field::nullable("custom_password_hash", Kind::Map),
    Field::nullable("mfa", Kind::Map),
    Field::nullable("non_persistent_attrs", Kind::Set(&Kind::Text(1, 255), 100)),
    Field::nullable("passkey_options", Kind::Map),
    Field::nullable("password_options", Kind::Map),
    Field::nullable("precedence", Kind::Set(&Kind::OneOf(&["email", "phone_number", "username"]), 3)),
    Field::new("realm_fallback", Kind::Bool),
    Field::nullable("set_user_root_attributes", Kind::Text(1, 32)),
    Field::new("strategy_version", Kind::Integer(0, 100)),
    Field::nullable("upstream_params", Kind::Map),
]);

/// `POST /connections`.
pub const CREATE: Schema = Schema(&[
    Field::required("name", Kind::Checked(name)),
    Field::required("strategy", Kind::OneOf(&[DATABASE, OIDC, GOOGLE])),
    Field::nullable("display_name", Kind::Text(0, 128)),
    Field::new("enabled_clients", CLIENT_IDS),
    Field::new("is_domain_connection", Kind::Bool),
    Field::new("metadata", Kind::Map),
    // By the strategy: see `options`.
    Field::new("options", Kind::Map),
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
    Field::nullable("options", Kind::Map),
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
