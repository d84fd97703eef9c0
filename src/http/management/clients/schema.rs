//! What a client may hold. Members that the server makes (`client_id`, `global`, `tenant`, …) are not in the tables.

use super::credentials;
use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::management::urls;
use crate::identity::client_credential::MAX_OF_CLIENT;
use crate::identity::{SigningAlg, token_exchange_profile};

const APP_TYPES: Kind = Kind::OneOf(&["native", "spa", "regular_web", "non_interactive"]);
const AUTH_METHODS: Kind = Kind::OneOf(&["none", "client_secret_post", "client_secret_basic"]);
const CALLBACKS: Kind = Kind::Set(&Kind::Checked(urls::callback_or_pattern), 100);
const LOGOUT_URLS: Kind = Kind::Set(&Kind::Checked(urls::callback), 100);
const ORIGINS: Kind = Kind::Set(&Kind::Checked(urls::origin), 100);
const NAMES: Kind = Kind::Set(&Kind::Text(1, 140), 100);
const GRANT_TYPES: Kind = Kind::Set(
    &Kind::OneOf(&[
        "authorization_code",
        "implicit",
        "refresh_token",
        "client_credentials",
        "password",
        "http://auth0.com/oauth/grant-type/password-realm",
        "http://auth0.com/oauth/grant-type/mfa-oob",
        "http://auth0.com/oauth/grant-type/mfa-otp",
        "http://auth0.com/oauth/grant-type/mfa-recovery-code",
        "http://auth0.com/oauth/grant-type/passwordless/otp",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:openid:params:grant-type:ciba",
    ]),
    20,
);
const JWT: Kind = Kind::Object(&Schema(&[
    Field::new("lifetime_in_seconds", Kind::Integer(1, 2_592_000)),
    Field::new("secret_encoded", Kind::Bool),
    Field::new("scopes", Kind::Map),
    // ID tokens are signed with the tenant's key alone: a shared secret would let an application make its own.
    Field::new("alg", Kind::OneOf(&SigningAlg::NAMES)),
]));
const REFRESH: Kind = Kind::Object(&Schema(&[
    Field::required("rotation_type", Kind::OneOf(&["rotating", "non-rotating"])),
    Field::required("expiration_type", Kind::OneOf(&["expiring", "non-expiring"])),
    Field::new("leeway", Kind::Integer(0, 2_592_000)),
    Field::new("token_lifetime", Kind::Integer(1, 157_788_000)),
    Field::new("infinite_token_lifetime", Kind::Bool),
    Field::new("idle_token_lifetime", Kind::Integer(1, 157_788_000)),
    Field::new("infinite_idle_token_lifetime", Kind::Bool),
    Field::nullable("policies", Kind::List(&Kind::Map, 20)),
]));
/// Which types of profiles it may exchange tokens by. The second one is stored only.
const TOKEN_EXCHANGE: Kind = Kind::Object(&Schema(&[Field::new(
    "allow_any_profile_of_type",
    Kind::Set(&Kind::OneOf(&[token_exchange_profile::TYPE, "on_behalf_of_token_exchange"]), 2),
)]));

const LOGOUT: Kind = Kind::Object(&Schema(&[
    // Auth0 takes a list and one address.
    Field::new("backchannel_logout_urls", Kind::Set(&Kind::Checked(urls::backchannel), 1)),
    Field::nullable(
        "backchannel_logout_initiators",
        Kind::Object(&Schema(&[
            Field::new("mode", Kind::OneOf(&["all", "custom"])),
            Field::new("selected_initiators", Kind::Set(&Kind::OneOf(&INITIATORS), 20)),
        ])),
    ),
    Field::nullable("backchannel_logout_session_metadata", Kind::Object(&Schema(&[Field::new("include", Kind::Bool)]))),
]));
const INITIATORS: [&str; 9] = [
    "rp-logout",
    "idp-logout",
    "password-changed",
    "session-expired",
    "session-revoked",
    "account-deleted",
    "email-identifier-changed",
    "mfa-phone-unenrolled",
    "account-deactivated",
];

/// The members that both bodies take; the second argument is what only one of them takes.
macro_rules! with_common {
    ($($own:expr,)*) => {
        Schema(&[
            $($own,)*
            Field::nullable("description", Kind::Text(0, 140)),
            Field::nullable("logo_uri", Kind::Checked(urls::web_or_empty)),
            Field::new("callbacks", CALLBACKS),
            Field::new("allowed_logout_urls", LOGOUT_URLS),
            Field::new("allowed_origins", ORIGINS),
            Field::new("web_origins", ORIGINS),
            Field::nullable("initiate_login_uri", Kind::Checked(urls::https_or_empty)),
            Field::new("grant_types", GRANT_TYPES),
            Field::nullable("app_type", APP_TYPES),
            Field::new("is_first_party", Kind::Bool),
            Field::new("oidc_conformant", Kind::Bool),
            Field::new("jwt_configuration", JWT),
            Field::nullable("refresh_token", REFRESH),
            Field::new("client_metadata", Kind::Map),
            Field::nullable("oidc_backchannel_logout", LOGOUT),
            Field::nullable("oidc_logout", LOGOUT),
            Field::nullable("token_exchange", TOKEN_EXCHANGE),
            Field::nullable("is_token_endpoint_ip_header_trusted", Kind::Bool),
            Field::nullable("organization_usage", Kind::OneOf(&["deny", "allow", "require"])),
            Field::nullable("par_request_expiry", Kind::Integer(10, 600)),
            Field::nullable("redirection_policy", Kind::OneOf(&["allow_always", "open_redirect_protection"])),
            Field::nullable("require_proof_of_possession", Kind::Bool),
            Field::nullable("require_pushed_authorization_requests", Kind::Bool),
            // Ours: whether a code_challenge may be the verifier itself.
            Field::nullable("allow_plain_pkce", Kind::Bool),
            Field::nullable("third_party_security_mode", Kind::OneOf(&["strict", "permissive"])),
            // Kept and given back, without effect.
            Field::nullable("addons", Kind::Map),
            Field::nullable("allowed_clients", NAMES),
            Field::nullable("async_approval_notification_channels", Kind::List(&Kind::Text(1, 64), 10)),
            Field::nullable("client_aliases", NAMES),
            Field::nullable("compliance_level", Kind::Text(1, 64)),
            Field::nullable("cross_origin_authentication", Kind::Bool),
            Field::nullable("cross_origin_loc", Kind::Checked(urls::web_or_empty)),
            Field::nullable("custom_login_page", Kind::Text(0, 100_000)),
            Field::nullable("custom_login_page_on", Kind::Bool),
            Field::nullable("custom_login_page_preview", Kind::Text(0, 100_000)),
            Field::nullable("default_organization", Kind::Map),
            Field::nullable("encryption_key", Kind::Map),
            Field::nullable("express_configuration", Kind::Map),
            Field::nullable("fedcm_login", Kind::Map),
            Field::nullable("form_template", Kind::Text(0, 100_000)),
            Field::nullable("mobile", Kind::Map),
            Field::nullable("my_organization_configuration", Kind::Map),
            Field::nullable("native_social_login", Kind::Map),
            Field::nullable("organization_discovery_methods", Kind::List(&Kind::Text(1, 64), 10)),
            Field::nullable("organization_require_behavior", Kind::OneOf(&["no_prompt", "pre_login_prompt", "post_login_prompt"])),
            Field::nullable("session_transfer", Kind::Map),
            Field::nullable("skip_non_verifiable_callback_uri_confirmation_prompt", Kind::Bool),
            Field::nullable("sso", Kind::Bool),
            Field::nullable("sso_disabled", Kind::Bool),
            Field::nullable("token_quota", Kind::Map),
            Field::nullable("token_vault_privileged_access", Kind::Map),
        ])
    };
}

/// `POST /clients`.
pub const CREATE: Schema = with_common![
    // With the keys themselves, which are made in passing.
    Field::nullable(
        "client_authentication_methods",
        Kind::Object(&Schema(&[Field::required(
            "private_key_jwt",
            Kind::Object(&Schema(&[Field::required("credentials", Kind::List(&Kind::Object(&credentials::KEY), MAX_OF_CLIENT))])),
        )]))
    ),
    Field::nullable(
        "signed_request_object",
        Kind::Object(&Schema(&[
            Field::new("required", Kind::Bool),
            Field::new("credentials", Kind::List(&Kind::Object(&credentials::KEY), MAX_OF_CLIENT)),
        ]))
    ),
    Field::required("name", Kind::Checked(name)),
    Field::new("token_endpoint_auth_method", AUTH_METHODS),
    Field::nullable("resource_server_identifier", Kind::Text(1, 600)),
];
body_of!(Create = CREATE);

/// Keys that the application has.
const OWN_KEYS: Kind = Kind::List(&Kind::Object(&Schema(&[Field::required("id", Kind::Text(1, 64))])), MAX_OF_CLIENT);

/// `PATCH /clients/{id}`.
pub const UPDATE: Schema = with_common![
    // With keys that the application has.
    Field::nullable(
        "client_authentication_methods",
        Kind::Object(&Schema(&[Field::required("private_key_jwt", Kind::Object(&Schema(&[Field::required("credentials", OWN_KEYS)])),)]))
    ),
    Field::nullable(
        "signed_request_object",
        Kind::Object(&Schema(&[Field::new("required", Kind::Bool), Field::new("credentials", OWN_KEYS)]))
    ),
    Field::new("name", Kind::Checked(name)),
    Field::nullable("token_endpoint_auth_method", AUTH_METHODS),
    Field::new("client_secret", Kind::Text(16, 256)),
];
body_of!(Update = UPDATE);

/// A name: one character at least, and none of `<` and `>`, which no page should have to show.
fn name(text: &str) -> Result<(), String> {
    match text.chars().count() {
        0 => Err("String is too short (0 chars), minimum 1".to_owned()),
        n if n > 140 => Err(format!("String is too long ({n} chars), maximum 140")),
        _ if text.chars().any(|c| c == '<' || c == '>' || c.is_control()) => Err("String does not match pattern: ^[^<>]+$".to_owned()),
        _ => Ok(()),
    }
}
