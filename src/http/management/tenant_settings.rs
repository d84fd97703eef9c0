//! `GET` and `PATCH /api/v2/tenants/settings` (reference 4.3). What has no effect is kept and given back.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::body::{Body, body_of};
use super::merge;
use super::query::{Projected, Query};
use super::schema::{Field, Kind, Schema};
use super::urls;
use crate::app::App;
use crate::faults::shorten;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::identity::Tenant;
use crate::identity::tenant::device_flow;
use crate::storage::Stored;

/// A year of hours: nothing lives longer.
const MAX_HOURS: f64 = 8_760.0;
const MAX_MINUTES: i64 = 525_600;

/// Of a member that is not there the server's own is used.
const DEVICE_FLOW: Schema =
    Schema(&[Field::new("charset", Kind::OneOf(&["base20", "digits"])), Field::new("mask", Kind::Checked(device_flow::check_mask))]);

const BODY: Schema = Schema(&[
    Field::new("allow_component_upload", Kind::Bool),
    Field::new("allowed_logout_urls", Kind::Set(&Kind::Checked(urls::callback), 100)),
    Field::nullable("default_audience", Kind::Text(0, 600)),
    Field::nullable("default_directory", Kind::Text(0, 128)),
    Field::nullable("default_redirection_uri", Kind::Checked(urls::https_or_empty)),
    Field::nullable("device_flow", Kind::Object(&DEVICE_FLOW)),
    Field::new("flags", Kind::Map),
    Field::nullable("friendly_name", Kind::Text(0, 64)),
    Field::nullable("picture_url", Kind::Checked(urls::web_or_empty)),
    Field::new("session_lifetime", Kind::Number(0.02, MAX_HOURS)),
    Field::new("session_lifetime_in_minutes", Kind::Integer(1, MAX_MINUTES)),
    Field::new("idle_session_lifetime", Kind::Number(0.02, MAX_HOURS)),
    Field::new("idle_session_lifetime_in_minutes", Kind::Integer(1, MAX_MINUTES)),
    Field::nullable("support_email", Kind::Checked(email_or_empty)),
    Field::nullable("support_url", Kind::Checked(urls::web_or_empty)),
    Field::nullable("authorization_response_iss_parameter_supported", Kind::Bool),
    Field::nullable("pushed_authorization_requests_supported", Kind::Bool),
    Field::nullable("client_id_metadata_document_supported", Kind::Bool),
    Field::nullable("dynamic_client_registration_security_mode", Kind::OneOf(&["strict", "permissive"])),
    // Kept and given back, without effect.
    Field::nullable("acr_values_supported", Kind::List(&Kind::Text(0, 255), 100)),
    Field::nullable("allow_organization_name_in_authentication_api", Kind::Bool),
    Field::nullable("change_password", Kind::Map),
    Field::nullable("country_codes", Kind::Map),
    Field::nullable("customize_mfa_in_postlogin_action", Kind::Bool),
    Field::nullable("default_token_quota", Kind::Map),
    Field::nullable("enable_ai_guide", Kind::Bool),
    Field::nullable("enabled_locales", Kind::Set(&Kind::Text(1, 16), 200)),
    Field::nullable("ephemeral_session_lifetime", Kind::Number(0.02, MAX_HOURS)),
    Field::nullable("error_page", Kind::Map),
    Field::nullable("guardian_mfa_page", Kind::Map),
    Field::nullable("idle_ephemeral_session_lifetime", Kind::Number(0.02, MAX_HOURS)),
    Field::nullable("include_session_metadata_in_tenant_logs", Kind::Bool),
    Field::nullable("legacy_sandbox_version", Kind::Text(0, 8)),
    Field::nullable("mtls", Kind::Map),
    Field::nullable("oidc_logout", Kind::Map),
    Field::nullable("phone_consolidated_experience", Kind::Bool),
    Field::nullable("resource_parameter_profile", Kind::OneOf(&["audience", "compatibility"])),
    Field::nullable("sandbox_version", Kind::Text(0, 8)),
    Field::nullable("security_headers", Kind::Map),
    Field::nullable("session_cookie", Kind::Map),
    Field::nullable("sessions", Kind::Map),
    Field::nullable("skip_non_verifiable_callback_uri_confirmation_prompt", Kind::Bool),
    Field::nullable("universal_login", Kind::Map),
]);
body_of!(Given = BODY);

fn email_or_empty(text: &str) -> Result<(), String> {
    if text.is_empty() || crate::signup::is_email(text) { Ok(()) } else { Err("Object didn't pass validation for format email".to_owned()) }
}

async fn tenant(app: &App) -> Result<Stored<Tenant>, ApiError> {
    let found = app.directory.tenants.get(&app.config.tenant).await?;
    found.ok_or_else(|| ApiError::internal("the tenant has no settings: was there no first start?"))
}

fn wire(tenant: &Tenant) -> Result<Map<String, Value>, ApiError> {
    let Value::Object(mut members) = serde_json::to_value(tenant).map_err(ApiError::internal)? else {
        return Err(ApiError::internal("a tenant is not an object"));
    };
    members.remove("id");
    members.retain(|_, value| !value.is_null());
    // Tools read the texts of these languages; a tenant where nobody said anything has English, as at Auth0.
    members.entry("enabled_locales").or_insert_with(|| json!(["en"]));
    Ok(members)
}

/// Shows the settings.
pub async fn read(State(app): State<Shared>, query: Query<Projected>) -> Result<Json<Value>, ApiError> {
    let projection = query.params()?.projection();
    Ok(Json(projection.apply(Value::Object(wire(&tenant(&app).await?.value)?))))
}

/// Changes settings; `flags` are merged.
pub async fn update(State(app): State<Shared>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let before = tenant(&app).await?;
    let mut changes = body.check()?;
    let flags = changes.remove("flags");
    if let Some((name, _)) = flags.as_ref().and_then(Value::as_object).and_then(|flags| flags.iter().find(|(_, v)| !v.is_boolean())) {
        let name = shorten(name);
        return Err(ApiError::invalid_body(format!("'Expected type boolean' on property flags.{name}.")));
    }
    for hours in ["session_lifetime", "idle_session_lifetime"] {
        if let Some(minutes) = changes.remove(&format!("{hours}_in_minutes")).and_then(|value| value.as_f64()) {
            changes.insert(hours.to_owned(), json!(minutes / 60.0));
        }
    }
    let mut members = wire(&before)?;
    merge::over(&mut members, changes);
    members.insert("flags".to_owned(), Value::Object(merge::metadata(&before.flags, flags)));
    members.insert("id".to_owned(), json!(before.id));
    let after: Tenant = serde_json::from_value(Value::Object(members)).map_err(ApiError::internal)?;
    let after = app.directory.tenants.update(&before, after).await?;
    Ok(Json(Value::Object(wire(&after)?)))
}
