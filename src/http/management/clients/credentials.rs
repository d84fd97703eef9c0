//! `/api/v2/clients/{id}/credentials`: the public keys of an application (reference 4.2 "clients").
//!
//! A key counts from when the application's `client_authentication_methods` or `signed_request_object` names it, which is said at the
//! application itself.

mod key;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::inexistent;
use crate::app::App;
use crate::clock::iso_millis;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::{Bare, With};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::ClientCredential;
use crate::identity::client_credential::{ALGORITHMS, MAX_OF_CLIENT};
use crate::random::prefixed;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};

/// One key, as it is given. Certificates of clients (`cert_subject_dn`, `x509_cert`) are for mutual TLS, which there is none of.
pub const KEY: Schema = Schema(&[
    Field::required("credential_type", Kind::OneOf(&["public_key"])),
    Field::new("name", Kind::Text(0, 128)),
    Field::required("pem", Kind::Text(1, 16_384)),
    Field::new("alg", Kind::OneOf(&ALGORITHMS)),
    Field::new("parse_expiry_from_cert", Kind::Bool),
    Field::new("expires_at", Kind::Checked(time)),
    Field::new("kid", Kind::Checked(kid)),
]);
body_of!(Create = KEY);

const CHANGE: Schema = Schema(&[Field::nullable("expires_at", Kind::Checked(time))]);
body_of!(Update = CHANGE);

fn time(text: &str) -> Result<(), String> {
    text.parse::<Timestamp>().map(drop).map_err(|_| "Object didn't pass validation for format date-time".to_owned())
}

fn kid(text: &str) -> Result<(), String> {
    let good = (10..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if good { Ok(()) } else { Err("String does not match pattern: ^([0-9a-zA-Z-_]{10,64})$".to_owned()) }
}

fn absent() -> ApiError {
    ApiError::not_found("Credential does not exist").code("inexistent_credential")
}

fn in_use() -> ApiError {
    ApiError::conflict(
        "The credential is in use. Take it out of the application's client_authentication_methods and signed_request_object first.",
    )
}

fn to_json(credential: &ClientCredential) -> Value {
    let mut out = json!({
        "id": credential.id,
        "kid": credential.kid,
        "alg": credential.alg,
        "credential_type": "public_key",
        "created_at": iso_millis(credential.created_at),
        "updated_at": iso_millis(credential.updated_at),
    });
    if let Some(out) = out.as_object_mut() {
        out.extend(credential.name.clone().map(|name| ("name".to_owned(), json!(name))));
        out.extend(credential.expires_at.map(|at| ("expires_at".to_owned(), json!(iso_millis(at)))));
    }
    out
}

/// The credential that `given` describes. `place` is where it stands in the body.
pub fn build(app: &App, client_id: &str, given: &Map<String, Value>, place: &str) -> Result<ClientCredential, ApiError> {
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    let wrong = |reason: &str, name: &str| ApiError::invalid_body(format!("'{reason}' on property {place}{name}."));
    let key = key::read(text("pem").unwrap_or_default()).map_err(|reason| wrong(reason, "pem"))?;
    let now = app.clock.now();
    let from_certificate = given.get("parse_expiry_from_cert").and_then(Value::as_bool).unwrap_or(false);
    let expires_at = match text("expires_at") {
        Some(at) => at.parse().ok(),
        None if from_certificate => Some(key.expires_at.ok_or_else(|| wrong("Only a certificate tells when it ends", "pem"))?),
        None => None,
    };
    if expires_at.is_some_and(|at| at <= now) {
        return Err(wrong("The credential has expired already", "expires_at"));
    }
    Ok(ClientCredential {
        id: prefixed(&*app.random, "cred_"),
        client_id: client_id.to_owned(),
        name: text("name").map(str::to_owned),
        kid: text("kid").map_or_else(|| key.thumbprint(), str::to_owned),
        alg: text("alg").unwrap_or("RS256").to_owned(),
        n: key.n,
        e: key.e,
        created_at: now,
        updated_at: now,
        expires_at,
    })
}

async fn find(app: &App, client_id: &str, id: &str) -> Result<Stored<ClientCredential>, ApiError> {
    app.directory.clients.get(client_id).await?.ok_or_else(inexistent)?;
    let found = app.directory.client_credentials.get(id).await?;
    found.filter(|found| found.client_id == client_id).ok_or_else(absent)
}

/// Lists the keys of an application.
pub async fn list(State(app): State<Shared>, Path(client_id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    app.directory.clients.get(&client_id).await?.ok_or_else(inexistent)?;
    let mut found = app.directory.client_credentials.list_by("client", &client_id, None, usize::MAX).await?;
    found.sort_by_key(|credential| credential.created_at);
    Ok(Json(found.iter().map(|credential| to_json(credential)).collect()))
}

/// Gives an application a key.
pub async fn create(State(app): State<Shared>, Path(client_id): Path<String>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let client = app.directory.clients.get(&client_id).await?.ok_or_else(inexistent)?;
    let credential = build(&app, &client_id, &body.check()?, "")?;
    if app.directory.client_credentials.count_by("client", &client_id, MAX_OF_CLIENT).await? >= MAX_OF_CLIENT {
        return Err(ApiError::new(axum::http::StatusCode::BAD_REQUEST, format!("An application has at most {MAX_OF_CLIENT} credentials.")));
    }
    let mut batch = Batch::new();
    // A client deleted at this moment takes its keys along; this one must not come after.
    app.directory.clients.stage_expect(&mut batch, &client_id, Some(client.version));
    app.directory.client_credentials.stage_insert(&mut batch, &credential)?;
    match app.store.commit(batch).await {
        Ok(_) => Ok(With(to_json(&credential))),
        Err(StoreError::Conflict(key)) if matches!(clash(&key), Clash::Unique(_)) => {
            Err(ApiError::conflict("The application has a credential with this kid already."))
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows a key.
pub async fn read(State(app): State<Shared>, Path((client_id, id)): Path<(String, String)>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(to_json(&find(&app, &client_id, &id).await?.value)))
}

/// Says when a key ends; null is never. A time that has passed ends it at once.
pub async fn update(
    State(app): State<Shared>,
    Path((client_id, id)): Path<(String, String)>,
    body: Body<Update>,
) -> Result<With<201>, ApiError> {
    let changes = body.check()?;
    let before = find(&app, &client_id, &id).await?;
    let mut after = before.value.clone();
    if let Some(value) = changes.get("expires_at") {
        after.expires_at = value.as_str().and_then(|at| at.parse().ok());
    }
    after.updated_at = app.clock.now();
    let after = app.directory.client_credentials.update(&before, after).await?;
    Ok(With(to_json(&after.value)))
}

/// Takes a key from an application that does not use it. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path((client_id, id)): Path<(String, String)>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let Some(client) = app.directory.clients.get(&client_id).await? else { return Ok(Bare) };
    let Some(found) = app.directory.client_credentials.get(&id).await?.filter(|found| found.client_id == client_id) else {
        return Ok(Bare);
    };
    if client.uses_credential(&id) {
        return Err(in_use());
    }
    let mut batch = Batch::new();
    // It must not come into use at this moment.
    app.directory.clients.stage_expect(&mut batch, &client_id, Some(client.version));
    app.directory.client_credentials.stage_delete(&mut batch, &found);
    app.store.commit(batch).await?;
    Ok(Bare)
}
