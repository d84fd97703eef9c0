//! Puts the user's roles and plan into the tokens.
//!
//! Claims of an application's own carry a name that is a URL, so that they never meet a claim of the standard.

use anteroom_guest::log;
use anteroom_guest::post_login::{Api, Event};

const ROLES: &str = "https://anteroom.example/roles";
const PLAN: &str = "https://anteroom.example/plan";

#[anteroom_guest::post_login]
fn on_login(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    let roles = event.authorization.as_ref().map(|authorization| authorization.roles.as_slice()).unwrap_or_default();
    api.id_token().set_custom_claim(ROLES, roles)?;
    api.access_token().set_custom_claim(ROLES, roles)?;
    if let Some(plan) = event.user.app_metadata.get("plan") {
        api.id_token().set_custom_claim(PLAN, plan)?;
    }
    log::info(format_args!("{} logs in through {} with {} roles", event.user.user_id, event.client.name, roles.len()));
    Ok(())
}

#[cfg(test)]
mod tests;
