//! The triggers: how each one's event is built, and how what its Actions asked for is applied. One file per trigger.

pub mod common;
pub mod metadata;
pub mod post_login;
pub mod pre_user_registration;
