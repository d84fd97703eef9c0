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
/// What any operation costs besides.
const BASE: u64 = 2_000;
/// Nanoseconds that a thread of the runtime may be kept busy.
const SLICE: u64 = 300_000;

/// Takes the price of reading a request: its text is JSON, and a key is parsed before it is known what the operation would take.
///
/// # Errors
/// A trap when there is not enough fuel.
pub fn pay_for_reading(store: &mut StoreContextMut<'_, State>, text: usize, key: usize) -> wasmtime::Result<()> {
    let each = (text as u64).saturating_mul(2).saturating_add((key as u64).saturating_mul(20));
    pay(store, each.saturating_add(BASE))
}

fn pay(store: &mut StoreContextMut<'_, State>, nanos: u64) -> wasmtime::Result<()> {
    let (left, price) = (store.get_fuel()?, nanos.saturating_mul(FUEL));
    store.set_fuel(left.saturating_sub(price))?;
    match price <= left {
        true => Ok(()),
        false => Err(Failure::OutOfFuel { limit: store.data().limits.fuel }.into()),
    }
}

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
        pay(store, self.nanos)?;
        store.data_mut().meter.lend(self.memory, "memory for cryptography")?;
        if self.nanos <= SLICE {
            return Ok((self.run)());
        }
        match tokio::task::spawn_blocking(self.run).await {
            Ok(said) => Ok(said),
            // A panic is the server's fault wherever it happens.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(error) => Err(error.into()),
        }
    }

    /// Runs without paying.
    pub fn run(self) -> Said {
        (self.run)()
    }

    /// Its price in nanoseconds.
    #[cfg(test)]
    pub fn nanos(&self) -> u64 {
        self.nanos
    }
}
