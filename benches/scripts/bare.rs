//! The engine and an image on bare wasmtime: no limits but fuel, no report, nothing read of what comes back.

use std::time::{Duration, Instant};

use anteroom::sandbox::{Sandbox, ScriptSource};
use wasmtime::component::{Component, ComponentExportIndex, InstancePre, Linker};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, Module, PoolingAllocationConfig, Store};

use super::{CALLS, EVENT, WARM_UP};

const FUEL: u64 = 200_000_000;

/// A linked image.
pub struct Bare {
    engine: Engine,
    pre: InstancePre<()>,
    invoke: ComponentExportIndex,
    request: String,
}

impl Bare {
    /// Links the image of a script.
    pub async fn new(sandbox: &Sandbox, source: ScriptSource) -> Self {
        let (code, image) = sandbox.export_script(source).await.unwrap();
        let mut pool = PoolingAllocationConfig::new();
        pool.total_memories(64).total_core_instances(256).total_component_instances(64).total_tables(256).total_stacks(64);
        pool.linear_memory_keep_resident(2 << 20).table_keep_resident(64 << 10).pagemap_scan(Enabled::Auto).table_elements(20_000);
        let mut config = Config::new();
        config.consume_fuel(true).concurrency_support(false).memory_guaranteed_dense_image_size(32 << 20);
        config.max_wasm_stack(4 << 20).async_stack_size(5 << 20).allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        let engine = Engine::new(&config).unwrap();
        let mut linker = Linker::<()>::new(&engine);
        linker.root().module("engine", &Module::new(&engine, code).unwrap()).unwrap();
        let mut host = linker.instance("anteroom:engine/host").unwrap();
        host.func_wrap("now", |_, (): ()| Ok((1_795_000_000_000.0_f64,))).unwrap();
        host.func_wrap("log", |_, (_, _): (u32, String)| Ok(())).unwrap();
        host.func_wrap("call", |_, (_, _, _): (String, String, Vec<u8>)| Ok((0_u64,))).unwrap();
        host.func_wrap("start", |_, (_, _, _): (String, String, Vec<u8>)| Ok((0_u64,))).unwrap();
        host.func_wrap("wait", |_, (): ()| Ok((0_u64,))).unwrap();
        host.func_wrap("cancel", |_, (_,): (u32,)| Ok(())).unwrap();
        host.func_wrap("take", |_, (): ()| Ok((Vec::<u8>::new(),))).unwrap();
        let component = Component::new(&engine, image).unwrap();
        let invoke = component.get_export_index(None, "invoke").unwrap();
        let event: serde_json::Value = serde_json::from_str(EVENT).unwrap();
        let request = format!("{{\"handler\":\"onExecutePostLogin\",\"event\":{event},\"secrets\":{{}}}}");
        Self { pre: linker.instantiate_pre(&component).unwrap(), engine, invoke, request }
    }

    fn call(&self) -> u64 {
        let mut store = Store::new(&self.engine, ());
        store.set_fuel(FUEL).unwrap();
        let instance = self.pre.instantiate(&mut store).unwrap();
        let invoke = instance.get_typed_func::<(&str,), (String,)>(&mut store, self.invoke).unwrap();
        let (answer,) = invoke.call(&mut store, (&self.request,)).unwrap();
        assert!(answer.starts_with("{\"effects\":[{"), "{answer}");
        FUEL - store.get_fuel().unwrap()
    }

    /// The times of all calls, and the fuel of one.
    pub fn measure(&self) -> (Vec<Duration>, u64) {
        let (mut times, mut fuel) = (Vec::with_capacity(CALLS), 0);
        for n in 0..WARM_UP + CALLS {
            let begun = Instant::now();
            fuel = self.call();
            if n >= WARM_UP {
                times.push(begun.elapsed());
            }
        }
        (times, fuel)
    }
}
