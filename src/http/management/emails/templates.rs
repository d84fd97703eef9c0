//! `/api/v2/email-templates`: what e-mails say, by the names that Auth0 gives them. A text that is no Liquid is refused when it is
//! stored, and not found out about when a user waits for a mail.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::schema::{PartOfTemplate, TEMPLATES, WholeTemplate};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::setting::Setting;
use crate::mail::render::{RenderError, Text};
use crate::storage::{StoreError, Stored};

fn document(template: &str) -> String {
    format!("email-templates/{template}")
}

async fn find(app: &App, template: &str) -> Result<Stored<Setting>, ApiError> {
    if !TEMPLATES.contains(&template) {
        let message = "Path validation error: 'No enum match' on property templateName.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, message).code("invalid_uri"));
    }
    let inexistent = || ApiError::not_found("The template does not exist.").code("inexistent_email_template");
    app.directory.settings.get(&document(template)).await?.ok_or_else(inexistent)
}

fn name_of(members: &Map<String, Value>) -> String {
    members.get("template").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Creates a template.
pub async fn create(State(app): State<Shared>, body: Body<WholeTemplate>) -> Result<Json<Value>, ApiError> {
    let members = body.check()?;
    parses(&app, &members).await?;
    let template = name_of(&members);
    let inserted = app.directory.settings.insert(Setting { name: document(&template), value: members }).await;
    let stored = inserted.map_err(|error| match error {
        StoreError::Conflict(_) => ApiError::conflict(format!("Template ({template}) already exists.")),
        other => other.into(),
    })?;
    Ok(Json(Value::Object(stored.value.value)))
}

/// Shows a template.
pub async fn read(State(app): State<Shared>, Path(template): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(Value::Object(find(&app, &template).await?.value.value)))
}

/// Replaces a template.
pub async fn replace(State(app): State<Shared>, Path(template): Path<String>, body: Body<WholeTemplate>) -> Result<Json<Value>, ApiError> {
    let before = find(&app, &template).await?;
    store(&app, before, body.check()?, Map::new()).await
}

/// Changes a template member by member.
pub async fn update(State(app): State<Shared>, Path(template): Path<String>, body: Body<PartOfTemplate>) -> Result<Json<Value>, ApiError> {
    let before = find(&app, &template).await?;
    let members = before.value.value.clone();
    store(&app, before, body.check()?, members).await
}

/// 400 for a text that does not parse, with its member.
async fn parses(app: &App, members: &Map<String, Value>) -> Result<(), ApiError> {
    let texts: BTreeMap<String, Text> = ["body", "from", "resultUrl", "subject"]
        .into_iter()
        .filter_map(|name| {
            let source = members.get(name)?.as_str().filter(|source| !source.is_empty())?;
            Some((name.to_owned(), Text { source: source.to_owned(), html: false }))
        })
        .collect();
    if texts.is_empty() {
        return Ok(());
    }
    match app.mail.renderer().check(texts).await {
        Ok(()) => Ok(()),
        Err(RenderError::Faulty { name, message }) => Err(ApiError::invalid_body(format!("'{message}' on property {name}."))),
        Err(RenderError::TooMuch) => Err(ApiError::invalid_body("'The template takes too much to be parsed'.")),
        Err(error) => Err(ApiError::internal(error)),
    }
}

/// Lays `changes` over `members` and stores that; a template keeps its name.
async fn store(
    app: &App,
    before: Stored<Setting>,
    changes: Map<String, Value>,
    mut members: Map<String, Value>,
) -> Result<Json<Value>, ApiError> {
    let name = name_of(&before.value.value);
    if changes.get("template").is_some_and(|given| given.as_str() != Some(&*name)) {
        return Err(ApiError::invalid_body("'The template has another name' on property template."));
    }
    parses(app, &changes).await?;
    members.extend(changes);
    let after = Setting { name: before.value.name.clone(), value: members };
    let stored = app.directory.settings.update(&before, after).await?;
    Ok(Json(Value::Object(stored.value.value)))
}
