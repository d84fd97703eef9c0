//! What a component of each trigger may import, and the program that comes of linking one.
//!
//! There is one linker per trigger with everything in it; resolving a component's imports once gives a program, and starting
//! that costs microseconds. Nothing is ever linked as a trap: what is unknown is refused at the upload, by name.

use wasmtime::component::{Component, HasSelf, Instance, Linker, Resource, TypedFunc};
use wasmtime::{Engine, Store};

use super::bindings::{
    Api, client_registration, credentials_exchange, custom_email_provider, custom_phone_provider, custom_token_exchange,
    password_reset_post_challenge, post_change_password, post_login, post_user_registration, pre_user_registration, send_phone_message,
};
use super::failure::Failure;
use super::host;
use super::script::ScriptProgram;
use super::state::State;
use crate::contract::{Event, Trigger};

/// Something with its imports resolved, ready to be instantiated.
pub enum Linked {
    /// A component, for its trigger.
    Component(Box<Handler>),
    /// A script, for any trigger.
    Script(ScriptProgram),
}

/// The triggers: the module of the bindings, its type of a linked component, and how the handler is called.
macro_rules! triggers {
    ($($trigger:ident $module:ident $pre:ident $call:ident,)*) => {
        /// The linkers of all triggers.
        pub struct Linkers {
            $($module: Linker<State>,)*
        }

        /// A component of each trigger.
        pub enum Handler {
            $($trigger($module::$pre<State>),)*
        }

        impl Linkers {
            /// Links every host function.
            ///
            /// # Errors
            /// Two interfaces of the same name: a fault of the bindings.
            pub fn new(engine: &Engine) -> wasmtime::Result<Self> {
                Ok(Self {
                    $($module: {
                        let mut linker = Linker::new(engine);
                        $module::$trigger::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
                        host::wasi::add_to_linker(&mut linker)?;
                        linker
                    },)*
                })
            }

            /// Resolves what a component imports, and finds its handler.
            ///
            /// # Errors
            /// An import or the handler has another signature than in the contract.
            pub fn link(&self, trigger: Trigger, component: &Component) -> wasmtime::Result<Linked> {
                Ok(Linked::Component(Box::new(match trigger {
                    $(Trigger::$trigger => Handler::$trigger($module::$pre::new(self.$module.instantiate_pre(component)?)?),)*
                })))
            }
        }

        impl Handler {
            /// Instantiates the component and calls it, or only instantiates it where there is no event. The inner error is the
            /// author's message.
            pub async fn run(&self, store: &mut Store<State>, event: Option<&Event>) -> wasmtime::Result<Result<(), String>> {
                match (self, event) {
                    $(
                        (Self::$trigger(pre), None) => pre.instantiate_async(store).await.map(|_| Ok(())),
                        (Self::$trigger(pre), Some(Event::$trigger(event))) => {
                            let action = pre.instantiate_async(&mut *store).await?;
                            let event = $module::event(event);
                            // The object itself is nothing; what it does is in the state.
                            let called = action.$call(store, &event, Resource::new_borrow(0)).await?;
                            Ok(called.map_err(|error| error.message))
                        }
                    )*
                    (_, Some(_)) => Err(Failure::InvalidEffect { message: "it was called with the event of another trigger.".into() }.into()),
                }
            }
        }
    };
}

impl Handler {
    /// Instantiates the component and calls nothing; a function to go on with must have the right signature if there is one.
    pub async fn try_out(&self, store: &mut Store<State>) -> wasmtime::Result<Result<(), String>> {
        let Self::PostLogin(pre) = self else { return self.run(store, None).await };
        let instance = pre.instance_pre().instantiate_async(&mut *store).await?;
        continuation(&instance, store)?;
        Ok(Ok(()))
    }

    /// Instantiates the component and calls the function by which it goes on after a suspension; one without it has nothing to say.
    ///
    /// The function is no part of the world `post-login`, because a world cannot say that an export may be missing; so it is looked
    /// up by name, and its signature is compared when it is.
    pub async fn resume(&self, store: &mut Store<State>, event: &Event) -> wasmtime::Result<Result<(), String>> {
        let (Self::PostLogin(pre), Event::PostLogin(event)) = (self, event) else { return Ok(Ok(())) };
        let instance = pre.instance_pre().instantiate_async(&mut *store).await?;
        let Some(function) = continuation(&instance, store)? else { return Ok(Ok(())) };
        let event = post_login::event(event);
        let (called,) = function.call_async(&mut *store, (&event, Resource::new_borrow(0))).await?;
        Ok(called.map_err(|error| error.message))
    }
}

/// The type of `on-continue-post-login`.
type Continuation<'a> = TypedFunc<(&'a post_login::types::Event, Resource<Api>), (Result<(), post_login::types::ActionError>,)>;

/// The component's `on-continue-post-login`, if it exports one.
fn continuation<'a>(instance: &Instance, store: &mut Store<State>) -> wasmtime::Result<Option<Continuation<'a>>> {
    let export = Trigger::PostLogin.resume_export().and_then(|name| instance.get_export_index(&mut *store, None, name));
    export.map(|export| instance.get_typed_func(&mut *store, export)).transpose()
}

triggers! {
    PostLogin post_login PostLoginPre call_on_execute_post_login,
    CredentialsExchange credentials_exchange CredentialsExchangePre call_on_execute_credentials_exchange,
    PreUserRegistration pre_user_registration PreUserRegistrationPre call_on_execute_pre_user_registration,
    PostUserRegistration post_user_registration PostUserRegistrationPre call_on_execute_post_user_registration,
    PostChangePassword post_change_password PostChangePasswordPre call_on_execute_post_change_password,
    SendPhoneMessage send_phone_message SendPhoneMessagePre call_on_execute_send_phone_message,
    PasswordResetPostChallenge password_reset_post_challenge PasswordResetPostChallengePre call_on_execute_password_reset_post_challenge,
    CustomPhoneProvider custom_phone_provider CustomPhoneProviderPre call_on_execute_custom_phone_provider,
    CustomEmailProvider custom_email_provider CustomEmailProviderPre call_on_execute_custom_email_provider,
    CustomTokenExchange custom_token_exchange CustomTokenExchangePre call_on_execute_custom_token_exchange,
    ClientRegistration client_registration ClientRegistrationPre call_on_execute_client_registration,
}
