//! Lets people register through some applications only.
//!
//! The secret `ALLOWED_APPS` names the applications, separated by commas; without it there is one, "Registration App". A request
//! that names no application is denied as well: what is not allowed by name is not allowed.

use anteroom_guest::pre_user_registration::{Api, Event};
use anteroom_guest::{log, secrets};

const DEFAULT_APP: &str = "Registration App";
const USER_MESSAGE: &str = "User Registration is not allowed at this time.";

#[anteroom_guest::pre_user_registration]
fn on_register(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    let allowed = secrets::get("ALLOWED_APPS").unwrap_or_else(|| DEFAULT_APP.to_owned());
    let app = event.client.as_ref().map(|client| client.name.as_str());
    let mut allowed = allowed.split(',').map(str::trim).filter(|name| !name.is_empty());
    if app.is_some_and(|name| allowed.any(|one| one == name)) {
        return Ok(());
    }
    let reason = match app {
        Some(name) => format!("Registration through the application \"{name}\" is not allowed."),
        None => "Registration without an application is not allowed.".to_owned(),
    };
    log::warn(&reason);
    api.access().deny(reason, USER_MESSAGE);
    Ok(())
}

#[cfg(test)]
mod tests;
