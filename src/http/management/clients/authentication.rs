//! `client_authentication_methods`: whether an application proves itself by signing, and with which keys.
//!
//! It stands in the place of `token_endpoint_auth_method`: a body that says both says nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::credentials;
use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::ClientCredential;

const METHODS: &str = "client_authentication_methods";
const METHOD: &str = "token_endpoint_auth_method";

/// Refuses a body that names both ways. The answer is whether it names the one by signing.
pub fn signs(given: &Map<String, Value>) -> Result<bool, ApiError> {
    let says = |name: &str| given.get(name).is_some_and(|value| !value.is_null());
    if says(METHODS) && says(METHOD) {
        let text = format!("'{METHODS} cannot be used together with {METHOD}' on property {METHODS}.");
        return Err(ApiError::invalid_body(text));
    }
    Ok(says(METHODS))
}

fn named(given: &Map<String, Value>) -> impl Iterator<Item = &Map<String, Value>> {
    let keys = given.get(METHODS).and_then(|methods| methods.get("private_key_jwt")?.get("credentials")?.as_array());
    keys.into_iter().flatten().filter_map(Value::as_object)
}

fn none() -> ApiError {
    ApiError::invalid_body(format!("'Array is too short (0), minimum 1' on property {METHODS}.private_key_jwt.credentials."))
}

/// Makes the keys of a new application, and puts their ids in their place.
pub fn make(app: &App, client_id: &str, given: &mut Map<String, Value>) -> Result<Vec<ClientCredential>, ApiError> {
    if !signs(given)? {
        return Ok(Vec::new());
    }
    let place = |number: usize| format!("{METHODS}.private_key_jwt.credentials[{number}].");
    let made: Result<Vec<_>, _> =
        named(given).enumerate().map(|(number, key)| credentials::build(app, client_id, key, &place(number))).collect();
    let made = made?;
    if made.is_empty() {
        return Err(none());
    }
    let kids: BTreeSet<&str> = made.iter().map(|credential| credential.kid.as_str()).collect();
    if kids.len() < made.len() {
        let text = format!("'Two credentials have the same kid' on property {METHODS}.private_key_jwt.credentials.");
        return Err(ApiError::invalid_body(text));
    }
    let ids: Vec<Value> = made.iter().map(|credential| json!({ "id": credential.id })).collect();
    given.insert(METHODS.to_owned(), json!({ "private_key_jwt": { "credentials": ids } }));
    given.insert(METHOD.to_owned(), json!("client_secret_post"));
    Ok(made)
}

/// Checks that an application has the keys that a change names, and lets the one way take the place of the other.
pub async fn change(app: &App, client_id: &str, changes: &mut Map<String, Value>) -> Result<(), ApiError> {
    if !signs(changes)? {
        // Any other way to prove itself ends this one.
        if changes.contains_key(METHOD) {
            changes.insert(METHODS.to_owned(), Value::Null);
        }
        return Ok(());
    }
    let mut count = 0;
    for key in named(changes) {
        let id = key.get("id").and_then(Value::as_str).unwrap_or_default();
        let found = app.directory.client_credentials.get(id).await?;
        if found.is_none_or(|found| found.client_id != client_id) {
            let text = format!("'The application has no such credential' on property {METHODS}.private_key_jwt.credentials[{count}].id.");
            return Err(ApiError::invalid_body(text));
        }
        count += 1;
    }
    if count == 0 {
        return Err(none());
    }
    changes.insert(METHOD.to_owned(), json!("client_secret_post"));
    Ok(())
}
