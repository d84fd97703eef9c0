//! The login waits until the user has accepted the current terms on a page of the operator's.

#[cfg(test)]
mod tests;

use anteroom_guest::post_login::{Api, Event};
use anteroom_guest::{Error, secrets};
use serde_json::json;

/// Whoever has accepted an older version is asked again.
pub const TERMS: &str = "2026-10";

#[anteroom_guest::post_login]
pub fn on_login(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    if event.user.app_metadata.get("terms").is_some_and(|terms| terms["version"] == TERMS) {
        return Ok(());
    }
    if !event.can_redirect() {
        api.access().deny("The terms of use have to be accepted in a browser first.");
        return Ok(());
    }
    let page = secrets::get("TERMS_URL").ok_or_else(|| Error::new("the secret TERMS_URL is missing"))?;
    api.redirect().send_user_to(format!("{page}?version={TERMS}"))?;
    Ok(())
}

/// Whoever knows the state can post a form, so only what is in the user's own interest is believed: their yes, for themselves.
#[anteroom_guest::continue_post_login]
pub fn on_return(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    let said = |name: &str| event.request.body.get(name).and_then(|value| value.as_str());
    if said("terms") != Some(TERMS) || said("answer") != Some("accept") {
        api.access().deny("The terms of use were not accepted.");
        return Ok(());
    }
    api.user().set_app_metadata("terms", json!({ "version": TERMS, "ip": event.request.ip }))?;
    Ok(())
}
