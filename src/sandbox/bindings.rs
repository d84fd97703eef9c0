//! The types and traits generated from `wit/`, and their conversion from and to our own.
//!
//! The host interfaces are generated once and shared by the worlds of all triggers, so that every host function is written
//! once. Generated types stay in here and in `host`: they change with every version of the contract, and nothing else should.

pub mod common;
pub mod host;
pub mod post_login;
pub mod pre_user_registration;

/// The `api` object in the hands of a guest. It is the same for the whole call, so it holds nothing: effects are in the state.
pub struct Api;
