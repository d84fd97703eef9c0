//! The attributes of `anteroom-guest`.
//!
//! An attribute leaves the author's function as it is, so that it can be called and tested like any other, and adds beside it what
//! turns the crate into a component. Whatever is wrong with the function is said here, at the place of the fault: the types alone
//! would say it in the words of generated code.

mod check;
mod expand;

use proc_macro::TokenStream;

use expand::Trigger;

/// Makes the function the crate's Action for the trigger `post-login`.
///
/// The function is `fn name(event: &post_login::Event, api: &mut post_login::Api) -> anteroom_guest::Result`. A crate has one Action.
#[proc_macro_attribute]
pub fn post_login(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(&Trigger { name: "post_login", handler: "on_execute_post_login" }, arguments.into(), item.into()).into()
}

/// Makes the function the crate's Action for the trigger `pre-user-registration`.
///
/// The function is `fn name(event: &pre_user_registration::Event, api: &mut pre_user_registration::Api) -> anteroom_guest::Result`.
/// A crate has one Action.
#[proc_macro_attribute]
pub fn pre_user_registration(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let trigger = Trigger { name: "pre_user_registration", handler: "on_execute_pre_user_registration" };
    expand::expand(&trigger, arguments.into(), item.into()).into()
}
