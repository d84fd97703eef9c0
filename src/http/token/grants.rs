//! The grants, one a file, and what several of them need.

pub mod authorization_code;
pub mod client_credentials;
pub mod device_code;
mod login;
pub mod password;
pub mod refresh_token;
pub mod token_exchange;

use axum::http::StatusCode;
use jiff::Timestamp;

use super::{Exchange, Refusal};
use crate::app::App;
use crate::http::error::OAuthError;
use crate::http::extract::Fields;
use crate::identity::organization::member;
use crate::identity::{Metadata, Organization, ResourceServer, User};
use crate::storage::Stored;
use crate::token::claims::OrganizationClaims;
use crate::token::holder::{self, NoHolder};
use crate::token::{issue, third_party};

/// The user, if there still is one who may have tokens from a login of that time.
async fn live_user(app: &App, user_id: &str, auth_time: Timestamp) -> Result<Stored<User>, Refusal> {
    holder::find(app, user_id, auth_time).await.map_err(|error| {
        let answer = match &error {
            NoHolder::Gone => OAuthError::invalid_grant("Invalid user"),
            NoHolder::Blocked => OAuthError::new(StatusCode::UNAUTHORIZED, "unauthorized", "user is blocked"),
            NoHolder::Overtaken => OAuthError::invalid_grant("The user must log in again."),
            NoHolder::Store(_) => return OAuthError::internal(error).into(),
        };
        Refusal::because(&error, answer).user(user_id)
    })
}

/// The organization that the login was with, if it still is and the user is still a member.
async fn organization(app: &App, id: Option<&str>, user: &User) -> Result<Option<Organization>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    let found = app.directory.organizations.get(id).await?;
    match found {
        Some(found) if member::find(&app.directory, id, user).await?.is_some() => Ok(Some(found.value)),
        _ => {
            let text = format!("user {} is not part of the {id} organization", user.user_id);
            let answer = OAuthError::invalid_grant("The user must log in again.");
            Err(Refusal::because(text, answer).user(&user.user_id))
        }
    }
}

/// What tokens tell of an organization.
async fn organization_claims(app: &App, organization: Option<&Organization>) -> Result<Option<OrganizationClaims>, Refusal> {
    let Some(organization) = organization else { return Ok(None) };
    let named = app.tenant().await?.takes_organization_names();
    Ok(Some(OrganizationClaims { id: organization.id.clone(), name: named.then(|| organization.name.clone()) }))
}

/// The texts of a request, as Actions are told of them.
fn texts(fields: &Fields) -> Metadata {
    fields.texts().iter().map(|(name, value)| (name.clone(), value.clone().into())).collect()
}

/// What of `scope` an application that is somebody else's may still have of the API, if it may still have the API.
async fn third_party(
    exchange: &Exchange<'_>,
    api: Option<&ResourceServer>,
    scope: &[String],
    added: &[String],
) -> Result<Vec<String>, Refusal> {
    let limited = third_party::limit(&exchange.app.directory, exchange.client, api, scope, added).await?;
    let refused = || OAuthError::invalid_grant("The application may not access this API any more.");
    limited.ok_or_else(|| Refusal::from(refused()))
}

/// Refuses what takes a login with a page: an API whose users are asked, the Management API among them.
fn refuse_what_asks_consent(api: Option<&ResourceServer>) -> Result<(), Refusal> {
    if api.is_none_or(|api| api.skip_consent_for_verifiable_first_party_clients) {
        return Ok(());
    }
    let text = "The API asks for consent, which takes a login with a page.";
    Err(OAuthError::new(StatusCode::FORBIDDEN, "consent_required", text).into())
}

/// The API that tokens were asked for; `None` where none was.
async fn api(app: &App, audience: Option<&str>) -> Result<Option<ResourceServer>, Refusal> {
    match audience {
        Some(audience) => Ok(Some(issue::api(app, audience).await?)),
        None => Ok(None),
    }
}
