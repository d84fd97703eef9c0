//! What the guest SDK makes: components that any host of the contract can take.

mod build;
mod contract;
mod events;
mod every_trigger;
mod run;
mod wasip2;

use wit_component::DecodedWasm;

use anteroom::componentize::{ComponentizeError, componentize, trigger_of};
use anteroom::contract::Trigger;

use crate::support::examples::{core_module, example};

/// The names of a component's imports and exports. Types that the world itself names (`use post-login-types.{event}`) are left out.
fn world(component: &[u8]) -> (Vec<String>, Vec<String>) {
    let DecodedWasm::Component(resolve, world) = wit_component::decode(component).expect("a component") else {
        panic!("a WIT package, not a component");
    };
    let world = &resolve.worlds[world];
    let names = |items: &wit_parser::IndexMap<wit_parser::WorldKey, wit_parser::WorldItem>| {
        let items = items.iter().filter(|(_, item)| !matches!(item, wit_parser::WorldItem::Type { .. }));
        items.map(|(key, _)| resolve.name_world_key(key)).collect()
    };
    (names(&world.imports), names(&world.exports))
}

#[test]
fn a_component_exports_the_handler_of_its_trigger_and_nothing_else() {
    for (name, handler) in [
        ("restrict-registration", "on-execute-pre-user-registration"),
        ("add-claims", "on-execute-post-login"),
        ("misbehaving", "on-execute-post-login"),
        ("machine-scopes", "on-execute-credentials-exchange"),
        ("registration-webhook", "on-execute-post-user-registration"),
    ] {
        assert_eq!(world(&example(name)).1, [handler], "{name}");
    }
}

#[test]
fn a_component_imports_nothing_of_another_trigger_and_nothing_of_wasi() {
    for (name, own) in [("restrict-registration", "pre-user-registration-types"), ("add-claims", "post-login-types")] {
        let imports = world(&example(name)).0;
        assert!(imports.contains(&format!("anteroom:actions/{own}@0.1.0")), "{name}: {imports:?}");
        for import in &imports {
            assert!(import.starts_with("anteroom:actions/"), "{name} imports {import}");
            assert!(!import.contains("-types@") || import.contains(own), "{name} imports {import}");
        }
    }
}

#[test]
fn the_trigger_of_a_component_is_read_from_its_exports() {
    assert_eq!(trigger_of(&example("restrict-registration")), Some(Trigger::PreUserRegistration));
    assert_eq!(trigger_of(&example("add-claims")), Some(Trigger::PostLogin));
    assert_eq!(trigger_of(b"\0asm"), None);
}

#[test]
fn a_component_that_is_componentized_again_is_explained() {
    let error = componentize(&example("add-claims")).expect_err("a component");
    assert!(matches!(error, ComponentizeError::AlreadyComponent), "{error}");
}

#[test]
fn a_module_without_an_action_is_explained() {
    let error = componentize(&wat::parse_str("(module (func (export \"f\")))").expect("a module")).expect_err("no world");
    assert!(matches!(error, ComponentizeError::NoWorld), "{error}");
}

#[test]
fn a_module_for_wasip1_is_explained() {
    let module = wat::parse_str(r#"(module (import "wasi_snapshot_preview1" "proc_exit" (func (param i32))))"#).expect("a module");
    let error = componentize(&module).expect_err("system calls");
    assert!(matches!(error, ComponentizeError::Preview1), "{error}");
}

#[test]
fn a_description_of_the_world_that_no_tool_writes_is_explained() {
    // A function under the name of an interface: the decoder holds that for impossible, and panics.
    let module = include_bytes!("../../fuzz/seeds/componentize/damaged");
    let error = componentize(module).expect_err("a damaged description");
    assert!(matches!(error, ComponentizeError::Damaged), "{error}");
}

#[test]
fn bytes_that_are_no_module_are_explained() {
    let module = core_module("add-claims");
    for bytes in [&b""[..], b"not wasm", &module[..module.len() / 2]] {
        let error = componentize(bytes).expect_err("no module");
        assert!(matches!(error, ComponentizeError::NotWasm(_)), "{error}");
    }
}
