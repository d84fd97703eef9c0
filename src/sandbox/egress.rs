//! How guests reach other servers: by their name and under a policy, never by a socket.
//!
//! Three checks follow each other, and none relies on another: the policy allows the origin, the addresses behind the name are
//! public, and the connection goes to those addresses. A redirect starts again at the first.

mod address;
mod client;
mod policy;
mod resolve;

pub use address::is_public;
pub use client::{Answer, Egress, EgressError, Request, RequestLimits, header_name};
pub use policy::EgressPolicy;
