//! `PATCH /api/v2/users/{id}`: metadata is merged at its first level (reference 4.2).
//!
//! A new password and a block count from their commit on, wherever a session, a code or a token of an earlier login is used: who had
//! the old password, or is meant by the block, is out at once. Then all of those are removed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::{Map, Value};

use super::schema::Update;
use super::{federated, inexistent, not_there, to_json, too_weak};
use crate::app::App;
use crate::foreign_users::{Place, there};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::path::Path;
use crate::identity::logout_notice::Initiator;
use crate::identity::password::PasswordError;
use crate::identity::password_policy::{Personal, Policy, history};
use crate::identity::{Metadata, Origin, User};
use crate::recovery::{self, sign_out};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Entity, StoreError, Stored};

/// Pairs that Auth0 changes only one at a time, with its sentences.
const NOT_TOGETHER: [(&str, &str, &str); 5] = [
    ("password", "email", "Cannot update password and email simultaneously."),
    ("password", "email_verified", "Cannot update password and email_verified simultaneously."),
    ("username", "email", "Cannot update username and email simultaneously."),
    ("username", "email_verified", "Cannot update username and email_verified simultaneously."),
    ("username", "password", "Cannot update username and password simultaneously."),
];

fn bad_request(message: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}

/// Changes a user. With `update:users_app_metadata` alone, only `app_metadata`.
pub async fn update(
    State(app): State<Shared>,
    origin: Origin,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    body: Body<Update>,
) -> Result<Json<Value>, ApiError> {
    let before = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
    let changes = body.check()?;
    if changes.keys().any(|name| name != "app_metadata") {
        caller.require(&["update:users"])?;
    }
    for (one, other, message) in NOT_TOGETHER {
        if changes.contains_key(one) && changes.contains_key(other) {
            return Err(bad_request(message));
        }
    }
    let verify = changes.get("verify_email") == Some(&Value::Bool(true));
    let after = change(&app, &before, &origin, changes).await?;
    repeats_nothing(&after)?;
    let new_password = after.last_password_reset != before.last_password_reset || after.password_hash != before.password_hash;
    let shuts_out = new_password || (after.blocked && !before.blocked);
    match app.directory.users.update(&before, after).await {
        Ok(after) => {
            if shuts_out {
                let blocked = after.blocked && !before.blocked;
                let why = if blocked { Initiator::AccountDeactivated } else { Initiator::PasswordChanged };
                sign_out(&app, &id, why).await?;
            }
            if verify && after.email.is_some() && !after.email_verified {
                recovery::verification::by_job(&app, &after, None).await?;
            }
            if new_password && let Some(connection) = recovery::change::connection(&app, &after).await? {
                recovery::change::changed(&app, &after, &connection, &origin, Metadata::new());
            }
            Ok(Json(to_json(&after)))
        }
        Err(StoreError::Conflict(key)) => match clash(&key) {
            Clash::Unique(index) => Err(bad_request(&format!("The specified new {index} already exists."))),
            Clash::Entity => Err(StoreError::Conflict(key).into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// An identifier of the account's own must not be one of a linked identity of the same connection: each has its own password.
fn repeats_nothing(user: &User) -> Result<(), ApiError> {
    let all = user.unique();
    match all.iter().enumerate().find(|(at, one)| all.iter().take(*at).any(|other| other == *one)) {
        Some((_, (index, _))) => Err(bad_request(&format!("The specified new {index} already exists."))),
        None => Ok(()),
    }
}

async fn change(app: &App, before: &Stored<User>, origin: &Origin, mut changes: Map<String, Value>) -> Result<User, ApiError> {
    let mut user = before.value.clone();
    let connection = app.directory.connections.find("name", &user.connection).await?;
    let connection = connection.ok_or_else(|| bad_request("Connection does not exist."))?;
    if changes.get("connection").is_some_and(|name| name.as_str() != Some(&user.connection)) {
        return Err(bad_request("Connection is not supported for this operation."));
    }
    federated::check(&connection, &changes)?;
    if changes.get("username").is_some_and(Value::is_string) && !connection.requires_username() {
        return Err(bad_request("Cannot set username for connection without requires_username."));
    }
    user.user_metadata = merge::metadata(&user.user_metadata, changes.remove("user_metadata"));
    user.app_metadata = merge::metadata(&user.app_metadata, changes.remove("app_metadata"));
    if let Some(Value::String(password)) = changes.remove("password") {
        let policy = Policy::of(&connection);
        policy.check(&password, &Personal::from(&user)).map_err(|violation| too_weak(&violation))?;
        history::check(&app.passwords, policy, &user, &password).await.map_err(busy)?.map_err(|violation| too_weak(&violation))?;
        history::remember(policy, &mut user);
        user.password_hash = if connection.keeps_users_elsewhere() {
            let place = Place { connection: &connection, client: None, origin };
            if !there::change_password(app, place, &user, &password).await? {
                return Err(not_there());
            }
            None
        } else {
            Some(app.passwords.hash(&password).await.map_err(busy)?)
        };
        user.last_password_reset = Some(app.clock.now());
    }
    if let Some(email) = text(&changes, "email").flatten() {
        let email = email.trim().to_owned();
        // Whoever proved the old address has not proved the new one.
        user.email_verified = user.email_verified && user.email.as_ref() == Some(&email);
        user.email = Some(email);
    }
    let flag = |name: &str, old: bool| changes.get(name).and_then(Value::as_bool).unwrap_or(old);
    user.email_verified = flag("email_verified", user.email_verified);
    user.blocked = flag("blocked", user.blocked);
    if let Some(number) = text(&changes, "phone_number") {
        user.phone_verified = user.phone_verified && user.phone_number == number;
        user.phone_number = number;
    }
    user.phone_verified = flag("phone_verified", user.phone_verified);
    user.username = text(&changes, "username").map_or(user.username, |name| name.map(|name| name.to_lowercase()));
    user.name = text(&changes, "name").unwrap_or(user.name);
    user.nickname = text(&changes, "nickname").unwrap_or(user.nickname);
    user.given_name = text(&changes, "given_name").unwrap_or(user.given_name);
    user.family_name = text(&changes, "family_name").unwrap_or(user.family_name);
    user.picture = text(&changes, "picture").unwrap_or(user.picture).filter(|url| !url.is_empty());
    user.updated_at = app.clock.now();
    Ok(user)
}

/// `None` where nothing is said of the member, `Some(None)` where null removes it.
fn text(changes: &Map<String, Value>, name: &str) -> Option<Option<String>> {
    changes.get(name).map(|value| value.as_str().map(str::to_owned))
}

fn busy(error: PasswordError) -> ApiError {
    match error {
        PasswordError::Busy => ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "The server is busy; try again in a moment."),
        other => ApiError::internal(other),
    }
}
