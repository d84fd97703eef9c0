//! The other target: `wasm32-wasip2` makes a component by itself.

use anteroom::componentize::trigger_of;
use anteroom::contract::Trigger;

use super::world;
use crate::support::examples::{artefact, build};

#[test]
fn an_action_for_wasip2_is_a_component_of_its_trigger() {
    build("wasm32-wasip2");
    for (name, trigger) in [("restrict-registration", Trigger::PreUserRegistration), ("add-claims", Trigger::PostLogin)] {
        let component = std::fs::read(artefact("wasm32-wasip2", name)).expect("the example was built");
        assert_eq!(trigger_of(&component), Some(trigger), "{name}");
        let (imports, exports) = world(&component);
        assert_eq!(exports, [format!("on-execute-{}", trigger.id())], "{name}");
        for import in imports {
            let own = import.starts_with("anteroom:actions/");
            // What the standard library asks for at its start; the host answers with nothing.
            let inert = import.starts_with("wasi:cli/") || import.starts_with("wasi:io/");
            assert!(own || inert, "{name} imports {import}");
        }
    }
}
