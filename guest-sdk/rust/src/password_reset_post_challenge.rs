//! The trigger `password-reset-post-challenge`: after the link of a forgotten password was followed, before the new one is taken.
//!
//! [`Event`] says who wants a new password; [`Api`] denies it, asks for another proof first, or says where the user goes afterwards.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::effect::FactorKind;
//! use anteroom_guest::password_reset_post_challenge::{Api, Event};
//!
//! #[anteroom_guest::password_reset_post_challenge]
//! fn on_reset(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     if event.user.enrolled_factors.is_some() {
//!         api.authentication().challenge_with(FactorKind::Otp.into(), [])?;
//!     }
//!     api.transaction().set_result_url("https://shop.example/signed-in")?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod api;
mod event;

pub use crate::api::{Access, Prompt, Redirect};
pub use crate::event::{
    Authentication, AuthenticationMethod, Authorization, Client, Connection, GeoIp, Identity, Object, Organization, Request, Stats, Tenant,
    Transaction, User,
};
pub use api::{Api, AuthenticationApi, TransactionApi};
pub use event::Event;
