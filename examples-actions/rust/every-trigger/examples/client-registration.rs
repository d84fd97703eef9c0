//! `client-registration`: tells its event and calls every method of the trigger.

use anteroom_guest::client_registration::{Api, Event};
use anteroom_guest::log;
use every_trigger::client_registration::every_method;

#[anteroom_guest::client_registration]
fn action(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    every_method(api);
    Ok(())
}
