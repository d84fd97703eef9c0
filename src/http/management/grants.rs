//! `/api/v2/grants`: what users have allowed applications, as they said it on the consent page (reference 4.2).
//!
//! A consent that is withdrawn ends the refresh tokens that were had by it: an application that could go on renewing its tokens
//! would still have what the user no longer allows.

mod delete;
mod list;

pub use delete::{delete, delete_of_user};
pub use list::list;

/// Records that are read from the store at a time.
const CHUNK: usize = 500;
