//! `pre-user-registration`: tells its event and calls every method of the trigger.

use anteroom_guest::log;
use anteroom_guest::pre_user_registration::{Api, Event};
use every_trigger::pre_user_registration::every_method;

#[anteroom_guest::pre_user_registration]
fn action(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    every_method(api);
    Ok(())
}
