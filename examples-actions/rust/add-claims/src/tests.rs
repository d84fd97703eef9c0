//! The Action, run natively.

use anteroom_guest::post_login::{Authorization, Event};
use anteroom_guest::testing::{Run, post_login_event};
use serde_json::json;

use super::{PLAN, ROLES, on_login};

fn with_roles(roles: &[&str]) -> Event {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    Event { authorization: Some(Authorization { roles }), ..post_login_event() }
}

#[test]
fn both_tokens_carry_the_roles() {
    let outcome = Run::new(with_roles(&["admin", "editor"])).call(on_login);
    assert_eq!(outcome.error(), None);
    assert_eq!(outcome.id_token_claims()[ROLES], json!(["admin", "editor"]));
    assert_eq!(outcome.access_token_claims()[ROLES], json!(["admin", "editor"]));
}

#[test]
fn a_user_without_roles_has_an_empty_list() {
    let outcome = Run::new(Event { authorization: None, ..post_login_event() }).call(on_login);
    assert_eq!(outcome.id_token_claims()[ROLES], json!([]));
}

#[test]
fn the_plan_comes_from_the_metadata_of_the_user() {
    let mut event = with_roles(&[]);
    assert!(!Run::new(event.clone()).call(on_login).id_token_claims().contains_key(PLAN));
    event.user.app_metadata.insert("plan".to_owned(), json!("gold"));
    let outcome = Run::new(event).call(on_login);
    assert_eq!(outcome.id_token_claims()[PLAN], json!("gold"));
    assert!(!outcome.access_token_claims().contains_key(PLAN));
}

#[test]
fn a_recorded_event_runs_as_it_is() {
    let event: Event = serde_json::from_value(json!({
        "client": { "client_id": "abc", "name": "Shop", "metadata": {} },
        "authorization": { "roles": ["admin"] },
        "user": { "user_id": "auth0|1" },
    }))
    .unwrap();
    let outcome = Run::new(event).call(on_login);
    assert_eq!(outcome.console()[0].message, "auth0|1 logs in through Shop with 1 roles");
}
