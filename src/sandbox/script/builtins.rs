//! The JavaScript of the engine: its prelude, its built-in modules and the `api` objects, as bytecode.
//!
//! Bytecode and not source, because it loads several times faster and leaves a denser heap; made by the engine itself at the first
//! use, because QuickJS does not verify bytecode and so only what this process made is ever loaded.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// The texts, by name, as the build put them into the binary.
mod texts {
    include!(concat!(env!("OUT_DIR"), "/builtins.rs"));
}

/// Name, module and member of every global that is loaded when it is first used.
static GLOBALS: LazyLock<BTreeMap<String, (String, String)>> = LazyLock::new(|| serde_json::from_str(texts::GLOBALS).unwrap_or_default());

/// All built-in modules.
#[derive(Default)]
pub struct Builtins {
    bytecode: HashMap<&'static str, Vec<u8>>,
}

impl Builtins {
    /// The prelude's source.
    pub fn prelude() -> &'static str {
        texts::PRELUDE
    }

    /// Names and sources; each is one function expression.
    pub fn sources() -> impl Iterator<Item = (&'static str, String)> {
        texts::BUILTINS.iter().map(|(name, text)| (*name, format!("(function (module, exports, require, host) {{\n{text}\n}})")))
    }

    /// The modules that a source with these `require`s and global names will most likely load: as a part of its image they cost a
    /// call nothing.
    pub fn mentioned(requires: &[String], globals: &[String]) -> BTreeSet<String> {
        let required = requires.iter().map(|name| name.strip_prefix("node:").unwrap_or(name).to_owned());
        let global = globals.iter().filter_map(|name| match name.as_str() {
            "console" => Some("internal/console".to_owned()),
            name => GLOBALS.get(name).map(|(module, _)| module.clone()),
        });
        let known = |name: &String| texts::BUILTINS.iter().any(|(builtin, _)| builtin == name);
        // `api` objects are no modules for authors.
        let named = required.chain(global).filter(|name| known(name) && !name.starts_with("api/"));
        named.flat_map(|name| parts(&name).iter().map(|part| (*part).to_owned()).chain([name]).collect::<Vec<_>>()).collect()
    }

    /// Which global is which member of which module: a JSON object.
    pub fn globals(&self) -> &'static str {
        texts::GLOBALS
    }

    /// Keeps a module's bytecode.
    pub fn insert(&mut self, name: &'static str, bytecode: Vec<u8>) {
        self.bytecode.insert(name, bytecode);
    }

    /// A module's bytecode.
    pub fn bytecode(&self, name: &str) -> Option<&[u8]> {
        self.bytecode.get(name).map(Vec::as_slice)
    }

    /// All of it, for the size that an operator is told.
    pub fn bytes(&self) -> usize {
        self.bytecode.values().map(Vec::len).sum()
    }
}

/// What a module loads when it is first used, and most programs use of it.
fn parts(name: &str) -> &'static [&'static str] {
    match name {
        "crypto" => &["internal/hash", "internal/random"],
        // Its tables cost most of a call's fuel, and nothing in an image.
        "zlib" => &["internal/inflate"],
        _ => &[],
    }
}
