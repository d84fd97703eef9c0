//! Write Anteroom Actions in Rust: a plain function with an attribute, an event to read, an `api` to ask with.
//!
//! ```no_run
//! use anteroom_guest::post_login::{Api, Event};
//!
//! #[anteroom_guest::post_login]
//! fn on_login(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     let roles = event.authorization.as_ref().map(|a| a.roles.as_slice()).unwrap_or_default();
//!     api.id_token().set_custom_claim("https://shop.example/roles", roles)?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```
//!
//! # Layout
//!
//! - Per trigger a module with its `Event` and its `Api`, and the attribute of the same name: [`mod@post_login`],
//!   [`mod@credentials_exchange`], [`mod@pre_user_registration`], [`mod@post_user_registration`], [`mod@post_change_password`],
//!   [`mod@send_phone_message`], [`mod@password_reset_post_challenge`], [`mod@custom_phone_provider`],
//!   [`mod@custom_email_provider`], [`mod@custom_token_exchange`], [`mod@client_registration`].
//! - [`macro@continue_post_login`]: what a `post-login` Action goes on with after it has sent the user away.
//! - [`event`]: the records that events share. [`effect`]: what an Action may ask for, and why the server refuses.
//! - [`log`], [`secrets`], [`clock`], [`random`], [`http`], [`cache`]: what the server does for an Action.
//! - [`testing`]: runs an Action natively, without a server.
//!
//! The crate reads the contract from `../../wit`, not from a copy: authors depend on it by path or by git, and either brings the
//! whole repository, so a copy could only go stale. The bindings of all triggers live in this one crate, with public `export!`
//! macros; the section that names a trigger's world is emitted where the attribute stands, so that a component exports its own
//! trigger only.

// The attributes write `::anteroom_guest::…`; the crate's own tests and generated bindings need that path too.
extern crate self as anteroom_guest;

mod api;
pub mod cache;
pub mod client_registration;
pub mod clock;
pub mod credentials_exchange;
pub mod custom_email_provider;
pub mod custom_phone_provider;
pub mod custom_token_exchange;
pub mod effect;
mod error;
pub mod event;
mod host;
pub mod http;
pub mod log;
pub mod password_reset_post_challenge;
pub mod post_change_password;
pub mod post_login;
pub mod post_user_registration;
pub mod pre_user_registration;
pub mod random;
pub mod secrets;
pub mod send_phone_message;

#[cfg(not(target_arch = "wasm32"))]
pub mod testing;

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod bindings;

/// The standard library's own allocator, in a release that begins inside the initial memory. The one that the library brings grows
/// the memory at the first allocation of every call, which costs the server two system calls that lock its memory map.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

pub use anteroom_guest_macros::{
    client_registration, continue_post_login, credentials_exchange, custom_email_provider, custom_phone_provider, custom_token_exchange,
    password_reset_post_challenge, post_change_password, post_login, post_user_registration, pre_user_registration, send_phone_message,
};
#[doc(hidden)]
pub use error::outcome;
pub use error::{Error, Result};

/// The README's Action is compiled with the documentation tests, so that it cannot go stale.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
