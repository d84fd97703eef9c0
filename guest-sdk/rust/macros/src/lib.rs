//! The attributes of `anteroom-guest`, one per trigger.
//!
//! An attribute leaves the author's function as it is, so that it can be called and tested like any other, and adds beside it what
//! turns the crate into a component. Whatever is wrong with the function is said here, at the place of the fault: the types alone
//! would say it in the words of generated code.

mod check;
mod expand;

use proc_macro::TokenStream;

/// Attribute and trigger share a name; so do the module of the types, and the exported function behind `on_execute_`.
macro_rules! attributes {
    ($($trigger:ident $id:literal)*) => { $(
        #[doc = concat!("Makes the function the crate's Action for the trigger `", $id, "`.")]
        ///
        #[doc = concat!("The function is `fn name(event: &", stringify!($trigger), "::Event, api: &mut ", stringify!($trigger), "::Api) -> ")]
        /// anteroom_guest::Result`. A crate has one Action.
        #[proc_macro_attribute]
        pub fn $trigger(arguments: TokenStream, item: TokenStream) -> TokenStream {
            expand::expand(&expand::Handler::of(stringify!($trigger)), arguments.into(), item.into()).into()
        }
    )* };
}

attributes! {
    post_login "post-login"
    credentials_exchange "credentials-exchange"
    pre_user_registration "pre-user-registration"
    post_user_registration "post-user-registration"
    post_change_password "post-change-password"
    send_phone_message "send-phone-message"
    password_reset_post_challenge "password-reset-post-challenge"
    custom_phone_provider "custom-phone-provider"
    custom_email_provider "custom-email-provider"
    custom_token_exchange "custom-token-exchange"
    client_registration "client-registration"
}

/// Makes the function what the crate's `post-login` Action goes on with when the user comes back from where it has sent them.
///
/// The function is `fn name(event: &post_login::Event, api: &mut post_login::Api) -> anteroom_guest::Result`. It stands beside the one
/// with `#[post_login]`, and the event's request is the one by which the user has come back.
#[proc_macro_attribute]
pub fn continue_post_login(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(&expand::Handler::CONTINUE_POST_LOGIN, arguments.into(), item.into()).into()
}
