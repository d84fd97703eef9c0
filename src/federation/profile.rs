//! What a provider tells of somebody, as properties of a user (OpenID Connect Core section 5.1).
//!
//! Everything in it is untrusted text: what is too long or of another form is left out, and says nothing about the rest.

use serde_json::Value;

use crate::identity::{Metadata, User};
use crate::signup::is_email;

/// The longest name, in characters.
const MAX_TEXT: usize = 300;
/// The longest URL of a picture, in bytes.
const MAX_PICTURE: usize = 2048;

fn text(claims: &Metadata, name: &str) -> Option<String> {
    let text = claims.get(name)?.as_str()?.trim();
    let good = !text.is_empty() && text.chars().count() <= MAX_TEXT && !text.chars().any(char::is_control);
    good.then(|| text.to_owned())
}

fn picture(claims: &Metadata) -> Option<String> {
    let picture = claims.get("picture")?.as_str()?;
    let safe = url::Url::parse(picture).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    (safe && picture.len() <= MAX_PICTURE).then(|| picture.to_owned())
}

/// Some providers write the flag as a text.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

/// Sets what the provider tells; what it does not tell stays as it was, but for the address, which it vouches for now or not at all.
pub fn apply(claims: &Metadata, user: &mut User) {
    if let Some(email) = text(claims, "email").filter(|email| is_email(email)) {
        user.email_verified = is_true(claims.get("email_verified"));
        user.email = Some(email);
    }
    let local = user.email.as_deref().and_then(|email| email.rsplit_once('@')).map(|(local, _)| local.to_owned());
    user.given_name = text(claims, "given_name").or_else(|| user.given_name.take());
    user.family_name = text(claims, "family_name").or_else(|| user.family_name.take());
    user.picture = picture(claims).or_else(|| user.picture.take());
    user.nickname = text(claims, "nickname").or_else(|| text(claims, "preferred_username")).or_else(|| user.nickname.take()).or(local);
    user.name = text(claims, "name").or_else(|| user.name.take()).or_else(|| user.email.clone()).or_else(|| user.nickname.clone());
}
