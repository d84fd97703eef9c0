//! An application that is named by the address of its metadata document becomes known when a browser first brings its name, and is read
//! again from time to time. Off unless the tenant's `client_id_metadata_document_supported` says otherwise.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::app::App;
use crate::http::error::OAuthError;
use crate::http::extract::Origin;
use crate::http::register::checked::{Asked, Refused, checked};
use crate::http::register::{self, record};
use crate::identity::client::third_party::SecurityMode;
use crate::registration::document::{self, Document, DocumentError};
use crate::registration::manage::{ChangeError, Own};
use crate::registration::{self, Newcomer, RegistrationError};
use crate::storage::StoreError;

/// Makes the application of this `client_id` known, if it is an address and the tenant takes such. Whatever it says of itself goes through
/// what a registration goes through, the Actions included.
///
/// # Errors
/// What is said to the person or, of a request that is pushed, to the application.
pub async fn known(app: &App, origin: &Origin, client_id: Option<&str>) -> Result<(), OAuthError> {
    let plain_http = app.config.sandbox.allow_private_egress;
    let Some(address) = client_id.filter(|id| document::is_address(id, plain_http)) else { return Ok(()) };
    if !app.tenant().await?.takes_metadata_documents() {
        return Ok(());
    }
    let before = app.directory.clients.get(address).await?;
    match &before {
        // An operator's own, who says when it is read.
        Some(client) if !client.is_registered_by_itself() => return Ok(()),
        Some(_) => {}
        None => bounded(app, origin).await?,
    }
    let Document { members, hash } = match document::fetch(app, address, false).await {
        Ok(document) => document,
        Err(error) => {
            if let DocumentError::Unreachable(why) = &error {
                tracing::debug!(address, why, "the metadata document of an application could not be had");
            }
            return Err(OAuthError::invalid_request(error.to_string()));
        }
    };
    let own = match before {
        None => None,
        Some(client) => match Own::of_document(app, client).await? {
            Some(own) if own.document() != Some(&hash) && own.is_still_theirs().is_ok() => {
                // It may be refused again and again, and its Actions asked each time.
                bounded(app, origin).await?;
                Some(own)
            }
            _ => return Ok(()),
        },
    };
    match written(app, origin, address, own.as_ref(), members, hash).await {
        Ok(()) => Ok(()),
        Err(refused) => Err(record(app, origin, "get", "/authorize", refused).await),
    }
}

/// A stranger may have so many new documents looked at in a minute.
async fn bounded(app: &App, origin: &Origin) -> Result<(), OAuthError> {
    let text = "Too many new applications come from here.";
    let told = register::bounded(app, origin, "document").await;
    told.map_err(|_| OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", text))
}

async fn written(
    app: &App,
    origin: &Origin,
    address: &str,
    own: Option<&Own>,
    members: Map<String, Value>,
    hash: String,
) -> Result<(), Refused> {
    let mode = SecurityMode::Strict;
    let wanted = checked(app, &Asked { origin, mode, client_id: own.is_some().then_some(address) }, members).await?;
    let failed = match own {
        Some(own) => match own.read_again(app, origin, &wanted, hash).await {
            // Somebody else has read it again, or an operator has changed it, at this moment.
            Ok(()) | Err(ChangeError::OfTheTenant | ChangeError::Store(StoreError::Conflict(_))) => return Ok(()),
            Err(ChangeError::Store(error)) => OAuthError::from(error),
        },
        None => match registration::register(app, origin, &Newcomer::OfDocument { address, hash }, &wanted).await {
            // Of two browsers that brought it first, one has made it known.
            Ok(_) | Err(RegistrationError::Store(StoreError::Conflict(_))) => return Ok(()),
            Err(error) => register::refusal(error),
        },
    };
    Err(Refused { run: wanted.run, ..failed.into() })
}
