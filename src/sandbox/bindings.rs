//! The types and traits generated from `wit/`, and their conversion from and to our own.
//!
//! The host interfaces are generated once and shared by the worlds of all triggers, so that every host function is written
//! once. Generated types stay in here and in `host`: they change with every version of the contract, and nothing else should.

/// The types and the trait of one trigger's world; the host interfaces are those that were generated before.
macro_rules! world {
    ($world:tt, $api:tt) => {
        wasmtime::component::bindgen!({
            path: "wit",
            world: $world,
            imports: { default: trappable },
            exports: { default: async },
            with: {
                "anteroom:actions/types": super::host::types,
                "anteroom:actions/log": super::host::log,
                "anteroom:actions/secrets": super::host::secrets,
                "anteroom:actions/clock": super::host::clock,
                "anteroom:actions/random": super::host::random,
                "anteroom:actions/cache": super::host::cache,
                "anteroom:actions/http": super::host::http,
                "anteroom:actions/timer": super::host::timer,
                "anteroom:actions/operations": super::host::operations,
                $api: super::Api,
            },
        });
    };
}
use world;

pub mod client_registration;
pub mod common;
pub mod credentials_exchange;
pub mod custom_email_provider;
pub mod custom_phone_provider;
pub mod custom_token_exchange;
pub mod host;
pub mod password_reset_post_challenge;
pub mod post_change_password;
pub mod post_login;
pub mod post_user_registration;
pub mod pre_user_registration;
pub mod send_phone_message;

/// The `api` object in the hands of a guest. It is the same for the whole call, so it holds nothing: effects are in the state.
pub struct Api;
