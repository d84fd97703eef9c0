//! What can be known of an upload without compiling it.
//!
//! The structure is walked and counted, not validated: the compiler validates, in its own process. These checks come first
//! because their sentences help more than the validator's, and because a bomb is cheaper to count than to compile.

use wasmparser::{BinaryReaderError, CanonicalFunction, CanonicalOption, ComponentTypeRef, Parser, Payload};

use super::console::clean;
use super::upload::{MAX_COMPONENT, UploadError, handler};
use crate::contract::Trigger;

/// Functions of all modules together. A script engine has about 3,000, a browser's engine about 25,000.
const MAX_FUNCTIONS: u64 = 50_000;
/// Bytes of one function's body: compilers take more than linear time for one function.
const MAX_FUNCTION_BYTES: u64 = 1 << 20;
/// Modules and components inside, at all depths.
const MAX_PARTS: u64 = 100;
/// Imports and exports of the component itself.
const MAX_NAMES: u64 = 1000;
/// Items of all other sections together: types, globals, elements, data, aliases, instances.
const MAX_ITEMS: u64 = 1_000_000;

/// Interfaces of the contract that every trigger has.
const SHARED: [&str; 9] = ["types", "log", "secrets", "clock", "random", "cache", "http", "timer", "operations"];
/// The inert part of WASI.
const WASI: [&str; 20] = [
    "cli/environment",
    "cli/exit",
    "cli/stdin",
    "cli/stdout",
    "cli/stderr",
    "cli/terminal-input",
    "cli/terminal-output",
    "cli/terminal-stdin",
    "cli/terminal-stdout",
    "cli/terminal-stderr",
    "filesystem/preopens",
    "filesystem/types",
    "io/error",
    "io/streams",
    "io/poll",
    "clocks/wall-clock",
    "clocks/monotonic-clock",
    "random/random",
    "random/insecure",
    "random/insecure-seed",
];

/// What an upload imports and exports.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    /// Full names.
    pub imports: Vec<String>,
    /// Full names.
    pub exports: Vec<String>,
}

/// Checks an upload's form and names.
///
/// # Errors
/// The first fault, as a sentence.
pub fn inspect(bytes: &[u8], trigger: Trigger) -> Result<Inspected, UploadError> {
    if bytes.is_empty() {
        return Err(UploadError::Empty);
    }
    if bytes.len() > MAX_COMPONENT {
        return Err(UploadError::TooLarge { size: bytes.len() });
    }
    if !bytes.starts_with(b"\0asm") {
        return Err(UploadError::NotWasm);
    }
    if bytes.len() < 8 {
        return Err(UploadError::Truncated { offset: bytes.len() });
    }
    if Parser::is_core_wasm(bytes) {
        return Err(UploadError::CoreModule);
    }
    let found = walk(bytes)?;
    check_handler(&found.exports, trigger)?;
    let unknown: Vec<String> = found.imports.iter().filter(|name| !is_known(name, trigger)).cloned().collect();
    if unknown.is_empty() { Ok(found) } else { Err(UploadError::UnknownImports(unknown)) }
}

fn check_handler(exports: &[String], expected: Trigger) -> Result<(), UploadError> {
    let exports_handler = |trigger: Trigger| exports.iter().any(|name| name == handler(trigger));
    if exports_handler(expected) {
        return Ok(());
    }
    Err(match Trigger::ALL.into_iter().find(|trigger| exports_handler(*trigger)) {
        Some(found) => UploadError::OtherTrigger { expected: expected.id(), found: found.id() },
        None => UploadError::OtherWorld { expected, found: exports.to_vec() },
    })
}

/// Whether this server offers the interface. Patch versions make no difference: the functions themselves are compared later.
fn is_known(name: &str, trigger: Trigger) -> bool {
    let Some((interface, version)) = name.split_once('@') else { return false };
    if let Some(interface) = interface.strip_prefix("anteroom:actions/") {
        let own = interface.strip_suffix("-types").is_some_and(|id| id == trigger.id());
        return version.starts_with("0.1.") && (own || SHARED.contains(&interface));
    }
    interface.strip_prefix("wasi:").is_some_and(|interface| version.starts_with("0.2.") && WASI.contains(&interface))
}

#[derive(Default)]
struct Counts {
    functions: u64,
    parts: u64,
    names: u64,
    items: u64,
}

impl Counts {
    fn check(&self) -> Result<(), UploadError> {
        for (what, count, limit) in [
            ("functions", self.functions, MAX_FUNCTIONS),
            ("modules and components inside it", self.parts, MAX_PARTS),
            ("imports and exports", self.names, MAX_NAMES),
            ("types, globals, elements and other items", self.items, MAX_ITEMS),
        ] {
            if count > limit {
                return Err(UploadError::TooMany { what, count, limit });
            }
        }
        Ok(())
    }
}

fn walk(bytes: &[u8]) -> Result<Inspected, UploadError> {
    let mut found = Inspected::default();
    let mut counts = Counts::default();
    // The depth of modules and components inside; names count only at 0.
    let mut depth = 0_u64;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(|error| malformed(&error, bytes.len()))? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                depth += 1;
                counts.parts += 1;
            }
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::FunctionSection(section) => counts.functions += u64::from(section.count()),
            Payload::CodeSectionEntry(body) => check_body(body.range())?,
            Payload::ComponentImportSection(section) if depth == 0 => {
                counts.names += u64::from(section.count());
                counts.check()?;
                for import in section {
                    let import = import.map_err(|error| malformed(&error, bytes.len()))?;
                    // A type that the world names is no demand on the host.
                    if !matches!(import.ty, ComponentTypeRef::Type(_)) {
                        found.imports.push(import.name.name.to_owned());
                    }
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                counts.names += u64::from(section.count());
                counts.check()?;
                for export in section {
                    found.exports.push(export.map_err(|error| malformed(&error, bytes.len()))?.name.name.to_owned());
                }
            }
            Payload::TypeSection(s) => counts.items += u64::from(s.count()),
            Payload::ImportSection(s) => counts.items += u64::from(s.count()),
            Payload::GlobalSection(s) => counts.items += u64::from(s.count()),
            Payload::ExportSection(s) => counts.items += u64::from(s.count()),
            Payload::ElementSection(s) => counts.items += u64::from(s.count()),
            Payload::DataSection(s) => counts.items += u64::from(s.count()),
            Payload::InstanceSection(s) => counts.items += u64::from(s.count()),
            Payload::CoreTypeSection(s) => counts.items += u64::from(s.count()),
            Payload::ComponentInstanceSection(s) => counts.items += u64::from(s.count()),
            Payload::ComponentAliasSection(s) => counts.items += u64::from(s.count()),
            Payload::ComponentTypeSection(s) => counts.items += u64::from(s.count()),
            Payload::ComponentCanonicalSection(section) => {
                counts.items += u64::from(section.count());
                counts.check()?;
                for function in section {
                    check_encoding(&function.map_err(|error| malformed(&error, bytes.len()))?)?;
                }
            }
            Payload::ComponentImportSection(s) => counts.items += u64::from(s.count()),
            Payload::ComponentExportSection(s) => counts.items += u64::from(s.count()),
            _ => {}
        }
        counts.check()?;
    }
    Ok(found)
}

fn check_body(range: std::ops::Range<usize>) -> Result<(), UploadError> {
    let size = range.len() as u64;
    if size > MAX_FUNCTION_BYTES {
        return Err(UploadError::TooMany { what: "bytes in one function", count: size, limit: MAX_FUNCTION_BYTES });
    }
    Ok(())
}

/// UTF-8 alone: the host's transcoders of the other encodings were the subject of several advisories, and no tool chain of ours
/// asks for them.
fn check_encoding(function: &CanonicalFunction) -> Result<(), UploadError> {
    let (CanonicalFunction::Lift { options, .. } | CanonicalFunction::Lower { options, .. }) = function else { return Ok(()) };
    let other = options.iter().any(|option| matches!(option, CanonicalOption::UTF16 | CanonicalOption::CompactUTF16));
    if other { Err(UploadError::Encoding) } else { Ok(()) }
}

fn malformed(error: &BinaryReaderError, length: usize) -> UploadError {
    if error.message().contains("unexpected end") {
        return UploadError::Truncated { offset: length };
    }
    // The reader sets some of its messages in several lines; a sentence has one, and a bounded one.
    let words: Vec<&str> = error.message().split_whitespace().collect();
    let message: String = clean(&words.join(" ")).chars().take(500).collect();
    UploadError::Invalid { reason: format!("{message} at byte {}", error.offset()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn interfaces_are_known_by_name_trigger_and_minor_version() {
        for name in ["anteroom:actions/log@0.1.0", "anteroom:actions/post-login-types@0.1.3", "wasi:io/streams@0.2.6"] {
            assert!(is_known(name, Trigger::PostLogin), "{name}");
        }
        for name in [
            "anteroom:actions/log@0.2.0",
            "anteroom:actions/log",
            "anteroom:actions/pre-user-registration-types@0.1.0",
            "wasi:sockets/tcp@0.2.0",
            "wasi:http/outgoing-handler@0.2.0",
            "wasi:io/streams@0.3.0",
            "run",
        ] {
            assert!(!is_known(name, Trigger::PostLogin), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_bring_it_down(bytes: Vec<u8>) {
            let mut component = b"\0asm\x0d\0\x01\0".to_vec();
            component.extend_from_slice(&bytes);
            let _ = inspect(&bytes, Trigger::PostLogin);
            let _ = inspect(&component, Trigger::PostLogin);
        }
    }
}
