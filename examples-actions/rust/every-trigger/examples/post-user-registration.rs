//! `post-user-registration`: tells its event; the trigger has no methods.

use anteroom_guest::log;
use anteroom_guest::post_user_registration::{Api, Event};

#[anteroom_guest::post_user_registration]
fn action(event: &Event, _api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    Ok(())
}
