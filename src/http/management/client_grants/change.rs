//! `PATCH` and `DELETE /api/v2/client-grants/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::{SCOPES, api, check_scopes, from_wire, inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::merge;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::schema::{Field, Kind, Schema};

const BODY: Schema = Schema(&[
    Field::nullable("scope", SCOPES),
    Field::nullable("allow_any_organization", Kind::Bool),
    Field::nullable("authorization_details_types", Kind::Set(&Kind::Text(1, 255), 100)),
    Field::nullable("organization_usage", Kind::OneOf(&["deny", "allow", "require"])),
]);
body_of!(Given = BODY);

/// Changes the scopes. Tokens that were issued keep theirs until they expire.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let before = app.directory.client_grants.get(&id).await?.ok_or_else(inexistent)?;
    let changes = body.check()?;
    let mut members = wire(&before)?;
    merge::over(&mut members, changes);
    members.entry("scope").or_insert_with(|| json!([]));
    let after = from_wire(members)?;
    check_scopes(&api(&app, &after.audience).await?, &after.scope)?;
    let after = app.directory.client_grants.update(&before, after).await?;
    Ok(Json(Value::Object(wire(&after)?)))
}

/// Deletes a grant; one that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    if let Some(grant) = app.directory.client_grants.get(&id).await? {
        app.directory.client_grants.delete(&grant).await?;
    }
    Ok(Bare)
}
