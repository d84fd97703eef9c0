//! `DELETE /api/v2/connections/{id}/users`: deletes a user by the address they have in a database.

use axum::extract::State;

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::paging::MAX_PAGED;
use crate::http::management::path::Path;
use crate::http::management::query::{Param, Query, query_of};
use crate::http::management::users;
use crate::identity::Origin;
use crate::identity::user::normalize_identifier;

query_of!(Known = [Param::required("email")]);

/// Deletes the user of that address whose main identity is of this connection; nobody of it is no error. A linked identity is the
/// primary's, and stays.
pub async fn delete_user(
    State(app): State<Shared>,
    origin: Origin,
    Path(id): Path<String>,
    query: Query<Known>,
) -> Result<Bare<204>, ApiError> {
    let params = query.params()?;
    let email = normalize_identifier(params.required("email")?);
    let connection = app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    for user in app.directory.users.list_by("email", &email, None, MAX_PAGED).await? {
        if user.connection == connection.name {
            users::remove_there(&app, &origin, &user).await?;
            users::remove(&app, &user.user_id).await?;
        }
    }
    Ok(Bare)
}
