//! `post-change-password`: tells its event; the trigger has no methods.

use anteroom_guest::log;
use anteroom_guest::post_change_password::{Api, Event};

#[anteroom_guest::post_change_password]
fn action(event: &Event, _api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    Ok(())
}
