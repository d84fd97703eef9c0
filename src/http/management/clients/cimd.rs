//! `/api/v2/clients/cimd/…`: applications that an operator takes from where their makers describe them (reference 4.2 "clients"). What is
//! there is read when the operator says so, and at no login.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::{Value, json};

use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::{Either, With};
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::register::metadata;
use crate::identity::Client;
use crate::identity::client::third_party::SecurityMode;
use crate::identity::registration::ClientMetadata;
use crate::registration::document::{self, DocumentError};
use crate::registration::{self, Newcomer};
use crate::storage::Batch;

const NAMED: Schema = Schema(&[Field::required("external_client_id", Kind::Text(1, 255))]);
body_of!(Named = NAMED);

/// What lies at an address.
enum Found {
    Good(Box<ClientMetadata>),
    /// A document that breaks a rule.
    Bad(String),
    /// Nothing that could be had.
    None(String),
}

async fn look(app: &App, address: &str) -> Result<Found, ApiError> {
    if !document::is_address(address, app.config.sandbox.allow_private_egress) {
        let text = "'It must be an https URL with a path, and no user, query or fragment' on property external_client_id.";
        return Err(ApiError::invalid_body(text));
    }
    Ok(match document::fetch(app, address, true).await {
        Err(DocumentError::Unreachable(why)) => Found::None(why),
        Err(DocumentError::NotTaken(why)) => Found::Bad(why),
        Ok(document) => match metadata::read(&document.members, SecurityMode::Strict) {
            Ok(metadata) => Found::Good(Box::new(metadata)),
            Err(fault) => Found::Bad(fault.description),
        },
    })
}

fn mapped(address: &str, metadata: &ClientMetadata) -> Value {
    let mut client = Client::new(address.to_owned(), "");
    metadata.apply(&mut client);
    let mut out = json!({
        "external_client_id": address,
        "name": client.name,
        "app_type": client.app_type,
        "callbacks": client.callbacks,
        "grant_types": client.grant_types,
        "token_endpoint_auth_method": client.token_endpoint_auth_method,
    });
    if let (Some(members), Some(logo)) = (out.as_object_mut(), &metadata.logo_uri) {
        members.insert("logo_uri".to_owned(), json!(logo));
    }
    out
}

fn validation(violations: &[String]) -> Value {
    json!({ "valid": violations.is_empty(), "violations": violations, "warnings": [] })
}

/// Says what would become of a document.
pub async fn preview(State(app): State<Shared>, body: Body<Named>) -> Result<Json<Value>, ApiError> {
    let given = body.check()?;
    let address = given.get("external_client_id").and_then(Value::as_str).unwrap_or_default();
    let mut answer = match look(&app, address).await? {
        Found::Good(metadata) => json!({ "errors": [], "validation": validation(&[]), "mapped_fields": mapped(address, &metadata) }),
        Found::Bad(why) => json!({ "errors": [], "validation": validation(&[why]) }),
        Found::None(why) => json!({ "errors": [why] }),
    };
    if let Some(members) = answer.as_object_mut()
        && app.directory.clients.get(address).await?.is_some()
    {
        members.insert("client_id".to_owned(), json!(address));
    }
    Ok(Json(answer))
}

/// Takes an application from its document, or brings it to what the document says now.
pub async fn register(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    body: Body<Named>,
) -> Result<Either<Json<Value>, With<201>>, ApiError> {
    let given = body.check()?;
    let address = given.get("external_client_id").and_then(Value::as_str).unwrap_or_default();
    let before = app.directory.clients.get(address).await?;
    caller.require(if before.is_some() { &["update:clients"] } else { &["create:clients"] })?;
    let bad = |text: String| ApiError::new(StatusCode::BAD_REQUEST, text).code("invalid_body");
    let metadata = match look(&app, address).await? {
        Found::Good(metadata) => metadata,
        Found::Bad(why) => return Err(bad(format!("The Client Metadata document at {address} cannot be applied: {why}"))),
        Found::None(why) => return Err(bad(format!("The Client Metadata at {address} could not be retrieved: {why}"))),
    };
    let (made, _) = registration::application(&app, &Newcomer::OfOperator { address }, &metadata);
    let mut batch = Batch::new();
    match &before {
        None => app.directory.clients.stage_insert(&mut batch, &made)?,
        Some(before) => {
            let mut after = before.value.clone();
            metadata.apply(&mut after);
            after.extra.extend(made.extra);
            app.directory.clients.stage_update(&mut batch, before, &after)?;
            // One that had made itself known is the operator's from now on.
            if let Some(registration) = app.directory.registrations.get(address).await? {
                app.directory.registrations.stage_delete(&mut batch, &registration);
            }
        }
    }
    app.store.commit(batch).await?;
    let answer = json!({ "client_id": address, "mapped_fields": mapped(address, &metadata), "validation": validation(&[]) });
    Ok(if before.is_some() { Either::One(Json(answer)) } else { Either::Other(With(answer)) })
}
