//! The `api` of `post-user-registration` (reference 1.7).

use wasmtime::component::Resource;

use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::post_user_registration::types;
use crate::sandbox::state::State;

impl types::Host for State {}

impl types::HostApi for State {
    fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
        // The guest borrows the object for the call and never owns it.
        Ok(())
    }
}
