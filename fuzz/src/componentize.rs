//! A core module made into a component, as `anteroom actions build` does it: what comes out is one, passes for one, and is not taken
//! a second time.

use std::sync::Once;

use anteroom::componentize::{ComponentizeError, componentize, trigger_of};
use wasmparser::{Parser, Validator};

pub fn run(data: &[u8]) {
    expect_panics_of_the_decoder();
    match componentize(data) {
        Ok(component) => {
            assert!(Parser::is_component(&component));
            Validator::new().validate_all(&component).unwrap();
            assert!(matches!(componentize(&component), Err(ComponentizeError::AlreadyComponent)));
            let _ = trigger_of(&component);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let _ = trigger_of(data);
}

/// The decoder of worlds may panic, and `componentize` makes a sentence of it. libFuzzer would end at the first of its panics.
fn expect_panics_of_the_decoder() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let of_the_decoder = panic.location().is_some_and(|at| ["wit-parser", "wit-component"].iter().any(|c| at.file().contains(c)));
            if !of_the_decoder {
                before(panic);
            }
        }));
    });
}
