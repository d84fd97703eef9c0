//! `POST /api/v2/organizations`.

use axum::Extension;
use axum::extract::State;
use serde_json::{Map, Value};

use super::connections::{ENABLED, made, shown};
use super::schema::{Create, check_metadata};
use super::{lay, taken, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::Body;
use crate::http::management::operation::With;
use crate::identity::Organization;
use crate::identity::organization::MAX_ORGANIZATIONS;
use crate::random::prefixed;
use crate::storage::Batch;

/// Creates an organization, with connections if it is given some.
pub async fn create(State(app): State<Shared>, Extension(caller): Extension<Caller>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    if given.contains_key("enabled_connections") {
        caller.require(&["create:organization_connections"])?;
    }
    check_metadata(&given)?;
    if app.directory.organizations.count(MAX_ORGANIZATIONS).await? >= MAX_ORGANIZATIONS {
        return Err(ApiError::full());
    }
    let mut organization = Organization {
        id: prefixed(&*app.random, "org_"),
        name: String::new(),
        display_name: String::new(),
        branding: None,
        metadata: Map::new(),
        token_quota: None,
        connections: Vec::new(),
    };
    let enabled = given.remove("enabled_connections");
    lay(&mut organization, given);
    let (mut batch, mut shown_connections) = (Batch::new(), Vec::new());
    for one in enabled.as_ref().and_then(Value::as_array).into_iter().flatten() {
        let members = one.as_object().cloned().unwrap_or_default();
        let (connection, own) = made(&app, members).await?;
        if organization.connections.iter().any(|other| other.connection_id == own.connection_id) {
            return Err(ApiError::invalid_body("'A connection is there twice' on property enabled_connections."));
        }
        app.directory.connections.stage_expect(&mut batch, &connection.id, Some(connection.version));
        shown_connections.push(shown(ENABLED, &own, &connection));
        organization.connections.push(own);
    }
    app.directory.organizations.stage_insert(&mut batch, &organization)?;
    app.store.commit(batch).await.map_err(taken)?;
    let mut answer = wire(&organization);
    if let (Some(members), false) = (answer.as_object_mut(), shown_connections.is_empty()) {
        members.insert("enabled_connections".to_owned(), Value::Array(shown_connections));
    }
    Ok(With(answer))
}
