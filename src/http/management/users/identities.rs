//! `/users/{id}/identities`: linking accounts, and taking them apart (reference 4.2).
//!
//! Whoever can log in as the secondary can log in as the primary from then on. So the secondary is either named by an operator, or
//! proved by an ID token that the secondary itself obtained, for the calling application, and that still counts.

mod link;
mod proof;
mod unlink;

pub use link::link;
pub use unlink::{drop_identities, unlink};

/// How often a change is tried where logins change the same users meanwhile.
const TRIES: usize = 20;
