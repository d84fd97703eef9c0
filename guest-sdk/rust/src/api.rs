//! What the `api` types of the triggers have in common: their frame, and the groups of methods that more than one of them offers.
//!
//! A trigger has an `Api` of its own rather than one for all, so that a method without a place in its flow does not compile. A group
//! is a borrow of what asks the server; it is made where it is named and holds nothing.

mod access;
mod notification;
mod suspend;
mod user;
mod validation;

pub use access::{Access, CodedAccess};
pub use notification::Notification;
pub use suspend::{Prompt, Redirect};
pub use user::UserApi;
pub use validation::Validation;

/// The `Api` of a trigger: its groups of methods, and the cache that every trigger has.
macro_rules! api {
    () => {
        /// What every trigger has; this one has no more. It looks on.
        pub struct Api<'call>(std::marker::PhantomData<&'call dyn crate::host::Asks>);

        impl<'call> Api<'call> {
            pub(crate) fn new(_: &'call dyn crate::host::Asks) -> Self {
                Self(std::marker::PhantomData)
            }

            /// `api.cache`: values that outlive the call.
            pub fn cache(&mut self) -> crate::cache::Cache {
                crate::cache::Cache::new()
            }
        }
    };
    ($($(#[$doc:meta])* $group:ident: $Group:ident,)+) => {
        /// Asks the server for something, as the `api` object does in JavaScript. Every group of methods is one call away.
        pub struct Api<'call> {
            asks: &'call dyn crate::host::Asks,
        }

        impl<'call> Api<'call> {
            pub(crate) fn new(asks: &'call dyn crate::host::Asks) -> Self {
                Self { asks }
            }

            $(
                $(#[$doc])*
                pub fn $group(&mut self) -> $Group<'_> {
                    $Group(self.asks)
                }
            )+

            /// `api.cache`: values that outlive the call.
            pub fn cache(&mut self) -> crate::cache::Cache {
                crate::cache::Cache::new()
            }
        }
    };
}

pub(crate) use api;
