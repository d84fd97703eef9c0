//! `GET /api/v2/actions/actions`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{listed, page, view};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::PAGE;
use crate::http::management::query::{Param, Query, query_of};

query_of!(
    ListQuery =
        [Param::text("triggerId"), Param::text("actionName"), Param::flag("deployed"), PAGE, super::PER_PAGE, Param::flag("installed")]
);

/// Lists Actions.
pub async fn list(State(app): State<Shared>, query: Query<ListQuery>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let at = page(&params);
    let deployed = params.flag("deployed");
    // Nothing here is installed from a marketplace.
    let none = params.flag("installed") == Some(true);
    let mut out = Vec::new();
    for action in app.actions.actions.all().await? {
        let wanted = !none
            && params.text("triggerId").is_none_or(|id| id == action.trigger.id())
            && params.text("actionName").is_none_or(|name| name == action.name)
            && deployed.is_none_or(|deployed| deployed == action.deployed_version.is_some());
        if wanted {
            out.push(view::action(&app, &action).await?);
        }
    }
    Ok(Json(listed("actions", out, at)))
}
