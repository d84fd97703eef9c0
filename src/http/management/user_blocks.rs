//! `/api/v2/user-blocks`: who is held back by the limits of logins ([`limits`](crate::http::limits)), and lifting that.
//!
//! These are the server's own limits, which no setting switches off. They are kept by the process and end by themselves within
//! minutes. That a user is blocked by an operator is the user's property `blocked`, and not told here.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::operation::Bare;
use super::path::Path;
use super::query::{Param, Query, query_of};
use super::users;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::limits::blocks::Block;
use crate::identity::User;

query_of!(ListQuery = [Param::required("identifier"), CONSIDERS]);
query_of!(LiftQuery = [Param::required("identifier")]);
query_of!(ListOfUserQuery = [CONSIDERS]);

/// Without effect: the limits cannot be switched off.
const CONSIDERS: Param = Param::flag("consider_brute_force_enablement");

fn answer(blocks: Vec<Block>) -> Json<Value> {
    let one = |block: Block| {
        let mut out = json!({ "identifier": block.identifier, "connection": block.connection });
        if let (Some(ip), Some(members)) = (block.ip, out.as_object_mut()) {
            members.insert("ip".to_owned(), ip.into());
        }
        out
    };
    Json(json!({ "blocked_for": blocks.into_iter().map(one).collect::<Vec<_>>() }))
}

/// Shows the blocks of an identifier, in all connections.
pub async fn list(State(app): State<Shared>, query: Query<ListQuery>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    Ok(answer(app.limits.blocks(None, params.required("identifier")?)))
}

/// Lifts the blocks of an identifier, in all connections.
pub async fn lift(State(app): State<Shared>, query: Query<LiftQuery>) -> Result<Bare<204>, ApiError> {
    let params = query.params()?;
    let identifier = params.required("identifier")?;
    for connection in app.directory.connections.all().await? {
        app.limits.lift(&connection.name, identifier);
    }
    Ok(Bare)
}

/// Shows the blocks of a user, by any of their identifiers.
pub async fn list_of_user(
    State(app): State<Shared>,
    Path(id): Path<String>,
    query: Query<ListOfUserQuery>,
) -> Result<Json<Value>, ApiError> {
    query.params()?;
    let user = found(&app, &id).await?;
    Ok(answer(user.identifiers().flat_map(|(connection, own)| app.limits.blocks(Some(connection), own)).collect()))
}

/// Lifts the blocks of a user.
pub async fn lift_of_user(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let user = found(&app, &id).await?;
    app.limits.lift_of(&user);
    Ok(Bare)
}

async fn found(app: &App, id: &str) -> Result<User, ApiError> {
    users::existing(app, id).await.map(|user| user.value)
}
