//! `/api/v2/log-streams` (reference 4.2 "log streams"): who is sent the tenant log. All types of the reference are kept; `http` is sent.
//!
//! Secrets are sealed at rest and answered as a placeholder. A placeholder that comes back in a change stands for the secret that is
//! there, as long as it would go to the same endpoint: else whoever may change a stream, and not read its secret, could have it sent.

mod change;
mod create;
mod delete;
mod read;
mod schema;
mod sink;

pub use sink::SECRETS;

pub use change::update;
pub use create::create;
pub use delete::delete;
pub use read::{list, read};

use serde_json::Value;

use crate::audit::LogStream;
use crate::http::error::ApiError;

fn inexistent() -> ApiError {
    ApiError::not_found("The log stream does not exist.")
}

/// A stream as it is shown.
fn wire(stream: &LogStream) -> Result<Value, ApiError> {
    let mut value = serde_json::to_value(stream).map_err(ApiError::internal)?;
    if let Some(members) = value.as_object_mut() {
        members.remove("sealed");
    }
    Ok(value)
}
