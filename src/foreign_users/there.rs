//! What is done to users who stay elsewhere: it is done there first, and here when it is.
//!
//! A script that is not there has not done it, and neither has one that calls back with `false`: nothing may be said to be done that is
//! not. What a crash between the two leaves is a user there whom nobody here knows yet, or whose next login brings what has changed.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Found, Met, Place, arguments, by_password};
use crate::app::App;
use crate::contract::database::{Event, Script};
use crate::identity::password::MAX_BYTES;
use crate::identity::{Identity, User};
use crate::pipeline::databases::{Asked, Said};
use crate::storage::StoreError;

/// What came of a new user.
#[derive(Debug)]
pub enum Created {
    /// Is there now, by this identity.
    As {
        /// With the id that they have there.
        identity: Identity,
        /// Whether the address counts as proved there.
        email_verified: bool,
    },
    /// Was there already.
    Exists,
    /// Is not there.
    Failed {
        /// The record; none where there is no script.
        execution: Option<String>,
    },
}

/// Makes a new user there, and asks for them as they would come back.
pub async fn create(app: &App, place: Place<'_>, user: &User, password: &str) -> Result<Created, StoreError> {
    if password.is_empty() || password.len() > MAX_BYTES {
        return Ok(Created::Failed { execution: None });
    }
    let mut new = json!({
        "tenant": app.config.tenant,
        "connection": place.connection.name,
        "client_id": place.client.map(|client| &client.client_id),
        "email": user.email,
        "password": password,
        "username": user.username,
        "phone_number": user.phone_number,
        "name": user.name,
        "nickname": user.nickname,
        "given_name": user.given_name,
        "family_name": user.family_name,
        "picture": user.picture,
        "email_verified": user.email_verified,
        "user_metadata": user.user_metadata,
        "app_metadata": user.app_metadata,
    });
    if let Some(members) = new.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    let Some(Asked { said, run }) = ask(app, place, Script::Create, vec![new], Some(password)).await? else {
        return Ok(Created::Failed { execution: None });
    };
    match said {
        Some(Said::Invalid { exists: true }) => return Ok(Created::Exists),
        Some(Said::Answer(answer)) if answer != Value::Bool(false) => {}
        _ => return Ok(Created::Failed { execution: Some(run.execution.id) }),
    }
    let identifier = user.email.as_deref().or(user.username.as_deref()).unwrap_or_default();
    let Some(Met { found, run, .. }) = by_password(app, place, identifier, password).await? else {
        return Ok(Created::Failed { execution: None });
    };
    run.write(&app.audit).await?;
    match found {
        Found::User(met) if met.answers_to(&place.connection.name, identifier) => match met.identities.into_iter().next() {
            Some(identity) => Ok(Created::As { identity, email_verified: met.email_verified }),
            None => Ok(Created::Failed { execution: Some(run.execution.id) }),
        },
        _ => Ok(Created::Failed { execution: Some(run.execution.id) }),
    }
}

/// Tells that an address was proved; false where it is not known there.
pub async fn verify(app: &App, place: Place<'_>, user: &User) -> Result<bool, StoreError> {
    done(ask(app, place, Script::Verify, vec![json!(user.email)], None).await?, true)
}

/// Sets a new password there; false where it was not.
pub async fn change_password(app: &App, place: Place<'_>, user: &User, password: &str) -> Result<bool, StoreError> {
    let identifier = user.email.as_ref().or(user.username.as_ref());
    done(ask(app, place, Script::ChangePassword, vec![json!(identifier), password.into()], Some(password)).await?, true)
}

/// Deletes a user there; false where they may still be.
pub async fn delete(app: &App, place: Place<'_>, user: &User) -> Result<bool, StoreError> {
    let id = user.identities.first().map(|identity| identity.user_id.clone());
    done(ask(app, place, Script::Delete, vec![json!(id)], None).await?, false)
}

/// Whether a script has done it: by calling back with something, where it must `say` so, or without an error.
fn done(asked: Option<Asked>, say: bool) -> Result<bool, StoreError> {
    Ok(match asked.and_then(|asked| asked.said) {
        Some(Said::Answer(Value::Bool(false))) | None => false,
        Some(Said::Answer(Value::Null)) => !say,
        Some(Said::Answer(_)) => true,
        Some(Said::Wrong { .. } | Said::Invalid { .. }) => false,
    })
}

/// Calls a script, and keeps its record.
async fn ask(app: &App, place: Place<'_>, script: Script, args: Vec<Value>, password: Option<&str>) -> Result<Option<Asked>, StoreError> {
    let password = password.map(|password| Zeroizing::new(password.to_owned()));
    let asked = app.pipeline.ask_database(place.connection, script, || Event { script, args: arguments(place, args), password }).await?;
    if let Some(Asked { run, .. }) = &asked {
        run.write(&app.audit).await?;
    }
    Ok(asked)
}
