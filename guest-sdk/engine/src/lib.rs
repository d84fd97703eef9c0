//! The JavaScript engine of script Actions: QuickJS-ng as one WebAssembly module that knows nothing of logins.
//!
//! It evaluates what the server hands in: first the prelude, once, whose heap becomes the base of all images; then an Action's
//! source, once, whose heap becomes the Action's image; then, in a fresh copy of that memory for every call, one event. Whatever
//! JavaScript can say is said in `js/`; here is only what it cannot: the boundary to the host, bytecode, and the event loop.
//!
//! # Layout
//!
//! | module | what it holds |
//! |---|---|
//! | [`abi`] | bytes across the boundary: what is imported, the mailbox, answers |
//! | [`host`] | the `host` object that the prelude gets |
//! | [`code`] | source to bytecode to functions |
//! | [`heap`] | free memory, in one piece |
//! | [`turn`] | the event loop of a call |
//!
//! There is one thread, so the engine's state is a static; a failure inside the engine (not of JavaScript) is a trap.

mod abi;
mod code;
mod heap;
mod host;
mod turn;

use std::cell::OnceCell;

use rquickjs::{Context, Function, Object, Persistent, Runtime};

/// Bytes that are allocated before cycles are looked for. A call is short and its memory is thrown away: collecting below this would
/// cost more than it frees.
const GC_THRESHOLD: usize = 16 << 20;

/// The engine's state, from `boot` on.
pub struct Engine {
    context: Context,
    /// `prelude.load(json)`: takes an Action in.
    load: Persistent<Function<'static>>,
    /// `prelude.dispatch(request)`: runs a handler.
    dispatch: Persistent<Function<'static>>,
    /// `prelude.deliver(id, status, text, bytes)`: ends an operation.
    deliver: Persistent<Function<'static>>,
    /// Owns the context's memory.
    runtime: Runtime,
}

thread_local! {
    static ENGINE: OnceCell<Engine> = const { OnceCell::new() };
}

/// Runs `work` in the booted engine.
pub fn with_engine<R>(work: impl FnOnce(&Engine) -> R) -> R {
    ENGINE.with(|engine| work(engine.get().expect("boot comes first")))
}

/// Starts the engine with the prelude's bytecode (or its source text, where `is_source`), at most `stack` bytes of JavaScript
/// stack and `reserve` bytes of free heap, so that no call needs to grow the memory.
#[unsafe(no_mangle)]
pub extern "C" fn boot(prelude: *mut u8, length: usize, is_source: u32, stack: usize, reserve: usize) {
    let prelude = abi::taken(prelude, length);
    let runtime = Runtime::new().expect("memory for the runtime");
    runtime.set_max_stack_size(stack);
    runtime.set_gc_threshold(GC_THRESHOLD);
    let context = Context::full(&runtime).expect("memory for the context");
    let (load, dispatch, deliver) = context.with(|ctx| {
        let made: rquickjs::Result<_> = (|| {
            let function = if is_source == 0 { code::read(&ctx, &prelude)? } else { code::evaluate(&ctx, "prelude", prelude, 1)? };
            let prelude: Object = Function::from_value(function)?.call((host::object(&ctx)?,))?;
            let member = |name: &str| -> rquickjs::Result<_> { Ok(Persistent::save(&ctx, prelude.get::<_, Function>(name)?)) };
            Ok((member("load")?, member("dispatch")?, member("deliver")?))
        })();
        made.unwrap_or_else(|_| {
            let fault = ctx.catch();
            abi::log(3, &format!("the prelude failed: {}", turn::describe(&ctx, &fault)));
            core::arch::wasm32::unreachable()
        })
    });
    drop(std::hint::black_box(Vec::<u8>::with_capacity(reserve)));
    ENGINE.with(|engine| {
        let engine_state = Engine { context, load, dispatch, deliver, runtime };
        assert!(engine.set(engine_state).is_ok(), "boot comes once");
    });
}

/// Compiles a source text that is one expression to bytecode: `name` and text are NUL-separated. Zero bytes when it does not parse.
#[unsafe(no_mangle)]
pub extern "C" fn compile(input: *mut u8, length: usize) -> *const abi::Slice {
    let input = abi::taken(input, length);
    let runtime = Runtime::new().expect("memory for the runtime");
    // QuickJS's default is all of the stack that this module has.
    runtime.set_max_stack_size(256 << 10);
    let context = Context::full(&runtime).expect("memory for the context");
    context.with(|ctx| {
        let at = input.iter().position(|byte| *byte == 0).expect("a name before the text");
        let (name, text) = input.split_at(at);
        let name = String::from_utf8_lossy(name);
        match code::compile(&ctx, &name, text[1..].to_vec()) {
            Ok(bytecode) => abi::given(bytecode),
            Err(_) => {
                let fault = ctx.catch();
                abi::log(3, &turn::describe(&ctx, &fault));
                abi::given(Vec::new())
            }
        }
    })
}

/// Takes an Action in: a JSON text for `prelude.load`. The answer is its JSON text.
#[unsafe(no_mangle)]
pub extern "C" fn load(input: *mut u8, length: usize) -> *const abi::Slice {
    let input = abi::taken(input, length);
    with_engine(|engine| {
        let answer = turn::run(engine, &engine.load, input);
        engine.context.with(|ctx| ctx.run_gc());
        answer
    })
}

/// Makes room for the allocations of a call: `bytes`, in one piece where the image is `large`.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(bytes: usize, large: u32) {
    with_engine(|engine| {
        engine.context.with(|ctx| if large == 0 { heap::reserve(&ctx, bytes) } else { heap::settle(&ctx, bytes) });
        // Counted from what is in use now: the first look for cycles in a large image would cost more than most calls.
        let used = usize::try_from(engine.runtime.memory_usage().malloc_size).unwrap_or(0);
        engine.runtime.set_gc_threshold(used + GC_THRESHOLD);
    });
}

/// Runs a handler: a JSON text for `prelude.dispatch`. The answer is its JSON text.
#[unsafe(no_mangle)]
pub extern "C" fn invoke(input: *mut u8, length: usize) -> *const abi::Slice {
    let input = abi::taken(input, length);
    with_engine(|engine| turn::run(engine, &engine.dispatch, input))
}
