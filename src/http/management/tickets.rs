//! `/api/v2/tickets`: links that an operator gives to a user by their own means (reference 4.2 "tickets").

mod email_verification;
mod password_change;

pub use email_verification::email_verification;
pub use password_change::password_change;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::operation::With;
use super::schema::{Field, Kind, Schema};
use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::{Client, TicketKind, User};
use crate::recovery::tickets::{Offer, draw};

/// `identity` of a body: which of the user's identities is meant.
pub const IDENTITY: Kind = Kind::Object(&Schema(&[
    Field::required("user_id", Kind::Text(1, 128)),
    Field::required("provider", Kind::Text(1, 64)),
    Field::new("connection_id", Kind::Text(1, 64)),
]));

/// `organization_id`: the pages behind a ticket know no organization yet, so that none can be named.
pub const ORGANIZATION: Kind = Kind::Checked(no_organization);

fn no_organization(_: &str) -> Result<(), String> {
    Err("The organization does not exist".to_owned())
}

/// Seconds of `ttl_sec`; 0 stands for the default, as at Auth0. At most thirty days.
const TTL: Kind = Kind::Integer(0, 30 * 24 * 3600);

/// Where a ticket leads in the end.
const RESULT_URL: Kind = Kind::Checked(super::urls::web_or_empty);

fn bad_request(message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}

/// The user of a body's `user_id`, with the identity that the body names.
pub async fn user(app: &App, given: &Map<String, Value>) -> Result<User, ApiError> {
    let id = given.get("user_id").and_then(Value::as_str).unwrap_or_default();
    let user = app.directory.users.get(id).await?.ok_or_else(|| ApiError::not_found("The user does not exist.").code("inexistent_user"))?;
    check_identity(app, &user, given).await?;
    Ok(user.value)
}

async fn check_identity(app: &App, user: &User, given: &Map<String, Value>) -> Result<(), ApiError> {
    let Some(identity) = given.get("identity") else { return Ok(()) };
    let text = |name: &str| identity.get(name).and_then(Value::as_str);
    let named = match text("connection_id") {
        None => None,
        Some(id) => {
            let found = app.directory.connections.get(id).await?;
            Some(found.ok_or_else(|| bad_request("Identity connection does not exist."))?.value.name)
        }
    };
    let fits = user.identities.iter().any(|own| {
        Some(own.user_id.as_str()) == text("user_id")
            && Some(own.provider.as_str()) == text("provider")
            && named.as_ref().is_none_or(|name| *name == own.connection)
    });
    if fits { Ok(()) } else { Err(bad_request("The user exists, but does not contain the given identity.")) }
}

/// The application of a body's `client_id`.
pub async fn client(app: &App, given: &Map<String, Value>) -> Result<Option<Client>, ApiError> {
    let Some(id) = given.get("client_id").and_then(Value::as_str) else { return Ok(None) };
    let found = app.directory.clients.get(id).await?;
    Ok(Some(found.ok_or_else(|| bad_request("The client does not exist"))?.value))
}

/// 400 unless the user lives in a database: others prove themselves elsewhere.
async fn in_a_database(app: &App, user: &User) -> Result<(), ApiError> {
    if has_a_database(app, user).await? {
        return Ok(());
    }
    Err(bad_request("The user's main connection does not support this operation."))
}

/// Whether the user lives in a database.
pub async fn has_a_database(app: &App, user: &User) -> Result<bool, ApiError> {
    let connection = app.directory.connections.find("name", &user.connection).await?;
    Ok(connection.is_some_and(|connection| connection.is_database()))
}

/// Makes the link that a body asks for, and answers with it.
async fn offered(app: &App, given: &Map<String, Value>, kind: TicketKind, user: &User) -> Result<With<201>, ApiError> {
    in_a_database(app, user).await?;
    let offer = Offer {
        result_url: given.get("result_url").and_then(Value::as_str).filter(|url| !url.is_empty()).map(str::to_owned),
        ttl: given.get("ttl_sec").and_then(Value::as_u64).filter(|seconds| *seconds > 0),
        client_id: client(app, given).await?.map(|client| client.client_id),
        include_email: flag(given, "includeEmailInRedirect"),
        mark_email_as_verified: flag(given, "mark_email_as_verified"),
        ..Offer::of(kind, user)
    };
    let (ticket, url) = draw(app, offer);
    app.directory.tickets.insert(ticket).await?;
    Ok(With(json!({ "ticket": format!("{url}#") })))
}

fn flag(given: &Map<String, Value>, name: &str) -> bool {
    given.get(name).and_then(Value::as_bool).unwrap_or(false)
}
