//! `POST /api/v2/custom-domains`.

use axum::extract::State;
use serde_json::{Map, Value};

use super::schema::Create;
use super::{check, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::operation::With;
use crate::identity::CustomDomain;
use crate::random::prefixed;
use crate::storage::StoreError;

/// Domains of one tenant.
const MAX_DOMAINS: usize = 50;

/// Keeps a domain.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    given.remove("verification_method");
    let mut text = |name: &str| match given.remove(name) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let (domain, kind) = (text("domain"), text("type"));
    check(&domain, &kind, &given)?;
    if app.directory.custom_domains.count(MAX_DOMAINS).await? >= MAX_DOMAINS {
        return Err(ApiError::conflict("You reached the maximum number of custom domains for your account."));
    }
    let mut extra = Map::new();
    merge::over(&mut extra, given);
    let made = CustomDomain { custom_domain_id: prefixed(&*app.random, "cd_"), domain, kind, extra };
    let stored = app.directory.custom_domains.insert(made).await.map_err(|error| match error {
        StoreError::Conflict(_) => ApiError::conflict("Custom domain already exists."),
        other => other.into(),
    })?;
    Ok(With(wire(&stored)?))
}
