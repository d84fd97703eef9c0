//! The host interfaces that every world imports.

wasmtime::component::bindgen!({
    path: "wit",
    inline: "
        package anteroom:host;
        world host {
            import anteroom:actions/types@0.1.0;
            import anteroom:actions/log@0.1.0;
            import anteroom:actions/secrets@0.1.0;
            import anteroom:actions/clock@0.1.0;
            import anteroom:actions/random@0.1.0;
            import anteroom:actions/cache@0.1.0;
            import anteroom:actions/http@0.1.0;
            import anteroom:actions/timer@0.1.0;
            import anteroom:actions/operations@0.1.0;
        }
    ",
    world: "anteroom:host/host",
    // Only what can wait is async: each async import costs an allocation per call.
    imports: {
        "anteroom:actions/cache@0.1.0.get": async | trappable,
        "anteroom:actions/cache@0.1.0.set": async | trappable,
        "anteroom:actions/cache@0.1.0.delete": async | trappable,
        "anteroom:actions/operations@0.1.0.wait": async | trappable,
        default: trappable,
    },
});

pub use anteroom::actions::{cache, clock, http, log, operations, random, secrets, timer, types};
