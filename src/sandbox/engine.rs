//! The one engine of the process: features, stacks and the pool of places, with the reason beside each number.
//!
//! What is off was the subject of advisories and is needed by no Action. Fuel is the only limit on computing: epochs would
//! cost 2 to 12 % and give a verdict that depends on the machine. The pool is reserved address space, not memory; where a
//! machine or a container does not give that much, every instance is made anew instead, which is slower and otherwise equal.

use std::hash::{Hash, Hasher};
use std::num::NonZeroUsize;

use sha2::{Digest, Sha256};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, ModuleVersionStrategy, PoolingAllocationConfig, WasmBacktraceDetails};

use super::limits::MAX_MEMORY;

/// Core instances that one component may have. Rust for `wasm32-wasip2` has three, a script Action two.
pub const MAX_CORE_INSTANCES: u32 = 16;
/// Memories that one component may have.
pub const MAX_MEMORIES: u32 = 4;
/// Tables that one component may have.
pub const MAX_TABLES: u32 = 8;
/// Entries of one table.
pub const MAX_TABLE_ENTRIES: usize = 20_000;

/// What one memory of the pool reserves: 4 GiB, so that no access needs a bounds check, and the guard behind it.
const MEMORY_RESERVATION: u64 = (4 << 30) + (32 << 20);

/// An engine, and what is known of it.
pub struct Started {
    /// The engine.
    pub engine: Engine,
    /// Whether places are reserved ahead.
    pub pooling: bool,
}

/// Starts the server's engine with a pool of `places`, or without one where `address_space` does not hold it.
///
/// # Errors
/// wasmtime refuses the machine.
pub fn start(places: u32, pooling: bool, address_space: Option<u64>) -> wasmtime::Result<Started> {
    if pooling {
        let needed = u64::from(places) * u64::from(MAX_MEMORIES) * MEMORY_RESERVATION;
        let available = address_space.or_else(address_space_of_process);
        if available.is_some_and(|available| available < needed) {
            tracing::warn!(needed, available, "the address space is too small for the sandbox's pool; Actions start more slowly");
        } else {
            let mut config = config()?;
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(places)));
            match Engine::new(&config) {
                Ok(engine) => return Ok(Started { engine, pooling: true }),
                Err(error) => tracing::warn!(%error, "the sandbox's pool cannot be reserved; Actions start more slowly"),
            }
        }
    }
    Ok(Started { engine: without_pool()?, pooling: false })
}

/// An engine that makes every instance anew. Compiled code fits both kinds of engine.
///
/// # Errors
/// wasmtime refuses the machine.
pub fn without_pool() -> wasmtime::Result<Engine> {
    let mut config = config()?;
    config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
    Engine::new(&config)
}

/// What compiled code depends on besides its source: 16 hexadecimal digits. Versions, target, processor features, settings.
pub fn compatibility(engine: &Engine) -> String {
    let mut hasher = Digester(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn config() -> wasmtime::Result<Config> {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .epoch_interruption(false)
        // A deep JSON.parse of a script ends as a RangeError of its engine (256 KiB) long before this.
        .max_wasm_stack(4 << 20)
        // Host functions run on what is left of it: 1 MiB.
        .async_stack_size(5 << 20)
        .wasm_backtrace_max_frames(NonZeroUsize::new(16))
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        .native_unwind_info(false)
        // Costs two to three times as much per call, and no world of ours has async functions.
        .concurrency_support(false)
        .wasm_memory64(false)
        .wasm_relaxed_simd(false)
        .wasm_custom_page_sizes(false)
        .wasm_stack_switching(false)
        .gc_support(false)
        .shared_memory(false)
        .memory_init_cow(true)
        // Images of script Actions with packages are larger than the default of 16 MiB and half empty; without this they would be
        // copied at each call instead of being mapped.
        .memory_guaranteed_dense_image_size(MAX_MEMORY as u64);
    // By default only the major version is compared: code compiled by a vulnerable patch release would be accepted.
    config.module_version(ModuleVersionStrategy::Custom(format!("anteroom {} on wasmtime 48.0.8", env!("CARGO_PKG_VERSION"))))?;
    Ok(config)
}

fn pool(places: u32) -> PoolingAllocationConfig {
    let scan = PoolingAllocationConfig::is_pagemap_scan_available();
    let mut pool = PoolingAllocationConfig::new();
    // Totals are places times the maximum per component, so that the semaphore in front is what fills up, never the pool.
    pool.total_component_instances(places)
        .total_stacks(places)
        .total_core_instances(places * MAX_CORE_INSTANCES)
        .total_memories(places * MAX_MEMORIES)
        .total_tables(places * MAX_TABLES)
        .max_core_instances_per_component(MAX_CORE_INSTANCES)
        .max_memories_per_component(MAX_MEMORIES)
        .max_tables_per_component(MAX_TABLES)
        .max_memories_per_module(MAX_MEMORIES)
        .max_tables_per_module(MAX_TABLES)
        .table_elements(MAX_TABLE_ENTRIES)
        .max_component_instance_size(4 << 20)
        .max_core_instance_size(4 << 20)
        .max_memory_size(MAX_MEMORY)
        // With the scan only pages that were touched are reset. Without it these bytes are copied at every release.
        .linear_memory_keep_resident(if scan { 2 << 20 } else { 64 << 10 })
        .table_keep_resident(64 << 10)
        // Bounds what stays resident: 64 × 2 MiB.
        .max_unused_warm_slots(64)
        .decommit_batch_size(1)
        .pagemap_scan(Enabled::Auto);
    pool
}

/// The soft limit on this process's address space (`ulimit -v`), if there is one.
fn address_space_of_process() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::As).current
}

/// Feeds what wasmtime hashes into SHA-256: the standard hasher's result may change with the compiler.
struct Digester(Sha256);

impl Hasher for Digester {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        digest.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiled_code_fits_engines_with_and_without_a_pool() {
        let pooled = start(2, true, None).unwrap();
        assert!(pooled.pooling);
        assert_eq!(compatibility(&pooled.engine), compatibility(&without_pool().unwrap()));
    }

    #[test]
    fn a_small_address_space_means_no_pool() {
        assert!(!start(2, true, Some(1 << 30)).unwrap().pooling);
    }
}
