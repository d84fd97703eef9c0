//! `/api/v2/prompts`: settings of the hosted pages and texts for them, stored and given back; the pages have their own texts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::body::{Body, body_of};
use super::documents;
use super::operation::Bare;
use super::path::Path;
use super::query::Query;
use super::schema::{Field, Kind, Schema};
use crate::http::Shared;
use crate::http::error::ApiError;

const SETTINGS: &str = "prompts";

const BODY: Schema = Schema(&[
    Field::new("universal_login_experience", Kind::OneOf(&["new", "classic"])),
    Field::nullable("identifier_first", Kind::Bool),
    Field::nullable("webauthn_platform_first_factor", Kind::Bool),
]);
body_of!(Given = BODY);

/// Prompts that have texts.
pub const PROMPTS: [&str; 38] = [
    "login",
    "login-id",
    "login-password",
    "login-passwordless",
    "login-email-verification",
    "signup",
    "signup-id",
    "signup-password",
    "phone-identifier-enrollment",
    "phone-identifier-challenge",
    "email-identifier-challenge",
    "reset-password",
    "custom-form",
    "consent",
    "customized-consent",
    "logout",
    "mfa-push",
    "mfa-otp",
    "mfa-voice",
    "mfa-phone",
    "mfa-webauthn",
    "mfa-sms",
    "mfa-email",
    "mfa-recovery-code",
    "mfa",
    "status",
    "device-flow",
    "email-verification",
    "email-otp-challenge",
    "organizations",
    "invitation",
    "common",
    "passkeys",
    "captcha",
    "brute-force-protection",
    "async-approval-flow",
    "pre-login-organization-picker",
    "login-passwordless-lock",
];

/// Languages that texts may be in.
const LANGUAGES: [&str; 82] = [
    "am", "ar", "ar-EG", "ar-SA", "az", "bg", "bn", "bs", "ca-ES", "cnr", "cs", "cy", "da", "de", "el", "en", "en-CA", "es", "es-419",
    "es-AR", "es-MX", "et", "eu-ES", "fa", "fi", "fr", "fr-CA", "fr-FR", "gl-ES", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it",
    "ja", "ka", "kk", "kn", "ko", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "nl", "nn", "no", "pa", "pl", "pt", "pt-BR",
    "pt-PT", "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zgh", "zh-CN", "zh-HK",
    "zh-MO", "zh-TW",
];

/// Screens of one prompt, and texts of one screen.
const MAX_MEMBERS: usize = 500;
/// Characters of a name, and of a text.
const MAX_NAME: usize = 128;
const MAX_TEXT: usize = 4_096;

fn shown(set: Map<String, Value>) -> Json<Value> {
    let defaults = json!({ "universal_login_experience": "new", "identifier_first": false, "webauthn_platform_first_factor": false });
    Json(documents::over_defaults(defaults, set, &[]))
}

/// Shows the settings.
pub async fn read(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(shown(documents::read(&app, SETTINGS).await?))
}

/// Changes settings.
pub async fn update(State(app): State<Shared>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let changes = body.check()?;
    Ok(shown(documents::change(&app, SETTINGS, |members| documents::lay(members, changes.clone(), &[])).await?))
}

body_of!(Texts: Kind::Map);

/// The document of one prompt's texts in one language.
fn texts(prompt: &str, language: &str) -> Result<String, ApiError> {
    known(prompt)?;
    if !LANGUAGES.contains(&language) {
        let message = "Path validation error: 'No enum match' on property language.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, message).code("invalid_uri"));
    }
    Ok(format!("prompts/{prompt}/custom-text/{language}"))
}

fn known(prompt: &str) -> Result<(), ApiError> {
    let inexistent = || ApiError::not_found("The prompt does not exist").code("inexistent_prompt");
    if PROMPTS.contains(&prompt) { Ok(()) } else { Err(inexistent()) }
}

/// Shows the partials of a prompt, which has none: the pages are the server's own.
pub async fn read_partials(Path(prompt): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    known(&prompt)?;
    Ok(Json(json!({})))
}

/// Shows the texts of a prompt in a language.
pub async fn read_texts(
    State(app): State<Shared>,
    Path((prompt, language)): Path<(String, String)>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(Value::Object(documents::read(&app, &texts(&prompt, &language)?).await?)))
}

/// Sets the texts of a prompt in a language, all of them; none removes them.
pub async fn set_texts(
    State(app): State<Shared>,
    Path((prompt, language)): Path<(String, String)>,
    body: Body<Texts>,
) -> Result<Bare<200>, ApiError> {
    let name = texts(&prompt, &language)?;
    let screens = body.check()?;
    check_texts(&screens)?;
    if screens.is_empty() {
        documents::remove(&app, &name).await?;
    } else {
        documents::change(&app, &name, |members| members.clone_from(&screens)).await?;
    }
    Ok(Bare)
}

/// `{screen: {key: text}}`, every part bounded.
fn check_texts(screens: &Map<String, Value>) -> Result<(), ApiError> {
    check_members(screens, "")?;
    for (screen, value) in screens {
        let Value::Object(entries) = value else { return Err(fault("Expected type object", screen)) };
        check_members(entries, screen)?;
        for (key, text) in entries {
            match text {
                Value::String(text) if text.chars().count() <= MAX_TEXT => {}
                Value::String(_) => return Err(fault(&format!("String is too long, maximum {MAX_TEXT}"), &format!("{screen}.{key}"))),
                _ => return Err(fault("Expected type string", &format!("{screen}.{key}"))),
            }
        }
    }
    Ok(())
}

fn check_members(members: &Map<String, Value>, path: &str) -> Result<(), ApiError> {
    let plain = |name: &str| (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic());
    if members.len() > MAX_MEMBERS {
        return Err(fault(&format!("Too many properties defined ({}), maximum {MAX_MEMBERS}", members.len()), path));
    }
    match members.keys().find(|name| !plain(name)) {
        Some(_) => Err(fault(&format!("A name has 1 to {MAX_NAME} visible ASCII characters"), path)),
        None => Ok(()),
    }
}

fn fault(reason: &str, path: &str) -> ApiError {
    match path {
        "" => ApiError::invalid_body(format!("'{reason}'.")),
        path => ApiError::invalid_body(format!("'{reason}' on property {path}.")),
    }
}
