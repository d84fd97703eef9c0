//! `GET` and `PATCH /api/v2/actions/triggers/{triggerId}/bindings`.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::{Pages, listed, page, view};
use crate::actions::lifecycle::bindings::{self, Reference, Wanted};
use crate::app::App;
use crate::contract::Trigger;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::schema::{Field, Kind, Schema};

const BODY: Schema = Schema(&[Field::required(
    "bindings",
    Kind::List(
        &Kind::Object(&Schema(&[
            Field::required(
                "ref",
                Kind::Object(&Schema(&[
                    Field::required("type", Kind::OneOf(&["binding_id", "action_id", "action_name"])),
                    Field::required("value", Kind::Text(1, 255)),
                ])),
            ),
            Field::new("display_name", Kind::Text(1, 255)),
            // Secrets of a binding do not exist here: an empty list, which tools send, is all that is taken.
            Field::new("secrets", Kind::List(&Kind::Any, 0)),
            Field::new("on_failure", Kind::OneOf(&["deny", "skip", "previous-version"])),
        ])),
        bindings::MAX_BINDINGS,
    ),
)]);
body_of!(Given = BODY);

fn trigger(id: &str) -> Result<Trigger, ApiError> {
    Trigger::from_id(id).ok_or_else(|| ApiError::not_found("That trigger does not exist."))
}

/// Lists the bindings of a trigger in their order.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let at = page(&query.params()?);
    let trigger = trigger(&id)?;
    let bindings = bindings::read(&app, trigger).await?.map(|stored| stored.value.bindings).unwrap_or_default();
    Ok(Json(listed("bindings", shown(&app, trigger, &bindings).await?, at)))
}

/// Replaces the list.
pub async fn replace(State(app): State<Shared>, Path(id): Path<String>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let trigger = trigger(&id)?;
    let before = bindings::read(&app, trigger).await?;
    let body = body.check()?;
    let wanted = body.get("bindings").and_then(Value::as_array).into_iter().flatten().map(wanted).collect::<Result<_, _>>()?;
    let after = bindings::replace(&app, trigger, before.as_ref(), wanted).await?;
    Ok(Json(json!({ "bindings": shown(&app, trigger, &after.bindings).await? })))
}

async fn shown(app: &App, trigger: Trigger, bindings: &[crate::actions::Binding]) -> Result<Vec<Value>, ApiError> {
    let mut out = Vec::with_capacity(bindings.len());
    for binding in bindings {
        out.push(view::binding(app, trigger, binding).await?);
    }
    Ok(out)
}

fn wanted(value: &Value) -> Result<Wanted, ApiError> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let reference = value.get("ref");
    let named = text(reference.and_then(|r| r.get("value"))).unwrap_or_default();
    let reference = match reference.and_then(|r| r.get("type")).and_then(Value::as_str) {
        Some("binding_id") => Reference::Binding(named),
        Some("action_id") => Reference::Action(named),
        _ => Reference::Name(named),
    };
    let on_failure = value.get("on_failure").map(|policy| serde_json::from_value(policy.clone())).transpose();
    Ok(Wanted { reference, display_name: text(value.get("display_name")), on_failure: on_failure.map_err(ApiError::internal)? })
}
