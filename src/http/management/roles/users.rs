//! `/api/v2/roles/{id}/users`: who has a role. Users grow without bound, so the list is read in chunks, never whole.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::schema::Users;
use super::{inexistent, refused, texts};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{MAX_PAGED, Paged, Paging, checkpoint, with_totals};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::User;
use crate::identity::entitlements::change::{self, ChangeError};
use crate::storage::StoreError;

/// Lists the users of a role, by their ids.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Paged>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    app.directory.roles.get(&id).await?.ok_or_else(inexistent)?;
    match paging {
        Paging::Page { page, per_page, totals } => {
            let start = page.saturating_mul(per_page);
            if start.saturating_add(per_page) > MAX_PAGED {
                return Err(ApiError::new(StatusCode::BAD_REQUEST, "You can only page through the first 1000 records."));
            }
            let (users, _) = having(&app, &id, None, start + per_page).await?;
            let items: Vec<Value> = users.iter().skip(start).map(shown).collect();
            if !totals {
                return Ok(Json(Value::Array(items)));
            }
            let total = app.directory.entitlements.count_by("role", &id, usize::MAX).await?;
            Ok(Json(with_totals("users", start, per_page, total, items)))
        }
        Paging::Checkpoint { after, take } => {
            let (users, next) = having(&app, &id, after, take).await?;
            Ok(Json(checkpoint("users", next, users.iter().map(shown).collect())))
        }
    }
}

/// Up to `limit` users who have the role, beyond `after`, and the last of them if there are more. Records of accounts that are gone
/// do not count.
async fn having(app: &App, role_id: &str, mut after: Option<String>, limit: usize) -> Result<(Vec<User>, Option<String>), StoreError> {
    let mut users: Vec<User> = Vec::new();
    loop {
        let wanted = limit - users.len() + 1;
        let found = app.directory.entitlements.list_by("role", role_id, after.as_deref(), wanted).await?;
        let last = found.len() < wanted;
        for entitlements in found {
            if users.len() == limit {
                let next = users.last().map(|user| user.user_id.clone());
                return Ok((users, next));
            }
            let user = app.directory.users.get(&entitlements.user_id).await?;
            users.extend(user.map(|user| user.value).filter(|user| entitlements.are_of(user)));
            after = Some(entitlements.value.user_id);
        }
        if last {
            return Ok((users, None));
        }
    }
}

/// A user as lists of roles and organizations show them.
pub fn shown(user: &User) -> Value {
    let mut out = json!({ "user_id": user.user_id, "picture": user.picture, "name": user.name, "email": user.email });
    if let Some(members) = out.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    out
}

/// Gives the role to users: all of them or, on an error, none.
pub async fn assign(State(app): State<Shared>, Path(id): Path<String>, body: Body<Users>) -> Result<Bare<200>, ApiError> {
    let users = texts(&body.check()?, "users");
    match change::assign_roles(&app.directory, &users, &[id]).await {
        Ok(()) => Ok(Bare),
        Err(ChangeError::NoUser) => Err(ApiError::not_found("One or more of the users do not exist.")),
        Err(error) => Err(refused(error, "this user")),
    }
}
