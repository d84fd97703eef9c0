//! `POST /api/v2/connections`.

use axum::extract::State;
use serde_json::{Map, Value, json};

use super::schema::Create;
use super::{from_wire, seal_configuration, taken, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::operation::With;
use crate::random::prefixed;

/// Creates a database. A policy that is not given is `good`, and brute-force protection is on.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    merge::check_client_metadata(given.get("metadata"))?;
    let mut members = Map::new();
    let id = prefixed(&*app.random, "con_");
    members.insert("id".to_owned(), json!(id));
    let mut options = json!({ "passwordPolicy": "good", "brute_force_protection": true });
    if let (Some(options), Some(Value::Object(own))) = (options.as_object_mut(), given.remove("options")) {
        options.extend(own);
    }
    members.insert("options".to_owned(), options);
    members.insert("realms".to_owned(), given.get("name").cloned().into_iter().collect());
    merge::over(&mut members, given);
    seal_configuration(&app, &id, &mut members)?;
    let stored = app.directory.connections.insert(from_wire(members)?).await.map_err(taken)?;
    Ok(With(Value::Object(wire(&stored)?)))
}
