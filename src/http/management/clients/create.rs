//! `POST /api/v2/clients`.

use axum::Extension;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::schema::Create;
use super::{authentication, from_wire, to_json};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::operation::With;
use crate::identity::{Client, ClientCredential};
use crate::random::{alphanumeric, url_safe};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError};

/// Creates an application. With the tenant flag `enable_client_connections` it is enabled for every connection in the same
/// commit, so that people can log in to it without further calls.
pub async fn create(State(app): State<Shared>, Extension(caller): Extension<Caller>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    merge::check_client_metadata(given.get("client_metadata"))?;
    let client_id = alphanumeric(&*app.random, 32);
    let credentials = authentication::make(&app, &client_id, &mut given)?;
    let client = build(&app, client_id, given)?;
    insert(&app, &client, &credentials).await?;
    Ok(With(to_json(&app, &caller, &client)?))
}

/// The defaults of the reference, 4.2, with what was given over them.
fn build(app: &App, client_id: String, given: Map<String, Value>) -> Result<Client, ApiError> {
    let public = matches!(given.get("app_type").and_then(Value::as_str), Some("native" | "spa"));
    let method = if public { "none" } else { "client_secret_post" };
    let public = given.get("token_endpoint_auth_method").and_then(Value::as_str).unwrap_or(method) == "none";
    let mut grant_types = vec!["authorization_code", "implicit", "refresh_token"];
    if !public {
        grant_types.push("client_credentials");
    }
    let mut members = Map::new();
    members.insert("client_id".to_owned(), json!(client_id));
    members.insert("is_first_party".to_owned(), json!(true));
    members.insert("oidc_conformant".to_owned(), json!(true));
    members.insert("grant_types".to_owned(), json!(grant_types));
    members.insert("token_endpoint_auth_method".to_owned(), json!(method));
    members.insert("jwt_configuration".to_owned(), json!({}));
    members.insert("refresh_token".to_owned(), json!({}));
    merge::over(&mut members, given);
    let secret = url_safe(&*app.random, 64);
    let sealed = app.vault.seal(&Client::secret_purpose(&client_id), secret.as_bytes());
    from_wire(members, Some(sealed))
}

async fn insert(app: &App, client: &Client, credentials: &[ClientCredential]) -> Result<(), ApiError> {
    let directory = &app.directory;
    loop {
        let mut batch = Batch::new();
        directory.clients.stage_insert(&mut batch, client)?;
        for credential in credentials {
            directory.client_credentials.stage_insert(&mut batch, credential)?;
        }
        let tenant = directory.tenants.get(&app.config.tenant).await?;
        if tenant.is_some_and(|tenant| tenant.flag("enable_client_connections")) {
            for before in directory.connections.all().await? {
                let mut after = before.value.clone();
                after.enabled_clients.push(client.client_id.clone());
                directory.connections.stage_update(&mut batch, &before, &after)?;
            }
        }
        match app.store.commit(batch).await {
            // A connection was changed meanwhile: read it again. The id of 190 random bits does not clash.
            Err(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => {}
            other => return other.map(drop).map_err(ApiError::from),
        }
    }
}
