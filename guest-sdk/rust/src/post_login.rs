//! The trigger `post-login`: after the user has proved who they are and before any token is issued, and at each exchange of a
//! refresh token.
//!
//! [`Event`] says who logs in, where and how; [`Api`] denies the login or shapes its tokens and the user's metadata.

mod api;
mod event;

pub use crate::api::{Access, Prompt, Redirect, UserApi, Validation};
pub use crate::event::{
    Authentication, AuthenticationMethod, Authorization, Client, Connection, CustomDomain, Device, GeoIp, Identity, Object, Organization,
    Request, ResourceServer, SecurityContext, Stats, Tenant, Transaction, User,
};
pub use api::{AccessToken, Api, AuthenticationApi, IdToken, Multifactor, RefreshTokenApi, SamlResponse, SessionApi, TransactionApi};
pub use event::{Event, RefreshToken, Session, SessionClient, SessionCookie};
