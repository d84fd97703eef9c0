//! What an attribute adds beside the function.
//!
//! - A macro exported under a fixed name: two Actions in one crate would be one component with two triggers, which no server takes,
//!   and the second definition of that name is an error that says so.
//! - For a component, the `Guest` of the trigger's world and its export. Natively, a call that is never made, so that wrong types
//!   are found by the author's `cargo test` too, at the types' own place.

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, ItemFn, ReturnType, Type};

use crate::check;

/// What an attribute makes of a function.
pub struct Handler<'a> {
    /// The attribute; so is the module of the bindings called.
    attribute: &'a str,
    /// The trigger: the module of the event and the api.
    trigger: &'a str,
    /// What the function's name in the world begins with.
    prefix: &'a str,
    /// The macro that two functions of this kind would both define.
    once: &'a str,
}

impl<'a> Handler<'a> {
    /// `#[continue_post_login]`.
    pub const CONTINUE_POST_LOGIN: Handler<'static> = Handler {
        attribute: "continue_post_login",
        trigger: "post_login",
        prefix: "on_continue",
        once: "an_anteroom_action_goes_on_with_one_function",
    };

    /// The attribute of a trigger.
    pub fn of(trigger: &'a str) -> Self {
        Self { attribute: trigger, trigger, prefix: "on_execute", once: "a_crate_has_one_anteroom_action" }
    }
}

/// The item and what turns it into an Action, or the faults.
pub fn expand(handler: &Handler<'_>, arguments: TokenStream, item: TokenStream) -> TokenStream {
    match check::function(handler.attribute, handler.trigger, &arguments, item.clone()) {
        Ok(function) => with_export(handler, &function),
        Err(error) => {
            // The item stays, so that the author does not also read that names are unknown or unused. An `async` function goes:
            // it would add rustc's words on elided lifetimes.
            let asynchronous = item.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "async"));
            let item = if asynchronous { TokenStream::new() } else { item };
            let error = error.to_compile_error();
            quote! { #item #error }
        }
    }
}

fn with_export(of: &Handler<'_>, function: &ItemFn) -> TokenStream {
    let action = &function.sig.ident;
    let module = format_ident!("{}", of.attribute);
    let handler = format_ident!("{}_{}", of.prefix, of.trigger);
    let once = format_ident!("{}", of.once);
    let types = types(&format_ident!("{}", of.trigger), function);
    quote! {
        #function

        #[doc(hidden)]
        #[macro_export]
        macro_rules! #once { () => {}; }

        #types

        // Without this an Action that no test names is dead code natively.
        const _: () = { let _ = #action; };

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct Component;
            impl ::anteroom_guest::bindings::#module::Guest for Component {
                fn #handler(
                    event: ::anteroom_guest::bindings::#module::Event,
                    api: &::anteroom_guest::bindings::#module::Api,
                ) -> ::core::result::Result<(), ::anteroom_guest::bindings::#module::ActionError> {
                    ::anteroom_guest::bindings::#module::run(event, api, #action)
                }
            }
            ::anteroom_guest::bindings::#module::export!(Component with_types_in ::anteroom_guest::bindings::#module);
        };
    }
}

/// Each type of the signature held against the expected one, at its own place.
fn types(module: &syn::Ident, function: &ItemFn) -> TokenStream {
    let expected = [quote!(::anteroom_guest::#module::Event), quote!(::anteroom_guest::#module::Api)];
    let parameters = function.sig.inputs.iter().zip(expected).filter_map(|(input, expected)| {
        let FnArg::Typed(parameter) = input else { return None };
        let Type::Reference(reference) = &*parameter.ty else { return None };
        let (given, mutable) = (&reference.elem, &reference.mutability);
        Some(quote_spanned! { given.span() => const _: fn(&#mutable #given) = |given| { let _: &#mutable #expected = given; }; })
    });
    let result = match &function.sig.output {
        ReturnType::Default => TokenStream::new(),
        ReturnType::Type(_, given) => quote_spanned! { given.span() =>
            const _: fn(#given) -> ::anteroom_guest::Result = |given| ::anteroom_guest::outcome(given);
        },
    };
    quote! { #(#parameters)* #result }
}
