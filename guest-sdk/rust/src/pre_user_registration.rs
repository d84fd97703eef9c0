//! The trigger `pre-user-registration`: before a user of a database connection is written.
//!
//! [`Event`] says who wants an account and through which application; [`Api`] denies it, explains why, or sets metadata on the
//! user to be.

mod api;
mod event;

pub use crate::api::Validation;
pub use crate::event::{Authentication, Client, Connection, CustomDomain, GeoIp, Object, Request, SecurityContext, Tenant, Transaction};
pub use api::{Access, Api, UserApi};
pub use event::{Event, User};
