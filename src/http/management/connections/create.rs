//! `POST /api/v2/connections`.

use axum::extract::State;
use serde_json::{Map, Value, json};

use super::delete::delete_users;
use super::schema::Create;
use super::{from_wire, refused, settle_options, taken, wire};
use crate::databases::change;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::operation::With;
use crate::identity::connection::DATABASE;
use crate::random::prefixed;
use crate::storage::Batch;

/// Creates a connection. A database whose policy is not given gets `good`, and brute-force protection is on.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    merge::check_client_metadata(given.get("metadata"))?;
    let mut members = Map::new();
    let id = prefixed(&*app.random, "con_");
    members.insert("id".to_owned(), json!(id));
    let is_database = given.get("strategy").is_some_and(|strategy| strategy == DATABASE);
    let mut options = if is_database { json!({ "passwordPolicy": "good", "brute_force_protection": true }) } else { json!({}) };
    if let (Some(options), Some(Value::Object(own))) = (options.as_object_mut(), given.remove("options")) {
        options.extend(own);
    }
    members.insert("options".to_owned(), options);
    members.insert("realms".to_owned(), given.get("name").cloned().into_iter().collect());
    merge::over(&mut members, given);
    settle_options(&app, &id, &mut members, None)?;
    let name = members.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    if app.directory.connections.find("name", &name).await?.is_none() {
        delete_users(&app, &name).await?;
    }
    let connection = from_wire(members)?;
    let mut batch = Batch::new();
    app.directory.connections.stage_insert(&mut batch, &connection)?;
    change::stage(&app, &mut batch, None, &connection).await.map_err(refused)?;
    app.store.commit(batch).await.map_err(taken)?;
    Ok(With(Value::Object(wire(&connection)?)))
}
