//! `post-login`: tells its event and calls every method of the trigger.

use anteroom_guest::log;
use anteroom_guest::post_login::{Api, Event};
use every_trigger::post_login::every_method;

#[anteroom_guest::post_login]
fn action(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    every_method(api);
    Ok(())
}
