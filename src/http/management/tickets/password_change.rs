//! `POST /api/v2/tickets/password-change`: for a user by id, or by address in a connection.

use axum::extract::State;
use serde_json::{Map, Value};

use super::{IDENTITY, ORGANIZATION, RESULT_URL, TTL, bad_request, check_identity, offered};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::With;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::user::scoped;
use crate::identity::{TicketKind, User};

const BODY: Schema = Schema(&[
    Field::new("user_id", Kind::Text(1, 128)),
    Field::new("email", Kind::Text(1, 320)),
    Field::new("connection_id", Kind::Text(1, 64)),
    Field::new("result_url", RESULT_URL),
    Field::new("client_id", Kind::Text(1, 64)),
    Field::new("organization_id", ORGANIZATION),
    Field::new("ttl_sec", TTL),
    Field::new("mark_email_as_verified", Kind::Bool),
    Field::new("includeEmailInRedirect", Kind::Bool),
    Field::new("identity", IDENTITY),
]);
body_of!(Given = BODY);

/// Makes a link to a page where a user sets a new password.
pub async fn password_change(State(app): State<Shared>, body: Body<Given>) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    let user = find(&app, &given).await?;
    offered(&app, &given, TicketKind::PasswordChange, &user).await
}

/// The user whom the body names in one of the two ways, and not in both.
async fn find(app: &App, given: &Map<String, Value>) -> Result<User, ApiError> {
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    match (text("user_id"), text("email"), text("connection_id")) {
        (Some(_), None, None) => super::user(app, given).await,
        (None, Some(email), Some(id)) => {
            let connection = app.directory.connections.get(id).await?;
            let connection = connection.ok_or_else(|| bad_request(format!("The connection with id {id} does not exist.")))?;
            let user = app.directory.users.find("email", &scoped(&connection.name, email)).await?;
            // The address of a linked identity leads to its primary as well, whose password is another.
            let user = user
                .filter(|user| user.answers_to(&connection.name, email))
                .ok_or_else(|| ApiError::not_found("The user does not exist.").code("inexistent_user"))?;
            check_identity(app, &user, given).await?;
            Ok(user.value)
        }
        _ => Err(ApiError::invalid_body("'Either user_id, or email and connection_id' is required.")),
    }
}
