//! `random`: bytes from the generator of the call.

use crate::sandbox::bindings::host::random;
use crate::sandbox::state::State;

impl random::Host for State {
    fn get_bytes(&mut self, length: u32) -> wasmtime::Result<Vec<u8>> {
        self.budget.charge(0)?;
        self.random.bytes(length.into())
    }
}
