//! Generated from `wit/`, for components only, and the run of an Action between them and the author's function.
//!
//! Not part of the API: the attributes name it. The worlds share the records of `types` and the host interfaces, so all others reuse
//! the modules of the first.

mod asks;
mod convert;
mod run;

/// The world `post-login`.
pub mod post_login {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "post-login",
        pub_export_macro: true,
        runtime_path: "::anteroom_guest::bindings::rt",
        default_bindings_module: "::anteroom_guest::bindings::post_login",
    });
    pub use super::run::post_login as run;
}

/// Every other world: its name, its module, and the module's path from elsewhere.
macro_rules! worlds {
    ($($world:literal $module:ident $path:literal)*) => { $(
        #[doc = concat!("The world `", $world, "`.")]
        pub mod $module {
            wit_bindgen::generate!({
                path: "../../wit",
                world: $world,
                pub_export_macro: true,
                runtime_path: "::anteroom_guest::bindings::rt",
                default_bindings_module: $path,
                with: {
                    "anteroom:actions/types@0.1.0": crate::bindings::post_login::anteroom::actions::types,
                    "anteroom:actions/log@0.1.0": crate::bindings::post_login::anteroom::actions::log,
                    "anteroom:actions/secrets@0.1.0": crate::bindings::post_login::anteroom::actions::secrets,
                    "anteroom:actions/clock@0.1.0": crate::bindings::post_login::anteroom::actions::clock,
                    "anteroom:actions/random@0.1.0": crate::bindings::post_login::anteroom::actions::random,
                    "anteroom:actions/cache@0.1.0": crate::bindings::post_login::anteroom::actions::cache,
                    "anteroom:actions/http@0.1.0": crate::bindings::post_login::anteroom::actions::http,
                    "anteroom:actions/timer@0.1.0": crate::bindings::post_login::anteroom::actions::timer,
                    "anteroom:actions/operations@0.1.0": crate::bindings::post_login::anteroom::actions::operations,
                },
            });
            pub use super::run::$module as run;
        }
    )* };
}

worlds! {
    "credentials-exchange" credentials_exchange "::anteroom_guest::bindings::credentials_exchange"
    "pre-user-registration" pre_user_registration "::anteroom_guest::bindings::pre_user_registration"
    "post-user-registration" post_user_registration "::anteroom_guest::bindings::post_user_registration"
    "post-change-password" post_change_password "::anteroom_guest::bindings::post_change_password"
    "send-phone-message" send_phone_message "::anteroom_guest::bindings::send_phone_message"
    "password-reset-post-challenge" password_reset_post_challenge "::anteroom_guest::bindings::password_reset_post_challenge"
    "custom-phone-provider" custom_phone_provider "::anteroom_guest::bindings::custom_phone_provider"
    "custom-email-provider" custom_email_provider "::anteroom_guest::bindings::custom_email_provider"
    "custom-token-exchange" custom_token_exchange "::anteroom_guest::bindings::custom_token_exchange"
    "client-registration" client_registration "::anteroom_guest::bindings::client_registration"
}

/// The world `post-login-continuation`: what a program of `post-login` may export besides.
pub mod continue_post_login {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "post-login-continuation",
        pub_export_macro: true,
        runtime_path: "::anteroom_guest::bindings::rt",
        default_bindings_module: "::anteroom_guest::bindings::continue_post_login",
        with: {
            "anteroom:actions/types@0.1.0": crate::bindings::post_login::anteroom::actions::types,
            "anteroom:actions/log@0.1.0": crate::bindings::post_login::anteroom::actions::log,
            "anteroom:actions/secrets@0.1.0": crate::bindings::post_login::anteroom::actions::secrets,
            "anteroom:actions/clock@0.1.0": crate::bindings::post_login::anteroom::actions::clock,
            "anteroom:actions/random@0.1.0": crate::bindings::post_login::anteroom::actions::random,
            "anteroom:actions/cache@0.1.0": crate::bindings::post_login::anteroom::actions::cache,
            "anteroom:actions/http@0.1.0": crate::bindings::post_login::anteroom::actions::http,
            "anteroom:actions/timer@0.1.0": crate::bindings::post_login::anteroom::actions::timer,
            "anteroom:actions/operations@0.1.0": crate::bindings::post_login::anteroom::actions::operations,
            "anteroom:actions/post-login-types@0.1.0": crate::bindings::post_login::anteroom::actions::post_login_types,
        },
    });
    pub use super::run::post_login as run;
}

pub use wit_bindgen::rt;
