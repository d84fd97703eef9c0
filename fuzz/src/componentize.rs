//! A core module made into a component, as `anteroom actions build` does it: what comes out is one, passes for one, and is not taken
//! a second time.

use anteroom::componentize::{ComponentizeError, componentize, trigger_of};
use wasmparser::{Parser, Validator};

pub fn run(data: &[u8]) {
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
