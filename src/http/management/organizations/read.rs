//! `GET /api/v2/organizations`, `/organizations/{id}` and `/organizations/name/{name}`; and the client grants and applications of an
//! organization, of which there are none.

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::{find, inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::paging::{Checkpoints, FROM, INCLUDE_TOTALS, PAGE, PER_PAGE, Paging, TAKE};
use crate::http::management::path::Path;
use crate::http::management::query::{Param, Query, query_of};
use crate::identity::Organization;

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, FROM, TAKE, Param::text("sort")]);
query_of!(
    ClientGrantsQuery = [Param::text("audience"), Param::text("client_id"), Param::text("grant_ids"), PAGE, PER_PAGE, INCLUDE_TOTALS]
);

/// An organization as the caller may see it: with `read:organizations_summary` alone, its names.
fn visible(caller: &Caller, organization: &Organization) -> Value {
    let mut out = wire(organization);
    if let (Some(members), false) = (out.as_object_mut(), caller.has("read:organizations")) {
        members.retain(|name, _| ["id", "name", "display_name"].contains(&name.as_str()));
    }
    out
}

/// Lists organizations: by id, or as `sort` says where pages are numbered.
pub async fn list(State(app): State<Shared>, Extension(caller): Extension<Caller>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let paging = Paging::of(&params)?;
    let mut all = app.directory.organizations.all().await?;
    if let (Some(sort), Paging::Page { .. }) = (params.text("sort"), &paging) {
        let (field, descending) = match sort.split_once(':') {
            None => (sort, false),
            Some((field, "1")) => (field, false),
            Some((field, "-1")) => (field, true),
            Some(_) => return Err(ApiError::invalid_query("'The order is 1 or -1' on property sort.")),
        };
        match field {
            "name" => all.sort_by(|one, other| one.name.cmp(&other.name)),
            "display_name" => all.sort_by(|one, other| one.display_name.cmp(&other.display_name)),
            "id" => {}
            _ => return Err(ApiError::invalid_query("'Organizations are sorted by id, name or display_name' on property sort.")),
        }
        if descending {
            all.reverse();
        }
    }
    Ok(Json(paging.answer("organizations", all.iter().map(|one| (one.id.clone(), visible(&caller, one))).collect())))
}

/// Shows an organization.
pub async fn read(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(visible(&caller, &find(&app, &id).await?.value)))
}

/// Shows the organization of a name.
pub async fn read_by_name(State(app): State<Shared>, Path(name): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let found = app.directory.organizations.find("name", &name).await?.ok_or_else(inexistent)?;
    Ok(Json(wire(&found)))
}

/// No client grants: applications by themselves have no organizations here. `a0deploy` reads them of every organization.
pub async fn client_grants(
    State(app): State<Shared>,
    Path(id): Path<String>,
    query: Query<ClientGrantsQuery>,
) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    find(&app, &id).await?;
    Ok(Json(paging.answer("client_grants", Vec::new())))
}

/// No applications: `organization_usage` of each says who logs in with an organization. Read by `a0deploy`, too.
pub async fn clients(State(app): State<Shared>, Path(id): Path<String>, query: Query<Checkpoints>) -> Result<Json<Value>, ApiError> {
    Paging::of(&query.params()?)?;
    find(&app, &id).await?;
    Ok(Json(json!({ "clients": [] })))
}
