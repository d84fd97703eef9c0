//! `/api/v2/users/{id}/permissions`: what a user may do, with where they have it from. Given and taken here are those of their own.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{Pages, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::roles::schema::Permissions;
use crate::http::management::roles::{Apis, permissions_of, refused};
use crate::identity::entitlements::{self, change, roles_of};
use crate::identity::{Permission, Role};

/// Lists a user's permissions, by API and name: their own and their roles'.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    let user = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
    let (own, _) = entitlements::of(&app.directory, &user).await?;
    let roles = roles_of(&app.directory, &own.roles).await?;
    let (mut apis, mut out) = (Apis::default(), Vec::new());
    for (permission, sources) in with_sources(&own.permissions, &roles) {
        if let Some(mut shown) = apis.describe(&app, permission).await? {
            shown.insert("sources".to_owned(), Value::Array(sources));
            out.push((String::new(), Value::Object(shown)));
        }
    }
    Ok(Json(paging.answer("permissions", out)))
}

fn with_sources<'a>(own: &'a [Permission], roles: &'a [Role]) -> BTreeMap<&'a Permission, Vec<Value>> {
    let mut out: BTreeMap<&Permission, Vec<Value>> = BTreeMap::new();
    for permission in own {
        out.entry(permission).or_default().push(json!({ "source_id": "", "source_name": "", "source_type": "DIRECT" }));
    }
    for role in roles {
        for permission in &role.permissions {
            let source = json!({ "source_id": role.id, "source_name": role.name, "source_type": "ROLE" });
            out.entry(permission).or_default().push(source);
        }
    }
    out
}

/// Gives a user permissions of their own: all of them or, on an error, none.
pub async fn add(State(app): State<Shared>, Path(id): Path<String>, body: Body<Permissions>) -> Result<Bare<201>, ApiError> {
    let given = permissions_of(body.check()?)?;
    change::add_permissions(&app.directory, &id, &given).await.map_err(|error| refused(error, "this user"))?;
    Ok(Bare)
}

/// Takes permissions of their own from a user; those that they do not have are passed over.
pub async fn remove(State(app): State<Shared>, Path(id): Path<String>, body: Body<Permissions>) -> Result<Bare<204>, ApiError> {
    let taken = permissions_of(body.check()?)?;
    change::remove_permissions(&app.directory, &id, &taken).await.map_err(|error| refused(error, "this user"))?;
    Ok(Bare)
}
