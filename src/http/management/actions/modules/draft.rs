//! `POST /api/v2/actions/modules` and `PATCH /api/v2/actions/modules/{id}`: the draft.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value};

use super::super::draft::{SECRETS, secrets, text};
use super::view;
use crate::actions::lifecycle::LifecycleError;
use crate::actions::lifecycle::modules::draft::{self, ModuleDraft};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::With;
use crate::http::management::path::Path;
use crate::http::management::schema::{Field, Kind, Schema};

const CODE: Kind = Kind::Text(0, 65_536);
const DEPENDENCIES: Kind =
    Kind::List(&Kind::Object(&Schema(&[Field::required("name", Kind::Text(1, 214)), Field::required("version", Kind::Text(1, 64))])), 10);

const CREATE: Schema = Schema(&[
    Field::required("name", Kind::Checked(name)),
    Field::required("code", CODE),
    Field::new("secrets", SECRETS),
    Field::new("dependencies", DEPENDENCIES),
    // Auth0 knows one version of what modules are given, and so does this server.
    Field::new("api_version", Kind::Text(0, 16)),
    Field::new("publish", Kind::Bool),
]);
body_of!(Create = CREATE);

const UPDATE: Schema = Schema(&[Field::new("code", CODE), Field::new("secrets", SECRETS), Field::new("dependencies", DEPENDENCIES)]);
body_of!(Update = UPDATE);

/// The name stands in `require('actions:…')` and in stacks: anything that can be written there on one line.
fn name(text: &str) -> Result<(), String> {
    match text.chars().count() {
        0 => Err("String is too short (0 chars), minimum 1".to_owned()),
        n if n > 255 => Err(format!("String is too long ({n} chars), maximum 255")),
        _ if text.chars().any(char::is_control) => Err("The name of a module has no control characters".to_owned()),
        _ => Ok(()),
    }
}

/// Creates a module; `publish` makes its first version at once.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    let publish = given.remove("publish") == Some(Value::Bool(true));
    let name = text(&mut given, "name").unwrap_or_default();
    let module = draft::create(&app, name, draft_of(given), publish).await?;
    Ok(With(view::whole(&app, &module).await?))
}

/// Changes the draft. Actions go on with the versions that they are pinned to.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.actions.modules.get(&id).await?.ok_or(LifecycleError::NoModule)?;
    let module = draft::update(&app, &before, draft_of(body.check()?)).await?;
    Ok(Json(view::whole(&app, &module).await?))
}

fn draft_of(mut given: Map<String, Value>) -> ModuleDraft {
    ModuleDraft { code: text(&mut given, "code"), dependencies: given.remove("dependencies"), secrets: secrets(&mut given) }
}
