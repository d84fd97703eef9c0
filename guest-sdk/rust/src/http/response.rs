//! An answer, whole.

use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// An answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The URL after redirects.
    pub url: String,
}

impl Response {
    /// Whether the status is 200 to 299.
    pub fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header field of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        Ok(std::str::from_utf8(&self.body)?)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is not JSON, or not of that shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// The response itself unless its status is 400 or above.
    ///
    /// # Errors
    /// The status; the URL is left out, since it may hold a secret.
    pub fn error_for_status(self) -> Result<Self> {
        if self.status >= 400 { Err(Error::new(format!("The other server answered {}.", self.status))) } else { Ok(self) }
    }
}
