//! The trigger `post-login`: after the user has proved who they are and before any token is issued, and at each exchange of a
//! refresh token.
//!
//! [`Event`] says who logs in, where and how; [`Api`] denies the login or shapes its tokens and the user's metadata.

mod api;
mod event;

pub use crate::event::{
    Authentication, AuthenticationMethod, Client, Connection, CustomDomain, GeoIp, Object, Organization, Request, SecurityContext, Tenant,
    Transaction,
};
pub use api::{Access, AccessToken, Api, IdToken, UserApi, Validation};
pub use event::{Authorization, Device, Event, Identity, RefreshToken, ResourceServer, Session, SessionClient, SessionCookie, Stats, User};
