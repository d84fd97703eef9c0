//! The Action, run natively.

use anteroom_guest::credentials_exchange::Event;
use anteroom_guest::testing::{Outcome, Run, credentials_exchange_event};
use serde_json::json;

use super::{PARTNER, on_exchange};

fn asks(requested: &[&str], target: &[&str]) -> Event {
    let list = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let mut event = credentials_exchange_event();
    event.client.metadata.insert("scopes".to_owned(), json!("read:orders write:orders"));
    event.transaction.requested_scopes = list(requested);
    event.transaction.target_scopes = list(target);
    event
}

fn granted(event: Event) -> Vec<String> {
    let target = event.transaction.target_scopes.clone();
    let outcome: Outcome = Run::new(event).call(on_exchange);
    assert_eq!((outcome.error(), outcome.denied()), (None, None));
    outcome.target_scopes(&target)
}

#[test]
fn an_application_that_names_no_scope_gets_what_its_metadata_allow() {
    assert_eq!(granted(asks(&[], &["read:orders", "write:orders", "delete:orders"])), ["read:orders", "write:orders"]);
}

#[test]
fn one_that_asks_for_less_gets_less() {
    assert_eq!(granted(asks(&["read:orders"], &["read:orders"])), ["read:orders"]);
}

#[test]
fn one_that_asks_for_more_is_told() {
    let denial = Run::new(asks(&["read:orders", "delete:orders"], &[])).call(on_exchange).denied().unwrap();
    assert_eq!(denial.code.as_deref(), Some("invalid_scope"));
    assert_eq!(denial.reason, "Example App may not have delete:orders");
}

#[test]
fn without_metadata_there_is_nothing_to_have() {
    let mut event = asks(&[], &["read:orders"]);
    event.client.metadata.clear();
    assert!(granted(event).is_empty());
}

#[test]
fn the_partner_is_in_the_token() {
    let mut event = asks(&[], &[]);
    assert!(Run::new(event.clone()).call(on_exchange).access_token_claims().is_empty());
    event.client.metadata.insert("partner".to_owned(), json!("acme"));
    assert_eq!(Run::new(event).call(on_exchange).access_token_claims()[PARTNER], json!("acme"));
}
