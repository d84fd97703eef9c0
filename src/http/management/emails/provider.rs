//! `/api/v2/emails/provider`: the one provider of a tenant.
//!
//! Credentials are replaced whole: a password that was kept while its host is changed would be sent to the new host.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::schema::{Create, SHOWN, Update, credentials};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::{Bare, With};
use crate::http::management::query::{Projected, Query};
use crate::http::management::{documents, merge};
use crate::identity::setting::Setting;
use crate::mail::provider::{DOCUMENT as NAME, SEALED};
use crate::storage::{StoreError, Stored};

fn inexistent() -> ApiError {
    ApiError::not_found("There is not a configured email provider").code("inexistent_email_provider")
}

async fn find(app: &App) -> Result<Stored<Setting>, ApiError> {
    app.directory.settings.get(NAME).await?.ok_or_else(inexistent)
}

/// The provider as it is shown.
fn wire(app: &App, stored: &Map<String, Value>) -> Result<Value, ApiError> {
    let mut members = stored.clone();
    let sealed = members.remove(SEALED);
    let opened = app.vault.open(NAME, sealed.as_ref().and_then(Value::as_str).unwrap_or_default()).map_err(ApiError::internal)?;
    let mut shown: Map<String, Value> = serde_json::from_slice(&opened).map_err(ApiError::internal)?;
    shown.retain(|name, value| SHOWN.contains(&name.as_str()) && !value.is_null());
    members.insert("credentials".to_owned(), Value::Object(shown));
    Ok(Value::Object(members))
}

/// Takes the credentials out of what was given, checks them for the provider `name` and puts them back sealed.
fn seal(app: &App, name: &str, given: &mut Map<String, Value>) -> Result<(), ApiError> {
    let Some(own) = given.remove("credentials") else { return Ok(()) };
    let checked = Value::Object(credentials(name).check(own)?).to_string();
    given.insert(SEALED.to_owned(), app.vault.seal(NAME, checked.as_bytes()).into());
    Ok(())
}

fn name_of(members: &Map<String, Value>) -> &str {
    members.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// Shows the provider.
pub async fn read(State(app): State<Shared>, query: Query<Projected>) -> Result<Json<Value>, ApiError> {
    let projection = query.params()?.projection();
    let found = find(&app).await?;
    Ok(Json(projection.apply(wire(&app, &found.value.value)?)))
}

/// Configures a provider; enabled, where nothing else is said.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    let name = name_of(&given).to_owned();
    seal(&app, &name, &mut given)?;
    let mut members = Map::from_iter([("enabled".to_owned(), json!(true))]);
    merge::over(&mut members, given);
    let inserted = app.directory.settings.insert(Setting { name: NAME.to_owned(), value: members }).await;
    let stored = inserted.map_err(|error| match error {
        StoreError::Conflict(_) => ApiError::conflict("Email provider is already configured.").code("email_provider_conflict"),
        other => other.into(),
    })?;
    Ok(With(wire(&app, &stored.value.value)?))
}

/// Changes the provider. Another one needs its own credentials.
pub async fn update(State(app): State<Shared>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = find(&app).await?;
    let mut changes = body.check()?;
    let mut after = before.value.clone();
    let was = name_of(&after.value).to_owned();
    let name = changes.get("name").and_then(Value::as_str).unwrap_or(&was).to_owned();
    if name != was && !changes.contains_key("credentials") {
        return Err(ApiError::invalid_body("'Missing required property: credentials'."));
    }
    seal(&app, &name, &mut changes)?;
    merge::over(&mut after.value, changes);
    let stored = app.directory.settings.update(&before, after).await?;
    Ok(Json(wire(&app, &stored.value.value)?))
}

/// Removes the provider.
pub async fn delete(State(app): State<Shared>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    find(&app).await?;
    documents::remove(&app, NAME).await?;
    Ok(Bare)
}
