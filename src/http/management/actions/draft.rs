//! `POST /api/v2/actions/actions` and `PATCH /api/v2/actions/actions/{id}`: the draft.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::view;
use crate::actions::BuildStatus;
use crate::actions::lifecycle::draft::{self, Draft};
use crate::actions::lifecycle::modules::pins::{self, WantedModule};
use crate::actions::lifecycle::secrets::GivenSecret;
use crate::actions::lifecycle::{self, LifecycleError};
use crate::contract::Trigger;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::With;
use crate::http::management::path::Path;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::management::urls;

const NAME: Kind = Kind::Text(1, 255);
const TRIGGERS: Kind = Kind::List(
    &Kind::Object(&Schema(&[
        Field::required("id", Kind::Text(1, 64)),
        Field::new("version", Kind::Text(1, 16)),
        // Shown by the list of triggers and sent back by tools, without effect.
        Field::new("status", Kind::Text(0, 32)),
        Field::new("runtimes", Kind::List(&Kind::Text(0, 32), 16)),
        Field::new("default_runtime", Kind::Text(0, 32)),
        Field::new("binding_policy", Kind::Text(0, 32)),
        Field::new("compatible_triggers", Kind::List(&Kind::Map, 16)),
    ])),
    1,
);
const CODE: Kind = Kind::Text(0, 100_000);
const DEPENDENCIES: Kind = Kind::List(
    &Kind::Object(&Schema(&[
        Field::required("name", Kind::Text(1, 214)),
        Field::new("version", Kind::Text(0, 64)),
        Field::new("registry_url", Kind::Checked(urls::web_or_empty)),
    ])),
    10,
);
const RUNTIME: Kind = Kind::OneOf(&["wasm", "typescript", "node22", "node18", "node18-actions", "node16", "node12"]);
pub(super) const SECRETS: Kind = Kind::List(
    &Kind::Object(&Schema(&[
        Field::required("name", Kind::Text(1, 128)),
        Field::new("value", Kind::Text(0, 4096)),
        Field::new("updated_at", Kind::Text(0, 40)),
    ])),
    30,
);
const MODULES: Kind = Kind::List(
    &Kind::Object(&Schema(&[
        Field::new("module_id", Kind::Text(1, 255)),
        Field::new("module_name", Kind::Text(1, 255)),
        Field::new("module_version_id", Kind::Text(1, 255)),
        Field::new("module_version_number", Kind::Integer(1, i64::MAX)),
    ])),
    pins::MAX_PINS,
);
const HOSTS: Kind = Kind::Set(&Kind::Checked(urls::origin_of_any_host), 50);

const CREATE: Schema = Schema(&[
    Field::required("name", NAME),
    Field::required("supported_triggers", TRIGGERS),
    Field::new("code", CODE),
    Field::new("dependencies", DEPENDENCIES),
    Field::new("runtime", RUNTIME),
    Field::new("secrets", SECRETS),
    Field::new("modules", MODULES),
    Field::new("deploy", Kind::Bool),
    Field::new("limits", Kind::Map),
    Field::nullable("allowed_hosts", HOSTS),
]);
body_of!(Create = CREATE);

const UPDATE: Schema = Schema(&[
    Field::new("name", NAME),
    Field::new("supported_triggers", TRIGGERS),
    Field::new("code", CODE),
    Field::new("dependencies", DEPENDENCIES),
    Field::new("runtime", RUNTIME),
    Field::new("secrets", SECRETS),
    Field::new("modules", MODULES),
    Field::new("limits", Kind::Map),
    Field::nullable("allowed_hosts", HOSTS),
]);
body_of!(Update = UPDATE);

/// Creates an Action.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    let deploy = given.remove("deploy") == Some(Value::Bool(true));
    let name = text(&mut given, "name").unwrap_or_default();
    let trigger =
        trigger(&given)?.ok_or_else(|| ApiError::invalid_body("'Array is too short (0), minimum 1' on property supported_triggers."))?;
    let draft = draft_of(given)?;
    if deploy && draft.code.as_ref().is_none_or(String::is_empty) {
        return Err(LifecycleError::NotBuilt("An action without code is deployed after its component was uploaded.".to_owned()).into());
    }
    let mut action = draft::create(&app, name, trigger, draft, deploy).await?.value;
    if deploy && action.status == BuildStatus::Built {
        action = lifecycle::deploy::deploy(&app, &action.id).await?.0;
    }
    Ok(With(view::action(&app, &action).await?))
}

/// Changes the draft. Logins go on with the deployed version.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.actions.actions.get(&id).await?.ok_or(LifecycleError::NoAction)?;
    let mut given = body.check()?;
    let name = text(&mut given, "name");
    let trigger = trigger(&given)?;
    let draft = Draft { name, trigger, ..draft_of(given)? };
    let after = draft::update(&app, &before, draft).await?;
    Ok(Json(view::action(&app, &after).await?))
}

pub(super) fn text(given: &mut Map<String, Value>, name: &str) -> Option<String> {
    match given.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn trigger(given: &Map<String, Value>) -> Result<Option<Trigger>, ApiError> {
    let Some(wanted) = given.get("supported_triggers").and_then(Value::as_array).and_then(|all| all.first()) else { return Ok(None) };
    let member = |name: &str| wanted.get(name).and_then(Value::as_str);
    let id = member("id").unwrap_or_default();
    let trigger = Trigger::from_id(id)
        .ok_or_else(|| ApiError::invalid_body(format!("'No enum match for: {id}' on property supported_triggers[0].id.")))?;
    match member("version") {
        Some(version) if version != trigger.version() => Err(ApiError::invalid_body(format!(
            "'This server runs {} of the trigger {id}' on property supported_triggers[0].version.",
            trigger.version()
        ))),
        _ => Ok(Some(trigger)),
    }
}

/// Everything but name and trigger.
fn draft_of(mut given: Map<String, Value>) -> Result<Draft, ApiError> {
    let modules = given.remove("modules").and_then(|all| match all {
        Value::Array(all) => Some(all.into_iter().map(module).collect()),
        _ => None,
    });
    let allowed_hosts = match given.remove("allowed_hosts") {
        None => None,
        Some(hosts) => Some(serde_json::from_value(hosts).map_err(ApiError::internal)?),
    };
    let limits = match given.remove("limits") {
        Some(Value::Object(limits)) => Some(limits),
        _ => None,
    };
    Ok(Draft {
        name: None,
        trigger: None,
        code: text(&mut given, "code"),
        runtime: text(&mut given, "runtime"),
        dependencies: given.remove("dependencies"),
        secrets: secrets(&mut given),
        modules,
        limits,
        allowed_hosts,
    })
}

fn module(value: Value) -> WantedModule {
    let Value::Object(mut members) = value else { return WantedModule::default() };
    let number = members.get("module_version_number").and_then(Value::as_u64);
    let mut text = |name| text(&mut members, name);
    WantedModule { id: text("module_id"), name: text("module_name"), version_id: text("module_version_id"), number }
}

pub(super) fn secrets(given: &mut Map<String, Value>) -> Option<Vec<GivenSecret>> {
    match given.remove("secrets") {
        Some(Value::Array(all)) => Some(all.into_iter().map(secret).collect()),
        _ => None,
    }
}

fn secret(value: Value) -> GivenSecret {
    let Value::Object(mut members) = value else { return GivenSecret { name: String::new(), value: None } };
    GivenSecret { name: text(&mut members, "name").unwrap_or_default(), value: text(&mut members, "value").map(Zeroizing::new) }
}
