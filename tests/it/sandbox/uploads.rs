//! Uploads that are broken or made to harm. Each is refused with a sentence, and the next upload works.

use std::time::Duration;

use anteroom::contract::Trigger;
use anteroom::sandbox::UploadError;
use bytes::Bytes;
use wit_component::StringEncoding;

use crate::support::guests::{Bench, Guest, healthy};

/// Uploads `component` for `post-login`, checks that nothing was kept of it, and then uploads a healthy one.
async fn refused(bench: &Bench, component: impl Into<Bytes>) -> String {
    let error = bench.sandbox.prepare(component.into(), Trigger::PostLogin).await.unwrap_err();
    assert!(error.is_authors_fault(), "{error:?}");
    bench.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap();
    error.to_string()
}

fn files(bench: &Bench) -> usize {
    std::fs::read_dir(bench.dir.path()).unwrap().count()
}

#[tokio::test]
async fn garbage_a_core_module_and_nothing_at_all_are_explained() {
    let bench = Bench::new();
    assert!(refused(&bench, "").await.starts_with("The upload is empty."));
    assert!(refused(&bench, "exports.onExecutePostLogin = async () => {}").await.starts_with("The upload is not WebAssembly"));
    assert!(refused(&bench, healthy().module()).await.contains("Run `anteroom actions build`"));
    // A version of the format that nobody has defined.
    assert!(refused(&bench, &b"\0asm\x99\0\x01\0"[..]).await.starts_with("The component is not valid"));
    assert_eq!(files(&bench), 1);
}

#[tokio::test]
async fn strings_in_another_encoding_than_utf8_are_refused() {
    let bench = Bench::new();
    for encoding in [StringEncoding::UTF16, StringEncoding::CompactUTF16] {
        let sentence = refused(&bench, healthy().component_in(encoding)).await;
        assert!(sentence.starts_with("The component passes strings in another encoding than UTF-8."), "{sentence}");
    }
}

#[tokio::test]
async fn a_fault_that_the_reader_tells_in_lines_is_one_sentence() {
    let bench = Bench::new();
    let mut changed = healthy().component().to_vec();
    let inside = changed.windows(4).rposition(|four| four == b"\0asm").unwrap();
    changed[inside + 1] = b'A';
    let said = refused(&bench, changed).await;
    assert!(said.starts_with("The component is not valid: magic header not detected") && !said.contains(char::is_control), "{said:?}");
}

#[tokio::test]
async fn a_component_cut_off_anywhere_is_refused() {
    let bench = Bench::new();
    let whole = healthy().component();
    let mut cut_off = 0;
    for length in (1..whole.len()).step_by(whole.len() / 40) {
        let error = bench.sandbox.prepare(whole.slice(..length), Trigger::PostLogin).await.unwrap_err();
        assert!(error.is_authors_fault(), "{length}: {error:?}");
        cut_off += usize::from(matches!(error, UploadError::Truncated { .. }));
    }
    assert!(cut_off > 20, "{cut_off}");
    bench.check_health().await;
}

#[tokio::test]
async fn a_component_with_any_byte_changed_never_harms_the_server() {
    let bench = Bench::new();
    let whole = healthy().component();
    for at in (8..whole.len()).step_by(whole.len() / 25) {
        let mut changed = whole.to_vec();
        changed[at] ^= 0x55;
        if let Err(error) = bench.sandbox.prepare(changed.into(), Trigger::PostLogin).await {
            assert!(error.is_authors_fault(), "{at}: {error:?}");
        }
    }
    bench.check_health().await;
}

#[tokio::test]
async fn a_component_for_another_trigger_is_named() {
    let bench = Bench::new();
    let component = healthy().for_trigger(Trigger::PreUserRegistration).component();
    let sentence = refused(&bench, component).await;
    assert!(
        sentence.starts_with("The component is made for the trigger pre-user-registration, but this Action belongs to post-login."),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_component_of_another_world_is_told_what_it_lacks() {
    let component = wat::parse_str(
        r#"(component (core module $m) (core instance $i (instantiate $m)) (instance $e) (export "acme:other/run" (instance $e)))"#,
    )
    .unwrap();
    let sentence = refused(&Bench::new(), component).await;
    assert!(sentence.contains("does not export on-execute-post-login") && sentence.contains("acme:other/run"), "{sentence}");
}

#[tokio::test]
async fn a_handler_of_another_signature_is_refused() {
    let component = wat::parse_str(
        r#"(component
             (core module $m (func (export "f")))
             (core instance $i (instantiate $m))
             (func $f (canon lift (core func $i "f")))
             (export "on-execute-post-login" (func $f)))"#,
    )
    .unwrap();
    let sentence = refused(&Bench::new(), component).await;
    assert!(sentence.starts_with("The component does not fit the world post-login"), "{sentence}");
}

#[tokio::test]
async fn unknown_imports_are_named_one_by_one() {
    let component = wat::parse_str(
        r#"(component
             (import "wasi:sockets/tcp@0.2.0" (instance))
             (import "acme:tools/shell@1.0.0" (instance (export "run" (func (param "command" string)))))
             (import "anteroom:actions/log@0.9.0" (instance))
             (import "anteroom:actions/log@0.1.0" (instance))
             (core module $m (func (export "f")))
             (core instance $i (instantiate $m))
             (func $f (canon lift (core func $i "f")))
             (export "on-execute-post-login" (func $f)))"#,
    )
    .unwrap();
    let sentence = refused(&Bench::new(), component).await;
    assert!(sentence.contains("does not offer: wasi:sockets/tcp@0.2.0, acme:tools/shell@1.0.0, anteroom:actions/log@0.9.0."), "{sentence}");
}

#[tokio::test]
async fn an_unknown_function_of_a_known_interface_is_named() {
    let component = wat::parse_str(
        r#"(component
             (import "anteroom:actions/log@0.1.0" (instance (export "erase-everything" (func))))
             (core module $m (func (export "f")))
             (core instance $i (instantiate $m))
             (func $f (canon lift (core func $i "f")))
             (export "on-execute-post-login" (func $f)))"#,
    )
    .unwrap();
    let sentence = refused(&Bench::new(), component).await;
    assert!(sentence.contains("erase-everything"), "{sentence}");
}

#[tokio::test]
async fn fifty_megabytes_are_refused_by_their_size() {
    let mut component = healthy().component().to_vec();
    component.resize(50 << 20, 0);
    let sentence = refused(&Bench::new(), component).await;
    assert!(sentence.starts_with("The component has 52428800 bytes, but at most 33554432 are accepted."), "{sentence}");
}

#[tokio::test]
async fn a_hundred_thousand_functions_are_counted_and_refused() {
    let functions = "(func)".repeat(100_000);
    let sentence = refused(&Bench::new(), Guest::new("").more(&functions).component()).await;
    assert!(sentence.contains("functions, but at most 50000 are accepted"), "{sentence}");
}

#[tokio::test]
async fn a_function_of_a_megabyte_is_refused() {
    let body = "nop ".repeat(1_100_000);
    let sentence = refused(&Bench::new(), Guest::new("").more(&format!("(func {body})")).component()).await;
    assert!(sentence.contains("bytes in one function"), "{sentence}");
}

#[tokio::test]
async fn a_hundred_thousand_locals_are_refused() {
    let component = with_locals(100_000);
    let sentence = refused(&Bench::new(), component).await;
    assert!(sentence.starts_with("The component is not valid: "), "{sentence}");
}

/// A component whose only module has one function with so many locals; WAT would have to spell them out.
fn with_locals(locals: u32) -> Bytes {
    use wasm_encoder::{CodeSection, Component, Function, FunctionSection, Module, ModuleSection, TypeSection, ValType};
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut code = CodeSection::new();
    let mut body = Function::new([(locals, ValType::I64)]);
    body.instructions().end();
    code.function(&body);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code);
    let mut outer = Component::new();
    outer.section(&ModuleSection(&module));
    // The sections of a whole guest follow, so that its handler is found.
    let mut bytes = outer.finish();
    let guest = wat::parse_str(
        r#"(component (core module $m (func (export "f"))) (core instance $i (instantiate $m))
             (func $f (canon lift (core func $i "f"))) (export "on-execute-post-login" (func $f)))"#,
    )
    .unwrap();
    bytes.extend_from_slice(&guest[8..]);
    bytes.into()
}

#[tokio::test]
async fn features_that_are_off_are_refused() {
    let bench = Bench::new();
    for (name, text) in [
        ("memory64", "(memory $big i64 1)"),
        ("threads", "(memory $shared 1 2 shared)"),
        ("exceptions", "(tag $t) (func (throw $t))"),
        ("gc", "(type $s (struct)) (func (drop (struct.new $s)))"),
        ("relaxed simd", "(func (drop (i8x16.relaxed_swizzle (v128.const i64x2 0 0) (v128.const i64x2 0 0))))"),
    ] {
        // Encoded without validation: the tools of authors would refuse some of these themselves.
        let module = wat::parse_str(format!("(module {text})")).unwrap();
        let mut outer = wasm_encoder::Component::new();
        outer.section(&wasm_encoder::RawSection { id: 1, data: &module });
        let mut component = outer.finish();
        let guest = wat::parse_str(
            r#"(component (core module $m (func (export "f"))) (core instance $i (instantiate $m))
                 (func $f (canon lift (core func $i "f"))) (export "on-execute-post-login" (func $f)))"#,
        )
        .unwrap();
        component.extend_from_slice(&guest[8..]);
        let sentence = refused(&bench, component).await;
        assert!(sentence.starts_with("The component is not valid: "), "{name}: {sentence}");
    }
}

#[tokio::test]
async fn a_compiler_out_of_memory_or_time_is_said_to_be_too_complex() {
    let short_of_memory = Bench::with(|options| options.compile.address_space = 24 << 20);
    let error = short_of_memory.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap_err();
    assert!(matches!(&error, UploadError::TooComplex { what } if what == "24 MiB of memory"), "{error:?}");
    let short_of_time = Bench::with(|options| options.compile.timeout = Duration::ZERO);
    let error = short_of_time.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap_err();
    assert!(matches!(&error, UploadError::TooComplex { what } if what == "0 s"), "{error:?}");
    assert_eq!((files(&short_of_memory), files(&short_of_time)), (0, 0));
}

#[tokio::test]
async fn a_compiler_that_cannot_be_run_is_the_servers_fault() {
    let bench = Bench::with(|options| options.compile.program = "/nonexistent/anteroom".into());
    let error = bench.sandbox.prepare(healthy().component(), Trigger::PostLogin).await.unwrap_err();
    assert!(!error.is_authors_fault());
    assert!(!error.to_string().contains("nonexistent"), "{error}");
}

#[tokio::test]
async fn what_was_prepared_is_described() {
    let bench = Bench::new();
    let component = healthy().component();
    let prepared = bench.sandbox.prepare(component.clone(), Trigger::PostLogin).await.unwrap();
    assert_eq!(prepared.size, component.len() as u64);
    assert_eq!(prepared.sha256.len(), 64);
    assert_eq!(prepared.exports, ["on-execute-post-login"]);
    assert!(prepared.imports.contains(&"anteroom:actions/log@0.1.0".to_owned()));
}
