//! What it would cost to keep one heap for all images and of each Action only the pages that it changed.
//!
//! Such a call begins on the shared pages, which its place in the pool has mapped already whatever ran there before, and then writes
//! the Action's own. The pages are counted in real images; the writing is measured on bare wasmtime with the pool of a server.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anteroom::sandbox::Sandbox;
use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, ExportKind, ExportSection, Function, FunctionSection, MemorySection, MemoryType,
    Module, TypeSection,
};
use wasmparser::{DataKind, Operator, Parser, Payload};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, Linker, PoolingAllocationConfig, Store};

use super::{CALLS, NOTHING, REFERENCE, WARM_UP, row, source};

const PAGE: usize = 4096;

type Pages = BTreeMap<usize, Vec<u8>>;

/// The pages of an image that hold something, by their numbers.
async fn pages(sandbox: &Sandbox, code: &str) -> Pages {
    let (_, image) = sandbox.export_script(source(code)).await.unwrap();
    let mut pages = Pages::new();
    for payload in Parser::new(0).parse_all(&image) {
        let Payload::DataSection(section) = payload.unwrap() else { continue };
        for segment in section {
            let segment = segment.unwrap();
            let DataKind::Active { offset_expr, .. } = segment.kind else { continue };
            let Operator::I32Const { value } = offset_expr.get_operators_reader().read().unwrap() else { continue };
            let first = value as u32 as usize / PAGE;
            pages.extend(segment.data.chunks(PAGE).enumerate().map(|(n, page)| (first + n, page.to_vec())));
        }
    }
    pages
}

/// A memory of the `base` pages, and a function that writes the `own` ones over it.
fn module(base: &Pages, own: &Pages) -> Vec<u8> {
    let last = base.keys().chain(own.keys()).max().copied().unwrap_or(0);
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    module.section(&types);
    let mut functions = FunctionSection::new();
    functions.function(0);
    module.section(&functions);
    let mut memories = MemorySection::new();
    let minimum = ((last + 1) * PAGE).div_ceil(1 << 16) as u64;
    memories.memory(MemoryType { minimum, maximum: None, memory64: false, shared: false, page_size_log2: None });
    module.section(&memories);
    let mut exports = ExportSection::new();
    exports.export("write", ExportKind::Func, 0);
    module.section(&exports);
    module.section(&DataCountSection { count: base.len() as u32 + 1 });
    let mut write = Function::new([]);
    let mut instructions = write.instructions();
    for (n, at) in own.keys().enumerate() {
        instructions.i32_const((at * PAGE) as i32).i32_const((n * PAGE) as i32).i32_const(PAGE as i32).memory_init(0, 0);
    }
    instructions.end();
    let mut code = CodeSection::new();
    code.function(&write);
    module.section(&code);
    let mut data = DataSection::new();
    data.passive(own.values().flatten().copied().collect::<Vec<u8>>());
    for (at, page) in base {
        data.active(0, &ConstExpr::i32_const((at * PAGE) as i32), page.iter().copied());
    }
    module.section(&data);
    module.finish()
}

/// Prints how much of the reference Action's image is its own, and what writing that takes.
pub async fn rows(sandbox: &Sandbox) {
    let (base, whole) = (pages(sandbox, NOTHING).await, pages(sandbox, REFERENCE).await);
    let own: Pages = whole.iter().filter(|(at, page)| base.get(at) != Some(page)).map(|(at, page)| (*at, page.clone())).collect();
    println!("\na heap for all images: the one of an Action that does nothing, under the 44-line Action");
    println!("  pages of 4 KiB in the image, of these not as in the shared one {:>12} {:>10}", whole.len(), own.len());
    let mut pool = PoolingAllocationConfig::new();
    pool.total_memories(64).linear_memory_keep_resident(2 << 20).pagemap_scan(Enabled::Auto);
    let mut config = Config::new();
    config.memory_guaranteed_dense_image_size(32 << 20).allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    let engine = Engine::new(&config).unwrap();
    let module = wasmtime::Module::new(&engine, module(&base, &own)).unwrap();
    let pre = Linker::<()>::new(&engine).instantiate_pre(&module).unwrap();
    for (name, writes) in [("  an instance of the shared heap", false), ("  the same, and the Action's own pages written", true)] {
        let mut times: Vec<Duration> = Vec::with_capacity(CALLS);
        for n in 0..WARM_UP + CALLS {
            let begun = Instant::now();
            let mut store = Store::new(&engine, ());
            let instance = pre.instantiate(&mut store).unwrap();
            if writes {
                instance.get_typed_func::<(), ()>(&mut store, "write").unwrap().call(&mut store, ()).unwrap();
            }
            // Dropped within the time: what was written is put back then.
            drop(store);
            if n >= WARM_UP {
                times.push(begun.elapsed());
            }
        }
        row(name, times, None);
    }
}
