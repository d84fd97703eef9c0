//! `DELETE /api/v2/grants/{id}` and `DELETE /api/v2/grants?user_id=…`.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::CHUNK;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::query::Query;
use crate::storage::StoreError;
use crate::token::families;

/// Withdraws one consent; one that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<StatusCode, ApiError> {
    query.none()?;
    withdraw(&app, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws everything that a user has allowed.
pub async fn delete_of_user(State(app): State<Shared>, query: Query) -> Result<StatusCode, ApiError> {
    let params = query.only(&["user_id"])?;
    // Without a user this would be everybody's.
    let missing = || ApiError::invalid_query("'Missing required property: user_id'.");
    let user_id = params.text("user_id").ok_or_else(missing)?;
    loop {
        let consents = app.directory.consents.list_by("user", user_id, None, CHUNK).await?;
        if consents.is_empty() {
            return Ok(StatusCode::NO_CONTENT);
        }
        for consent in consents {
            withdraw(&app, &consent.id).await?;
        }
    }
}

/// Deletes the consent, and then the tokens that were had by it.
async fn withdraw(app: &App, id: &str) -> Result<(), StoreError> {
    while let Some(consent) = app.directory.consents.get(id).await? {
        match app.directory.consents.delete(&consent).await {
            Ok(()) => {
                let audience = Some(consent.audience.as_str()).filter(|audience| !audience.is_empty());
                return families::revoke_of_consent(app, &consent.user_id, &consent.client_id, audience).await.map(drop);
            }
            // The user allowed more meanwhile, which goes as well; or another request has withdrawn it.
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
