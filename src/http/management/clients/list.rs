//! `GET /api/v2/clients`.

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::Value;

use super::{refuse_hidden, to_json_for_reader};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::paging::{FROM, INCLUDE_TOTALS, PAGE, PER_PAGE, Paging, TAKE};
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Param, Query, query_of};

query_of!(
    Known = [
        FIELDS,
        INCLUDE_FIELDS,
        PAGE,
        PER_PAGE,
        INCLUDE_TOTALS,
        FROM,
        TAKE,
        Param::flag("is_global"),
        Param::flag("is_first_party"),
        Param::text("app_type"),
        Param::text("external_client_id")
    ]
);

/// Lists applications.
pub async fn list(State(app): State<Shared>, Extension(caller): Extension<Caller>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let paging = Paging::of(&params)?;
    let projection = params.projection();
    refuse_hidden(&caller, &projection)?;
    let (global, first_party) = (params.flag("is_global"), params.flag("is_first_party"));
    let types: Option<Vec<&str>> = params.text("app_type").map(|all| all.split(',').collect());
    let mut out = Vec::new();
    for client in app.directory.clients.all().await? {
        let app_type = serde_json::to_value(client.app_type).map_err(ApiError::internal)?;
        let wanted = global.is_none_or(|g| g == client.global)
            && first_party.is_none_or(|f| f == client.is_first_party)
            && types.as_ref().is_none_or(|all| app_type.as_str().is_some_and(|t| all.contains(&t)))
            // No client here came from a metadata document, so that none has an external id.
            && params.text("external_client_id").is_none();
        if wanted {
            out.push((client.client_id.clone(), projection.apply(to_json_for_reader(&app, &caller, &client)?)));
        }
    }
    Ok(Json(paging.answer("clients", out)))
}
