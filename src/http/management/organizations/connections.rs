//! `/api/v2/organizations/{id}/enabled_connections`, and `/connections`, which is the same in newer words: it also knows connections
//! that are not enabled. Both tell of one list, so that it does not matter by which of them it was written.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::schema::{ConnectionUpdate, NewConnection};
use super::{find, inexistent};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::operation::{Bare, With};
use crate::http::management::paging::{INCLUDE_TOTALS, PAGE, PER_PAGE, Pages, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::{Param, Query, query_of};
use crate::identity::organization::{MAX_CONNECTIONS, OrganizationConnection};
use crate::identity::{Connection, Organization};
use crate::storage::{Batch, Stored};

query_of!(ListAllQuery = [PAGE, PER_PAGE, INCLUDE_TOTALS, Param::flag("is_enabled")]);

/// The plural of the older endpoints.
pub const ENABLED: &str = "enabled_connections";
/// The plural of the newer ones.
pub const ALL: &str = "connections";

/// What the older endpoints do not show.
const NEWER: [&str; 3] = ["is_enabled", "organization_access_level", "organization_connection_name"];

/// How an organization uses a connection, as the endpoints of `plural` show it.
pub fn shown(plural: &str, own: &OrganizationConnection, connection: &Connection) -> Value {
    let mut out = serde_json::to_value(own).unwrap_or_default();
    if let Some(members) = out.as_object_mut() {
        members.retain(|name, _| plural == ALL || !NEWER.contains(&name.as_str()));
        members.insert("connection".to_owned(), json!({ "name": connection.name, "strategy": connection.strategy }));
    }
    out
}

/// A connection of an organization from its body, and the connection itself.
///
/// # Errors
/// 400 for a connection that is not there.
pub async fn made(app: &App, given: Map<String, Value>) -> Result<(Stored<Connection>, OrganizationConnection), ApiError> {
    let id = given.get("connection_id").and_then(Value::as_str).unwrap_or_default();
    let found = app.directory.connections.get(id).await?;
    let connection = found.ok_or_else(|| ApiError::new(StatusCode::BAD_REQUEST, "The specified connection does not exist."))?;
    let mut members = Map::new();
    for name in ["assign_membership_on_login", "is_signup_enabled", "show_as_button"] {
        members.insert(name.to_owned(), json!(name == "show_as_button"));
    }
    members.insert("is_enabled".to_owned(), json!(true));
    merge::over(&mut members, given);
    Ok((connection, from_wire(members)?))
}

fn from_wire(mut members: Map<String, Value>) -> Result<OrganizationConnection, ApiError> {
    members.entry("is_enabled").or_insert(json!(true));
    let own: OrganizationConnection =
        serde_json::from_value(Value::Object(members)).map_err(|error| ApiError::invalid_body(format!("'{error}'.")))?;
    if own.is_signup_enabled && !own.assign_membership_on_login {
        let message = "'is_signup_enabled needs assign_membership_on_login' on property is_signup_enabled.";
        return Err(ApiError::invalid_body(message));
    }
    Ok(own)
}

fn missing() -> ApiError {
    ApiError::not_found("The organization connection does not exist.")
}

/// Lists the enabled connections.
pub async fn list_enabled(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    list(&app, ENABLED, &id, &paging, |own| own.is_enabled).await
}

/// Lists all connections of the organization.
pub async fn list_all(State(app): State<Shared>, Path(id): Path<String>, query: Query<ListAllQuery>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let enabled = params.flag("is_enabled");
    list(&app, ALL, &id, &Paging::of(&params)?, |own| enabled.is_none_or(|enabled| own.is_enabled == enabled)).await
}

async fn list(
    app: &App,
    plural: &str,
    id: &str,
    paging: &Paging,
    wanted: impl Fn(&OrganizationConnection) -> bool + Send,
) -> Result<Json<Value>, ApiError> {
    let organization = find(app, id).await?;
    let mut out = Vec::new();
    for own in organization.value.connections.iter().filter(|own| wanted(own)) {
        if let Some(connection) = app.directory.connections.get(&own.connection_id).await? {
            out.push((own.connection_id.clone(), shown(plural, own, &connection)));
        }
    }
    Ok(Json(paging.answer(plural, out)))
}

/// Enables a connection.
pub async fn add_enabled(State(app): State<Shared>, Path(id): Path<String>, body: Body<NewConnection>) -> Result<With<201>, ApiError> {
    add(&app, ENABLED, &id, body).await
}

/// Adds a connection.
pub async fn add_any(State(app): State<Shared>, Path(id): Path<String>, body: Body<NewConnection>) -> Result<With<201>, ApiError> {
    add(&app, ALL, &id, body).await
}

async fn add(app: &App, plural: &str, id: &str, body: Body<NewConnection>) -> Result<With<201>, ApiError> {
    let before = find(app, id).await?;
    let (connection, own) = made(app, body.check()?).await?;
    if before.connections.iter().any(|other| other.connection_id == own.connection_id) {
        return Err(ApiError::conflict("The organization connection already exists."));
    }
    if before.connections.len() >= MAX_CONNECTIONS {
        return Err(ApiError::conflict("No more connections can be added to this organization."));
    }
    let mut after = before.value.clone();
    after.connections.push(own.clone());
    let mut batch = Batch::new();
    // A connection that is deleted at this moment leaves all organizations; this one must not come after.
    app.directory.connections.stage_expect(&mut batch, &connection.id, Some(connection.version));
    app.directory.organizations.stage_update(&mut batch, &before, &after)?;
    app.store.commit(batch).await?;
    Ok(With(shown(plural, &own, &connection)))
}

fn position(organization: &Organization, connection_id: &str, plural: &str) -> Option<usize> {
    organization.connections.iter().position(|own| own.connection_id == connection_id && (plural == ALL || own.is_enabled))
}

/// Shows an enabled connection.
pub async fn read_enabled(State(app): State<Shared>, Path(ids): Path<(String, String)>, query: Query) -> Result<Json<Value>, ApiError> {
    read(&app, ENABLED, &ids, query).await
}

/// Shows a connection.
pub async fn read_any(State(app): State<Shared>, Path(ids): Path<(String, String)>, query: Query) -> Result<Json<Value>, ApiError> {
    read(&app, ALL, &ids, query).await
}

async fn read(app: &App, plural: &str, (id, connection_id): &(String, String), query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let organization = find(app, id).await?;
    let own = position(&organization, connection_id, plural).and_then(|at| organization.connections.get(at)).ok_or_else(missing)?;
    let connection = app.directory.connections.get(connection_id).await?.ok_or_else(missing)?;
    Ok(Json(shown(plural, own, &connection)))
}

/// Changes how an enabled connection is used.
pub async fn update_enabled(
    State(app): State<Shared>,
    Path(ids): Path<(String, String)>,
    body: Body<ConnectionUpdate>,
) -> Result<Json<Value>, ApiError> {
    update(&app, ENABLED, &ids, body).await
}

/// Changes how a connection is used.
pub async fn update_any(
    State(app): State<Shared>,
    Path(ids): Path<(String, String)>,
    body: Body<ConnectionUpdate>,
) -> Result<Json<Value>, ApiError> {
    update(&app, ALL, &ids, body).await
}

async fn update(
    app: &App,
    plural: &str,
    (id, connection_id): &(String, String),
    body: Body<ConnectionUpdate>,
) -> Result<Json<Value>, ApiError> {
    let before = find(app, id).await?;
    let connection = app.directory.connections.get(connection_id).await?.ok_or_else(missing)?;
    let mut after = before.value.clone();
    let at = position(&before, connection_id, plural).ok_or_else(missing)?;
    let own = after.connections.get_mut(at).ok_or_else(missing)?;
    let Value::Object(mut members) = serde_json::to_value(&*own).map_err(ApiError::internal)? else { return Err(missing()) };
    merge::over(&mut members, body.check()?);
    *own = from_wire(members)?;
    let answer = shown(plural, own, &connection);
    app.directory.organizations.update(&before, after).await?;
    Ok(Json(answer))
}

/// Removes a connection; one that is not there is no error.
pub async fn remove(
    State(app): State<Shared>,
    Path((id, connection_id)): Path<(String, String)>,
    query: Query,
) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let without = |after: &mut Organization| after.connections.retain(|own| own.connection_id != connection_id);
    app.directory.organizations.modify(&id, without).await?.ok_or_else(inexistent)?;
    Ok(Bare)
}
