//! The triggers: how each one's event is built, and how what its Actions asked for is applied. One file per trigger.

pub mod client_registration;
pub mod common;
pub mod credentials_exchange;
pub mod custom_token_exchange;
pub mod metadata;
pub mod post_change_password;
pub mod post_login;
pub mod post_user_registration;
pub mod pre_user_registration;
pub mod rules;
pub mod second_factor;
