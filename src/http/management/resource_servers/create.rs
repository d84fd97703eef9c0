//! `POST /api/v2/resource-servers`.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::schema::Create;
use super::{from_wire, wire};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::operation::With;
use crate::identity::entitlements;
use crate::random::hex24;
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

/// Creates an API.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    let identifier = given.get("identifier").and_then(Value::as_str).unwrap_or_default().to_owned();
    if reserved(&app, &identifier) {
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "The selected identifier is reserved."));
    }
    if app.directory.resource_servers.find("identifier", &identifier).await?.is_none() {
        // What an API of this name may have left behind must not come alive with this one.
        entitlements::forget::scopes(&app.directory, &identifier, None).await?;
    }
    let mut members = Map::new();
    members.insert("id".to_owned(), json!(hex24(&*app.random)));
    members.insert("name".to_owned(), json!(identifier));
    members.insert("is_system".to_owned(), json!(false));
    members.insert("signing_alg".to_owned(), json!("RS256"));
    members.insert("token_lifetime".to_owned(), json!(86_400));
    members.insert("token_lifetime_for_web".to_owned(), json!(7_200));
    members.insert("allow_offline_access".to_owned(), json!(false));
    members.insert("skip_consent_for_verifiable_first_party_clients".to_owned(), json!(true));
    members.insert("token_dialect".to_owned(), json!("access_token"));
    merge::over(&mut members, given);
    let stored = app.directory.resource_servers.insert(from_wire(members)?).await.map_err(|error| match error {
        StoreError::Conflict(key) if matches!(clash(&key), Clash::Unique(_)) => {
            ApiError::conflict("A resource server with the same identifier already exists.")
        }
        other => other.into(),
    })?;
    Ok(With(Value::Object(wire(&stored)?)))
}

/// The server's own audiences, with or without the slash at their end, and every other address below its own.
fn reserved(app: &App, identifier: &str) -> bool {
    let issuer = app.config.issuer();
    identifier == issuer.trim_end_matches('/') || identifier.to_ascii_lowercase().starts_with(&issuer.to_ascii_lowercase())
}
