//! An Action that does what a hostile or careless author would, to see the limits at work.
//!
//! What it does is chosen by `client.metadata.misbehave`, else by the `state` or the `login_hint` of the transaction, so that one
//! deployed component shows every case: `/authorize?…&state=loop`. Anything else behaves.

mod modes;

use anteroom_guest::post_login::{Api, Event};

#[anteroom_guest::post_login]
fn on_login(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    modes::run(mode(event), event, api)
}

fn mode(event: &Event) -> &str {
    let transaction = event.transaction.as_ref();
    let chosen = [
        event.client.metadata.get("misbehave").and_then(|mode| mode.as_str()),
        transaction.and_then(|transaction| transaction.state.as_deref()).filter(|state| modes::ALL.contains(state)),
        transaction.and_then(|transaction| transaction.login_hint.as_deref()),
    ];
    chosen.into_iter().flatten().next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
