//! What an application signs, and with which keys: proofs of who it is (`client_authentication_methods`) and authorization requests
//! (`signed_request_object`).
//!
//! The first stands in the place of `token_endpoint_auth_method`: a body that says both says nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::credentials;
use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::ClientCredential;
use crate::identity::client_credential::MAX_OF_CLIENT;

const METHODS: &str = "client_authentication_methods";
const METHOD: &str = "token_endpoint_auth_method";
const REQUESTS: &str = "signed_request_object";

/// Where a body names keys.
const PROOF_KEYS: [&str; 3] = [METHODS, "private_key_jwt", "credentials"];
const REQUEST_KEYS: [&str; 2] = [REQUESTS, "credentials"];

/// Refuses a body that names both ways. The answer is whether it names the one by signing.
pub fn signs(given: &Map<String, Value>) -> Result<bool, ApiError> {
    let says = |name: &str| given.get(name).is_some_and(|value| !value.is_null());
    if says(METHODS) && says(METHOD) {
        let text = format!("'{METHODS} cannot be used together with {METHOD}' on property {METHODS}.");
        return Err(ApiError::invalid_body(text));
    }
    Ok(says(METHODS))
}

fn keys_at<'a>(given: &'a mut Map<String, Value>, path: &[&str]) -> Option<&'a mut Vec<Value>> {
    let (first, rest) = path.split_first()?;
    let list = rest.iter().try_fold(given.get_mut(*first)?, |at, name| at.get_mut(*name))?;
    list.as_array_mut()
}

fn none() -> ApiError {
    ApiError::invalid_body(format!("'Array is too short (0), minimum 1' on property {}.", PROOF_KEYS.join(".")))
}

/// Makes the keys of a new application, and puts their ids in their place.
pub fn make(app: &App, client_id: &str, given: &mut Map<String, Value>) -> Result<Vec<ClientCredential>, ApiError> {
    let signs = signs(given)?;
    let mut made = Vec::new();
    for path in [PROOF_KEYS.as_slice(), REQUEST_KEYS.as_slice()] {
        let Some(keys) = keys_at(given, path) else { continue };
        for (number, key) in keys.iter_mut().enumerate() {
            let place = format!("{}[{number}].", path.join("."));
            let credential = credentials::build(app, client_id, key.as_object().unwrap_or(&Map::new()), &place)?;
            *key = json!({ "id": credential.id });
            made.push(credential);
        }
    }
    if signs {
        if keys_at(given, &PROOF_KEYS).is_none_or(|keys| keys.is_empty()) {
            return Err(none());
        }
        given.insert(METHOD.to_owned(), json!("client_secret_post"));
    }
    if made.len() > MAX_OF_CLIENT {
        return Err(ApiError::invalid_body(format!("'An application has at most {MAX_OF_CLIENT} credentials' on property credentials.")));
    }
    let kids: BTreeSet<&str> = made.iter().map(|credential| credential.kid.as_str()).collect();
    if kids.len() < made.len() {
        return Err(ApiError::invalid_body("'Two credentials have the same kid' on property credentials."));
    }
    Ok(made)
}

/// Checks that an application has the keys that a change names, and lets the one way take the place of the other.
pub async fn change(app: &App, client_id: &str, changes: &mut Map<String, Value>) -> Result<(), ApiError> {
    let signs = signs(changes)?;
    for path in [PROOF_KEYS.as_slice(), REQUEST_KEYS.as_slice()] {
        for (number, key) in keys_at(changes, path).into_iter().flatten().enumerate() {
            let id = key.get("id").and_then(Value::as_str).unwrap_or_default();
            let found = app.directory.client_credentials.get(id).await?;
            if found.is_none_or(|found| found.client_id != client_id) {
                let text = format!("'The application has no such credential' on property {}[{number}].id.", path.join("."));
                return Err(ApiError::invalid_body(text));
            }
        }
    }
    if signs {
        if keys_at(changes, &PROOF_KEYS).is_none_or(|keys| keys.is_empty()) {
            return Err(none());
        }
        changes.insert(METHOD.to_owned(), json!("client_secret_post"));
    } else if changes.contains_key(METHOD) {
        // Any other way to prove itself ends this one.
        changes.insert(METHODS.to_owned(), Value::Null);
    }
    Ok(())
}
