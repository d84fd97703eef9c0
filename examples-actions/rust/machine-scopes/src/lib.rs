//! Gives an application that acts for itself the scopes that its metadata name, and no more.
//!
//! The metadata `scopes` is a list separated by spaces, as in OAuth; without it there is nothing to have. An application that asks
//! for more hears so, instead of getting less than it asked for: it would find out at the API, where nobody knows why.

use anteroom_guest::credentials_exchange::{Api, Event};

const PARTNER: &str = "https://anteroom.example/partner";

#[anteroom_guest::credentials_exchange]
fn on_exchange(event: &Event, api: &mut Api) -> anteroom_guest::Result {
    let metadata = |key| event.client.metadata.get(key).and_then(|value| value.as_str());
    let allowed: Vec<&str> = metadata("scopes").unwrap_or_default().split_whitespace().collect();
    let may_have = |scope: &&String| allowed.contains(&scope.as_str());
    let beyond: Vec<&str> = event.transaction.requested_scopes.iter().filter(|scope| !may_have(scope)).map(String::as_str).collect();
    if !beyond.is_empty() {
        api.access().deny("invalid_scope", format!("{} may not have {}", event.client.name, beyond.join(" ")));
        return Ok(());
    }
    // An application that names no scope aims at all that the API has.
    api.transaction().set_target_scopes(event.transaction.target_scopes.iter().filter(may_have))?;
    if let Some(partner) = metadata("partner") {
        api.access_token().set_custom_claim(PARTNER, partner)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
