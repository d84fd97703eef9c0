//! Bodies of the OAuth endpoints, as a form and as JSON: the first byte of an input chooses.
//!
//! - A name comes once or the body is refused: two readers of one request never see two values.
//! - What is read is what was written: encoded again it reads the same, and JSON agrees with an ordinary reader.
//! - A refusal is a 400 with one short line.

use anteroom::http::error::OAuthError;
use anteroom::http::extract::Fields;
use serde_json::Value;

use super::wire;

pub fn run(data: &[u8]) {
    match data {
        [0, form @ ..] => read_form(form),
        [_, json @ ..] => read_json(json),
        [] => {}
    }
}

fn read_form(form: &[u8]) {
    let pairs = wire::pairs(form);
    let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let twice = names.windows(2).any(|two| two[0] == two[1]);
    match Fields::from_form(form) {
        Ok(fields) => {
            assert!(!twice, "a name that comes twice was read");
            let encoded = anteroom::http::authorize::target::encode(&fields.texts().iter().collect::<Vec<_>>());
            assert_eq!(Fields::from_form(encoded.as_bytes()).unwrap().texts(), fields.texts());
            for (name, value) in &pairs {
                assert_eq!(fields.get(name), Some(value.as_str()).filter(|value| !value.is_empty()));
            }
        }
        Err(error) => {
            assert!(twice, "refused without a reason: {error:?}");
            refusal(&error);
        }
    }
}

fn read_json(json: &[u8]) {
    match Fields::from_json(json) {
        Ok(fields) => {
            let Value::Object(members) = serde_json::from_slice(json).unwrap() else { panic!("read what is no object") };
            for (name, value) in &members {
                match value {
                    Value::String(text) => assert_eq!(fields.texts().get(name), Some(text)),
                    Value::Null => assert!(fields.get(name).is_none() && !fields.others.contains_key(name)),
                    other => assert_eq!(fields.others.get(name), Some(other)),
                }
            }
        }
        Err(error) => refusal(&error),
    }
}

fn refusal(error: &OAuthError) {
    assert_eq!(error.status, 400);
    assert!(error.description.chars().count() <= 1024, "{} bytes of description", error.description.len());
    assert!(!error.description.contains(char::is_control), "{:?}", error.description);
}
