//! `custom-token-exchange`: tells its event and calls every method of the trigger.

use anteroom_guest::custom_token_exchange::{Api, Event};
use anteroom_guest::log;
use every_trigger::custom_token_exchange::every_method;

#[anteroom_guest::custom_token_exchange]
fn action(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    every_method(api);
    Ok(())
}
