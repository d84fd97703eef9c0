//! `GET /api/v2/clients`.

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::Value;

use super::{refuse_hidden, to_json_for_reader};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::paging::Paging;
use crate::http::management::query::Query;

const KNOWN: [&str; 11] = [
    "fields",
    "include_fields",
    "page",
    "per_page",
    "include_totals",
    "from",
    "take",
    "is_global",
    "is_first_party",
    "app_type",
    "external_client_id",
];

/// Lists applications.
pub async fn list(State(app): State<Shared>, Extension(caller): Extension<Caller>, query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&KNOWN)?;
    let paging = Paging::of(&params)?;
    let projection = params.projection()?;
    refuse_hidden(&caller, &projection)?;
    let (global, first_party) = (params.flag("is_global")?, params.flag("is_first_party")?);
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
