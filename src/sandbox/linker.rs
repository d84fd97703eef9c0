//! What a component of each trigger may import, and the program that comes of linking one.
//!
//! There is one linker per trigger with everything in it; resolving a component's imports once gives a program, and starting
//! that costs microseconds. Nothing is ever linked as a trap: what is unknown is refused at the upload, by name.

use wasmtime::Engine;
use wasmtime::component::{Component, HasSelf, Linker};

use super::bindings::{post_login, pre_user_registration};
use super::host;
use super::script::ScriptProgram;
use super::state::State;
use crate::contract::Trigger;

/// The linkers of all triggers.
pub struct Linkers {
    post_login: Linker<State>,
    pre_user_registration: Linker<State>,
}

/// A component with its imports resolved, ready to be instantiated.
pub enum Linked {
    /// For `post-login`.
    PostLogin(post_login::PostLoginPre<State>),
    /// For `pre-user-registration`.
    PreUserRegistration(pre_user_registration::PreUserRegistrationPre<State>),
    /// A script, for any trigger.
    Script(ScriptProgram),
}

impl Linkers {
    /// Links every host function.
    ///
    /// # Errors
    /// Two interfaces of the same name: a fault of the bindings.
    pub fn new(engine: &Engine) -> wasmtime::Result<Self> {
        let mut post_login = Linker::new(engine);
        post_login::PostLogin::add_to_linker::<State, HasSelf<State>>(&mut post_login, |state| state)?;
        host::wasi::add_to_linker(&mut post_login)?;
        let mut pre_user_registration = Linker::new(engine);
        pre_user_registration::PreUserRegistration::add_to_linker::<State, HasSelf<State>>(&mut pre_user_registration, |state| state)?;
        host::wasi::add_to_linker(&mut pre_user_registration)?;
        Ok(Self { post_login, pre_user_registration })
    }

    /// Resolves what a component imports, and finds its handler.
    ///
    /// # Errors
    /// An import or the handler has another signature than in the contract.
    pub fn link(&self, trigger: Trigger, component: &Component) -> wasmtime::Result<Linked> {
        Ok(match trigger {
            Trigger::PostLogin => Linked::PostLogin(post_login::PostLoginPre::new(self.post_login.instantiate_pre(component)?)?),
            Trigger::PreUserRegistration => Linked::PreUserRegistration(pre_user_registration::PreUserRegistrationPre::new(
                self.pre_user_registration.instantiate_pre(component)?,
            )?),
            other => wasmtime::bail!("components for {} cannot be linked", other.id()),
        })
    }
}
