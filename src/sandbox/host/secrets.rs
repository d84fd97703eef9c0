//! `secrets`: the values that the operator gave this Action.

use crate::sandbox::bindings::host::secrets;
use crate::sandbox::state::State;

impl secrets::Host for State {
    fn get(&mut self, name: String) -> wasmtime::Result<Option<String>> {
        let value = self.secrets.get(&name).map(|value| value.as_str().to_owned());
        self.budget.charge(name.len() + value.as_ref().map_or(0, String::len))?;
        Ok(value)
    }

    fn names(&mut self) -> wasmtime::Result<Vec<String>> {
        self.budget.charge(self.secrets.keys().map(String::len).sum())?;
        Ok(self.secrets.keys().cloned().collect())
    }
}
