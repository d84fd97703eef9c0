//! `send-phone-message`: tells its event; the trigger has no methods.

use anteroom_guest::log;
use anteroom_guest::send_phone_message::{Api, Event};

#[anteroom_guest::send_phone_message]
fn action(event: &Event, _api: &mut Api) -> anteroom_guest::Result {
    log::info(serde_json::to_string(event)?);
    Ok(())
}
