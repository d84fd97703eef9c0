//! `password-reset-post-challenge`: tells its event and calls every method of the trigger.

use anteroom_guest::log;
use anteroom_guest::password_reset_post_challenge::{Api, Event};
use every_trigger::password_reset_post_challenge::every_method;

#[anteroom_guest::password_reset_post_challenge]
fn action(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    every_method(api);
    Ok(())
}
