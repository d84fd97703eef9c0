//! `secrets`: the values that the operator gave this Action.

use crate::sandbox::bindings::host::secrets;
use crate::sandbox::state::State;

impl secrets::Host for State {
    fn get(&mut self, name: String) -> wasmtime::Result<Option<String>> {
        self.budget.charge(name.len())?;
        Ok(self.secrets.get(&name).map(|value| value.as_str().to_owned()))
    }

    fn names(&mut self) -> wasmtime::Result<Vec<String>> {
        self.budget.charge(0)?;
        Ok(self.secrets.keys().cloned().collect())
    }
}
