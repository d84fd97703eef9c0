//! `POST /api/v2/jobs/users-imports`: a form with a file of users.
//!
//! The form is read into memory, with a bound on the file and one on the rest; members of other names are passed over, as at Auth0. The
//! tenant log tells of the request, and not of its body.

use std::convert::Infallible;

use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use serde_json::Value;

use super::to_json;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::{Argument, BodyOf, Takes, With};
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::Connection;
use crate::user_jobs::import::{self, Request as Import};

/// Bytes of a form beside its file.
pub const MAX_REST: usize = 64 * 1024;
/// Bytes of a member that is no file.
const MAX_MEMBER: usize = 1024;
/// Members that are looked at.
const MAX_MEMBERS: usize = 32;

/// What the form holds.
#[derive(Default)]
struct Form {
    users: Option<Vec<u8>>,
    connection_id: Option<String>,
    upsert: bool,
    external_id: Option<String>,
}

/// The members of the form, as they are described; what they may hold is checked while they are read.
const FORM: Kind = Kind::Object(&Schema(&[
    Field::required("users", Kind::Text(1, 32 << 20)),
    Field::required("connection_id", Kind::Text(1, MAX_MEMBER)),
    Field::new("upsert", Kind::Bool),
    Field::new("external_id", Kind::Text(0, MAX_MEMBER)),
    Field::new("send_completion_email", Kind::Bool),
]));

/// The form, which is not read before there is a place for it.
pub struct Upload(Request);

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Infallible> {
        Ok(Self(request))
    }
}

impl Argument for Upload {
    const TAKES: Takes = Takes { query: None, body: Some(BodyOf { media: "multipart/form-data", kind: Some(&FORM) }) };
}

/// Begins an import.
pub async fn users_imports(State(app): State<Shared>, Upload(request): Upload) -> Result<With<202>, ApiError> {
    // What forms hold at the same time is bounded; the wait costs a connection alone.
    let _place = app.uploads.acquire().await.map_err(ApiError::internal)?;
    let form = read(&app, request).await?;
    let file = form.users.ok_or_else(|| bad_request("Must provide 'users' file as multipart part."))?;
    if file.iter().all(u8::is_ascii_whitespace) {
        return Err(bad_request("Users file must not be empty."));
    }
    let connection_id = form.connection_id.ok_or_else(|| bad_request("Must provide 'connection_id' as multipart part."))?;
    let connection = connection(&app, &connection_id).await?;
    let import = Import { connection: &connection, file: &file, upsert: form.upsert, external_id: form.external_id };
    let job = import::create(&app, import).await?.ok_or_else(|| {
        let message = "There are 2 active import users jobs, please wait until some of them are finished and try again";
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, message).code("too_many_requests")
    })?;
    Ok(With(to_json(&job)))
}

fn bad_request(message: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}

fn malformed() -> ApiError {
    ApiError::invalid_body("'Invalid multipart payload format'.")
}

fn too_large(app: &App) -> ApiError {
    let most = app.config.jobs.max_import_bytes;
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, format!("Payload content length greater than maximum allowed: {most}"))
}

fn broken(app: &App, error: &MultipartError) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(app),
        _ => malformed(),
    }
}

async fn read(app: &App, request: Request) -> Result<Form, ApiError> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| malformed())?;
    let mut form = Form::default();
    let mut members = 0;
    while let Some(part) = parts.next_field().await.map_err(|error| broken(app, &error))? {
        members += 1;
        if members > MAX_MEMBERS {
            return Err(malformed());
        }
        let name = part.name().unwrap_or_default().to_owned();
        let most = if name == "users" { app.config.jobs.max_import_bytes } else { MAX_MEMBER };
        let Some(bytes) = bytes(app, part, most).await? else {
            return Err(if name == "users" { too_large(app) } else { malformed() });
        };
        let text = || String::from_utf8(bytes.clone()).map_err(|_| malformed());
        match name.as_str() {
            "users" => form.users = Some(bytes),
            "connection_id" => form.connection_id = Some(text()?),
            "upsert" => form.upsert = flag("upsert", &text()?)?,
            // Nobody is sent a mail about it: a tenant has no owners whose addresses the server knows.
            "send_completion_email" => drop(flag("send_completion_email", &text()?)?),
            "external_id" => form.external_id = Some(text()?).filter(|id| !id.is_empty()),
            _ => {}
        }
    }
    Ok(form)
}

/// The bytes of a part; `None` if they are more than they may be.
async fn bytes(app: &App, mut part: Part<'_>, most: usize) -> Result<Option<Vec<u8>>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| broken(app, &error))? {
        if bytes.len() + chunk.len() > most {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

fn flag(name: &str, text: &str) -> Result<bool, ApiError> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(ApiError::invalid_body(format!("'Expected type boolean but found type string' on property {name}."))),
    }
}

async fn connection(app: &App, id: &str) -> Result<Connection, ApiError> {
    let named = id.strip_prefix("con_").is_some_and(|rest| rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !named {
        let message = "'String does not match pattern ^con_[A-Za-z0-9]{16}$' on property connection_id.";
        return Err(ApiError::invalid_body(message));
    }
    let found = app.directory.connections.get(id).await?;
    let connection = found.ok_or_else(|| bad_request("The connection does not exist."))?.value;
    if !connection.is_database() {
        return Err(bad_request("Connection must be a database connection."));
    }
    if connection.enabled_clients.is_empty() {
        return Err(bad_request("Connection must be enabled."));
    }
    let is_set = |name: &str| connection.options.get(name) == Some(&Value::Bool(true));
    if is_set("enabledDatabaseCustomization") && !is_set("import_mode") {
        return Err(bad_request("Custom Database Connections without import mode are not allowed."));
    }
    Ok(connection)
}
