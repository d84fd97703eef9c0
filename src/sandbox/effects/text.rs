//! Rules for texts that several effects share.

use url::Url;

use super::{Refused, too_large};
use crate::sandbox::failure::Failure;

/// Bytes of a claim's name or a metadata key.
const MAX_NAME: usize = 1024;
/// Bytes of a URL that a user is sent to.
const MAX_URL: usize = 16 * 1024;

/// A name that must be there.
pub fn name(name: &str, what: &str) -> Result<(), Refused> {
    if name.is_empty() {
        return Err(Refused::Fatal(Failure::InvalidEffect { message: format!("it set a {what} without a name.") }));
    }
    if name.len() > MAX_NAME {
        return Err(too_large(MAX_NAME));
    }
    Ok(())
}

/// A text of 1 to `most` characters; `what` begins the sentence.
pub fn bounded(text: &str, most: usize, what: &str) -> Result<(), Refused> {
    if text.is_empty() {
        return Err(Refused::Invalid(format!("{what} must be a non-empty string.")));
    }
    if text.chars().count() > most {
        return Err(Refused::Invalid(format!("{what} must not be longer than {most} characters.")));
    }
    Ok(())
}

/// An absolute URL of the web, as a browser would write it. Other schemes could run code in the page that follows them.
pub fn url(text: &str, what: &str) -> Result<String, Refused> {
    if text.len() > MAX_URL {
        return Err(Refused::Invalid(format!("{what} must not be longer than {MAX_URL} bytes.")));
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "https" | "http") && url.has_host() => Ok(url.into()),
        _ => Err(Refused::Invalid(format!("{what} must be an absolute URL that begins with https:// or http://."))),
    }
}

/// A time in milliseconds since 1970, as far as JavaScript's dates go.
pub fn time(at: u64, what: &str) -> Result<(), Refused> {
    if at > 8_640_000_000_000_000 {
        return Err(Refused::Invalid(format!("{what} must be a time in milliseconds since 1970.")));
    }
    Ok(())
}
