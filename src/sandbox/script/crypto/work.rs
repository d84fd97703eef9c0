//! Work that has a price.
//!
//! Prices are nanoseconds of one core, measured on x86-64 with the instructions for AES and SHA and rounded up; fuel is charged so
//! that an Action's whole default budget buys 50 ms. Work of more than a slice runs on a thread of its own, where the operating
//! system shares the processor: on the runtime's threads other logins would wait for it.

use wasmtime::StoreContextMut;

use crate::sandbox::failure::Failure;
use crate::sandbox::script::host::Said;
use crate::sandbox::state::State;

/// Fuel for a nanosecond.
const FUEL: u64 = 4;
/// What any operation costs besides its own price: reading the request.
const BASE: u64 = 2_000;
/// Nanoseconds that a thread of the runtime may be kept busy.
const SLICE: u64 = 300_000;

/// An operation before it runs.
pub struct Work {
    nanos: u64,
    memory: usize,
    run: Box<dyn FnOnce() -> Said + Send>,
}

impl Work {
    /// Work that takes about so many nanoseconds.
    pub fn new(nanos: u64, run: impl FnOnce() -> Said + Send + 'static) -> Self {
        Self { nanos, memory: 0, run: Box::new(run) }
    }

    /// Which needs so many bytes besides what it is given.
    pub fn holding(self, memory: usize) -> Self {
        Self { memory, ..self }
    }

    /// Takes its price out of the guest's fuel, and runs.
    ///
    /// # Errors
    /// A trap when there is not enough fuel or memory.
    pub async fn pay_and_run(self, store: &mut StoreContextMut<'_, State>) -> wasmtime::Result<Said> {
        let left = store.get_fuel()?;
        let price = self.nanos.saturating_add(BASE).saturating_mul(FUEL);
        store.set_fuel(left.saturating_sub(price))?;
        let state = store.data_mut();
        if price > left {
            return Err(Failure::OutOfFuel { limit: state.limits.fuel }.into());
        }
        state.meter.lend(self.memory, "memory for cryptography")?;
        if self.nanos <= SLICE {
            return Ok((self.run)());
        }
        Ok(tokio::task::spawn_blocking(self.run).await?)
    }

    /// Runs without paying, for tests.
    #[cfg(test)]
    pub fn run(self) -> Said {
        (self.run)()
    }

    /// Its price in nanoseconds.
    #[cfg(test)]
    pub fn nanos(&self) -> u64 {
        self.nanos
    }
}
