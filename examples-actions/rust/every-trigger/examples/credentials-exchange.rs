//! `credentials-exchange`: tells its event and calls every method of the trigger.

use anteroom_guest::credentials_exchange::{Api, Event};
use anteroom_guest::log;
use every_trigger::credentials_exchange::every_method;

#[anteroom_guest::credentials_exchange]
fn action(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    every_method(api);
    Ok(())
}
