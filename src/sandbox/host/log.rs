//! `log`: lines into the console of the report.

use crate::sandbox::bindings::host::log;
use crate::sandbox::report::ConsoleLevel;
use crate::sandbox::state::State;

impl log::Host for State {
    fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        self.budget.charge(message.len())?;
        let level = match level {
            log::Level::Debug => ConsoleLevel::Debug,
            log::Level::Info => ConsoleLevel::Info,
            log::Level::Warn => ConsoleLevel::Warn,
            log::Level::Error => ConsoleLevel::Error,
        };
        self.console.lock().write(level, &message);
        Ok(())
    }
}
