//! The trigger `post-login`: after the user has proved who they are and before any token is issued, and at each exchange of a
//! refresh token.
//!
//! [`Event`] says who logs in, where and how; [`Api`] denies the login, asks for more first, or shapes its tokens, its session and the
//! user's metadata.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::effect::{Factor, PhoneMethod};
//! use anteroom_guest::post_login::{Api, Event};
//!
//! #[anteroom_guest::post_login]
//! fn on_login(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     if event.client.metadata.get("strict").is_some_and(|strict| strict == "yes") {
//!         api.authentication().challenge_with(Factor::phone(PhoneMethod::Sms), [])?;
//!     }
//!     api.id_token().set_custom_claim("https://shop.example/plan", event.user.app_metadata.get("plan"))?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod api;
mod event;

pub use crate::api::{Access, Prompt, Redirect, UserApi, Validation};
pub use crate::event::{
    Authentication, AuthenticationMethod, Authorization, Client, Connection, CustomDomain, Device, GeoIp, Identity, Object, Organization,
    Request, ResourceServer, SecurityContext, Stats, Tenant, Transaction, User,
};
pub use api::{AccessToken, Api, AuthenticationApi, IdToken, Multifactor, RefreshTokenApi, SamlResponse, SessionApi, TransactionApi};
pub use event::{Event, RefreshToken, Session, SessionClient, SessionCookie};
