//! An upload, looked at before it is compiled. The first byte of an input chooses the trigger.
//!
//! - What the format's own validator takes is never called broken.
//! - What passes exports the trigger's handler, imports nothing unknown, and is a component.
//! - A fault is the author's, said in a sentence of bounded length without control characters.

use anteroom::contract::Trigger;
use anteroom::sandbox::fuzzing::inspect;
use anteroom::sandbox::{UploadError, handler};
use wasmparser::{Parser, Validator};

/// Twenty names of a hundred characters each, in UTF-8, and the sentence around them.
const LONGEST: usize = 20 * 402 + 1024;

pub fn run(data: &[u8]) {
    let [choice, bytes @ ..] = data else { return };
    let trigger = Trigger::ALL[usize::from(*choice) % Trigger::ALL.len()];
    match inspect(bytes, trigger) {
        Ok(found) => {
            assert!(Parser::is_component(bytes));
            assert!(found.exports.iter().any(|name| name == handler(trigger)));
            let known = |name: &String| name.starts_with("anteroom:actions/") || name.starts_with("wasi:");
            assert!(found.imports.iter().all(known), "{:?}", found.imports);
        }
        Err(error) => {
            assert!(error.is_authors_fault());
            let text = error.to_string();
            assert!(text.len() <= LONGEST && !text.contains(char::is_control), "{text:?}");
            if matches!(error, UploadError::NotWasm | UploadError::Truncated { .. } | UploadError::Invalid { .. }) {
                assert!(Validator::new().validate_all(bytes).is_err(), "valid, and yet: {text}");
            }
        }
    }
}
