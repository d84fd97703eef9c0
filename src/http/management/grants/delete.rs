//! `DELETE /api/v2/grants/{id}` and `DELETE /api/v2/grants?user_id=…`.

use axum::extract::State;

use super::CHUNK;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::{Param, Query, query_of};
use crate::storage::StoreError;
use crate::token::families;

query_of!(DeleteOfUserQuery = [Param::required("user_id")]);

/// Withdraws one consent; one that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    withdraw(&app, &id).await?;
    Ok(Bare)
}

/// Withdraws everything that a user has allowed.
pub async fn delete_of_user(State(app): State<Shared>, query: Query<DeleteOfUserQuery>) -> Result<Bare<204>, ApiError> {
    let params = query.params()?;
    // Without a user this would be everybody's.
    let user_id = params.required("user_id")?;
    loop {
        let consents = app.directory.consents.list_by("user", user_id, None, CHUNK).await?;
        if consents.is_empty() {
            return Ok(Bare);
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
