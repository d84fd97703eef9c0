//! `/api/v2/organizations/{id}/members`. Members grow without bound, so the list is read in chunks, never whole.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::schema::Members;
use super::{find, refused};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{FROM, INCLUDE_TOTALS, MAX_PAGED, PAGE, PER_PAGE, Paging, TAKE, checkpoint, with_totals};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Projection, Query, query_of};
use crate::http::management::roles::{shown_user, texts};
use crate::identity::organization::change;
use crate::identity::{Member, User, entitlements};
use crate::storage::StoreError;

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, FROM, TAKE, FIELDS, INCLUDE_FIELDS]);

/// Lists members, by the ids of the users. `roles` are shown where they are asked for by name, as at Auth0.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let (paging, projection) = (Paging::of(&params)?, params.projection());
    find(&app, &id).await?;
    match paging {
        Paging::Page { page, per_page, totals } => {
            let start = page.saturating_mul(per_page);
            if start.saturating_add(per_page) > MAX_PAGED {
                return Err(ApiError::new(StatusCode::BAD_REQUEST, "You can only page through the first 1000 records."));
            }
            let (mut members, _) = members(&app, &id, None, start + per_page).await?;
            let items = shown(&app, &projection, members.split_off(start.min(members.len()))).await?;
            if !totals {
                return Ok(Json(Value::Array(items)));
            }
            let total = app.directory.members.count_by("organization", &id, usize::MAX).await?;
            Ok(Json(with_totals("members", start, per_page, total, items)))
        }
        Paging::Checkpoint { after, take } => {
            let (members, next) = members(&app, &id, after, take).await?;
            Ok(Json(checkpoint("members", next, shown(&app, &projection, members).await?)))
        }
    }
}

/// Up to `limit` members beyond the user `after`, and the last of them if there are more. Memberships of accounts that are gone do
/// not count.
async fn members(
    app: &App,
    organization_id: &str,
    after: Option<String>,
    limit: usize,
) -> Result<(Vec<(Member, User)>, Option<String>), StoreError> {
    let mut out: Vec<(Member, User)> = Vec::new();
    let mut after = after.map(|user_id| Member::id_of(organization_id, &user_id));
    loop {
        let wanted = limit - out.len() + 1;
        let found = app.directory.members.list_by("organization", organization_id, after.as_deref(), wanted).await?;
        let last = found.len() < wanted;
        for member in found {
            if out.len() == limit {
                let next = out.last().map(|(member, _)| member.user_id.clone());
                return Ok((out, next));
            }
            after = Some(Member::id_of(organization_id, &member.user_id));
            let user = app.directory.users.get(&member.user_id).await?;
            out.extend(user.filter(|user| member.is_of(user)).map(|user| (member.value, user.value)));
        }
        if last {
            return Ok((out, None));
        }
    }
}

async fn shown(app: &App, projection: &Projection, members: Vec<(Member, User)>) -> Result<Vec<Value>, StoreError> {
    let mut out = Vec::with_capacity(members.len());
    for (member, user) in members {
        let mut item = shown_user(&user);
        if projection.names("roles") {
            let roles = entitlements::roles_of(&app.directory, &member.roles).await?;
            let roles = roles.iter().map(|role| json!({ "id": role.id, "name": role.name })).collect();
            item.as_object_mut().map(|members| members.insert("roles".to_owned(), roles));
        }
        out.push(projection.apply(item));
    }
    Ok(out)
}

/// Makes users members: all of them or, on an error, none.
pub async fn add(State(app): State<Shared>, Path(id): Path<String>, body: Body<Members>) -> Result<Bare<204>, ApiError> {
    let users = texts(&body.check()?, "members");
    change::add(&app.directory, &id, &users, &[]).await.map_err(refused)?;
    Ok(Bare)
}

/// Ends memberships, and with them what the members have in the organization; one that is not there is no error.
pub async fn remove(State(app): State<Shared>, Path(id): Path<String>, body: Body<Members>) -> Result<Bare<204>, ApiError> {
    let users = texts(&body.check()?, "members");
    find(&app, &id).await?;
    for user_id in &users {
        change::remove(&app.directory, &id, user_id).await?;
    }
    Ok(Bare)
}
