//! Generated from `wit/`, for components only, and the run of an Action between them and the author's function.
//!
//! Not part of the API: the attributes name it. The worlds share the records of `types` and the host interfaces, so the second
//! reuses the modules of the first.

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

/// The world `pre-user-registration`.
pub mod pre_user_registration {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "pre-user-registration",
        pub_export_macro: true,
        runtime_path: "::anteroom_guest::bindings::rt",
        default_bindings_module: "::anteroom_guest::bindings::pre_user_registration",
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
    pub use super::run::pre_user_registration as run;
}

pub use wit_bindgen::rt;
