//! What an application asks for, in words for the person who is asked.

use serde::Serialize;

use crate::identity::ResourceServer;

/// One scope.
#[derive(Serialize)]
pub struct ScopeLine {
    text: String,
    api: Option<String>,
}

/// The scopes, each in a line: those about the user in our words, those of an API in its own.
pub fn lines(scopes: &[String], api: Option<&ResourceServer>) -> Vec<ScopeLine> {
    scopes.iter().map(|scope| line(scope, api)).collect()
}

fn line(scope: &str, api: Option<&ResourceServer>) -> ScopeLine {
    let text = match scope {
        "openid" => "Know who you are here",
        "profile" => "See your name, nickname and picture",
        "email" => "See your email address",
        "phone" => "See your phone number",
        "address" => "See your postal address",
        "offline_access" => "Keep access while you are away",
        _ => {
            let described = api.and_then(|api| api.scopes.iter().find(|s| s.value == scope));
            let description = described.and_then(|s| s.description.clone()).filter(|d| !d.trim().is_empty());
            let name = described.and(api).map(|api| api.name.clone());
            return ScopeLine { text: description.unwrap_or_else(|| scope.to_owned()), api: name };
        }
    };
    ScopeLine { text: text.to_owned(), api: None }
}
