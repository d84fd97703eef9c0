//! What an Action may say of the user that it names by connection: a profile, and nothing that the server makes.
//!
//! The list is closed. An Action that hands over what it found in a token must not thereby set roles, metadata, blocks or a password;
//! so what is not in the list refuses the exchange, rather than being left out without a word.

use serde_json::Value;

use crate::faults::shorten;
use crate::identity::{Connection, Metadata};
use crate::signup::Profile;

/// Characters of the id inside its connection.
const MAX_ID: usize = 255;
/// What is a text.
const TEXTS: [&str; 9] = ["user_id", "email", "username", "phone_number", "name", "nickname", "given_name", "family_name", "picture"];
/// What is true or false.
const FLAGS: [&str; 3] = ["email_verified", "phone_verified", "verify_email"];

/// A profile.
#[derive(Debug, Clone)]
pub struct Attributes {
    /// The id inside the connection.
    pub id: String,
    /// Who the user is.
    pub profile: Profile,
    /// Whether the number was proved to be the user's.
    pub phone_verified: bool,
    /// Whether a new user is asked for the proof of the address.
    pub verify_email: bool,
}

/// Reads and checks them.
///
/// # Errors
/// What is wrong, for the log.
pub fn read(connection: &Connection, given: &Metadata) -> Result<Attributes, String> {
    for (name, value) in given {
        let fits = match name.as_str() {
            name if TEXTS.contains(&name) => value.is_string() || value.is_null(),
            name if FLAGS.contains(&name) => value.is_boolean() || value.is_null(),
            other => return Err(format!("the attribute {} cannot be set by an exchange", shorten(other))),
        };
        if !fits {
            return Err(format!("the attribute {name} is of the wrong type"));
        }
    }
    let text = |name: &str| given.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let flag = |name: &str| given.get(name).and_then(Value::as_bool).unwrap_or(false);
    let id = text("user_id").ok_or("the attribute user_id is missing")?;
    // The provider and the connection stand before it, so a `|` would make it another's.
    let strange = |c: char| c.is_whitespace() || c.is_control() || c == '|';
    if id.chars().count() > MAX_ID || id.contains(strange) {
        return Err("the attribute user_id must have at most 255 characters, no white space and no |".to_owned());
    }
    let profile = Profile { email_verified: flag("email_verified"), ..Profile::of(text) };
    let database = connection.is_database();
    if database && profile.username.is_some() && !connection.requires_username() {
        return Err("the connection takes no username".to_owned());
    }
    let profile = if database { profile.checked(connection) } else { profile.well_formed() };
    let mut profile = profile.map_err(|invalid| format!("the attribute {} is not taken: {}", invalid.field, invalid.message))?;
    profile.email_verified &= profile.email.is_some();
    let phone_verified = flag("phone_verified") && profile.phone_number.is_some();
    let verify_email = flag("verify_email") && !profile.email_verified;
    Ok(Attributes { id, profile, phone_verified, verify_email })
}

/// Of what was given, what a linked identity keeps.
pub fn profile_data(given: &Metadata) -> Metadata {
    let own = |name: &String| !["user_id", "verify_email"].contains(&name.as_str());
    given.iter().filter(|(name, value)| own(name) && !value.is_null()).map(|(name, value)| (name.clone(), value.clone())).collect()
}
