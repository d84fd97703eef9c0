//! From requests to one text: every file that can be reached, as a function in a table, and Node's `require` over it.
//!
//! The files are not merged into one scope, as bundlers for browsers do to save bytes: what an Action requires is evaluated
//! lazily and whole, as in Node. The functions are kept as text and compiled when they are loaded, each under its file's name with its lines
//! where they were, so that stack traces need no map.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::builtins::BUILTINS;
use super::module::{self, Module, Syntax};
use super::resolve::{File, Found, Kind, Resolver};
use super::variants::FETCH;
use super::{Bundle, MAX_FILES, MAX_TEXT};
use crate::scripts::npm::{Installed, Lock};

/// What is to be bundled.
#[derive(Debug, Serialize, Deserialize)]
pub struct Job {
    /// The packages.
    pub lock: Lock,
    /// Where they are.
    pub installed: Installed,
    /// What the Action requires of them.
    pub requests: Vec<String>,
}

/// Why there is no bundle.
#[derive(Debug, Serialize, Deserialize, thiserror::Error)]
pub enum LinkError {
    /// A request leads nowhere.
    #[error("Compilation failed: Cannot find module '{0}'")]
    Missing(String),
    /// Too many bytes.
    #[error("The packages that the Action requires have more than {} MiB of JavaScript.", MAX_TEXT >> 20)]
    TooLarge,
    /// Too many files.
    #[error("The packages that the Action requires have more than {MAX_FILES} files.")]
    TooManyFiles,
}

/// The runtime, which every bundle ends with.
const RUNTIME: &str = include_str!("runtime.js");
/// What stands for the engine's `fetch` under a package's name.
const FETCH_ID: &str = "fetch";

/// What a name means in a file, as the runtime reads it: a module's id, or one of its three numbers.
enum Meaning {
    Module(String),
    Builtin,
    Empty,
    Missing,
}

impl Meaning {
    fn text(&self) -> String {
        match self {
            Self::Module(id) => quoted(id),
            Self::Builtin => "0".to_owned(),
            Self::Empty => "1".to_owned(),
            Self::Missing => "2".to_owned(),
        }
    }
}

struct Linker<'j> {
    resolver: Resolver<'j>,
    ids: HashMap<File, String>,
    taken: BTreeSet<String>,
    queue: VecDeque<(File, String)>,
    externals: BTreeSet<String>,
    fetch: bool,
    bytes: usize,
    out: String,
    files: usize,
}

/// Makes the bundle.
///
/// # Errors
/// See [`LinkError`].
pub fn link(job: &Job) -> Result<Bundle, LinkError> {
    let mut linker = Linker {
        resolver: Resolver::new(&job.lock, &job.installed),
        ids: HashMap::new(),
        taken: BTreeSet::new(),
        queue: VecDeque::new(),
        externals: BTreeSet::new(),
        fetch: false,
        bytes: 0,
        out: "var $modules={\n".to_owned(),
        files: 0,
    };
    let mut table = BTreeMap::new();
    for request in &job.requests {
        let found = linker.resolver.resolve(None, request, Kind::Require);
        match linker.meaning(request, found) {
            Meaning::Module(id) => table.insert(request.clone(), id),
            _ => return Err(LinkError::Missing(request.clone())),
        };
    }
    while let Some((file, id)) = linker.queue.pop_front() {
        linker.add(&file, &id)?;
    }
    Ok(linker.finish(&table))
}

impl Linker<'_> {
    fn meaning(&mut self, name: &str, found: Found) -> Meaning {
        match found {
            Found::File(file) => Meaning::Module(self.id(file)),
            Found::Fetch => {
                self.fetch = true;
                Meaning::Module(FETCH_ID.to_owned())
            }
            Found::Builtin => {
                self.externals.insert(name.strip_prefix("node:").unwrap_or(name).to_owned());
                Meaning::Builtin
            }
            Found::Empty => Meaning::Empty,
            Found::Missing => Meaning::Missing,
        }
    }

    fn id(&mut self, file: File) -> String {
        if let Some(id) = self.ids.get(&file) {
            return id.clone();
        }
        let mut id = format!("{}/{}", file.package, file.path);
        while !self.taken.insert(id.clone()) {
            // The same file for Node and for browsers.
            id.push('?');
        }
        self.ids.insert(file.clone(), id.clone());
        self.queue.push_back((file, id.clone()));
        id
    }

    fn add(&mut self, file: &File, id: &str) -> Result<(), LinkError> {
        let text = self.resolver.path(file).and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        self.bytes += text.len();
        if self.bytes > MAX_TEXT {
            return Err(LinkError::TooLarge);
        }
        if self.files >= MAX_FILES {
            return Err(LinkError::TooManyFiles);
        }
        let syntax = match file.path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("json") => Syntax::Json,
            Some("mjs") => Syntax::Module,
            Some("cjs") => Syntax::Script,
            _ if self.resolver.is_module(file) => Syntax::Module,
            _ => Syntax::Script,
        };
        let Module { code, requests, is_module } = module::read(id, &String::from_utf8_lossy(&text), syntax);
        let mut names = BTreeMap::new();
        for (name, kind) in requests {
            let found = self.resolver.resolve(Some(file), &name, kind);
            let meaning = self.meaning(&name, found);
            // In a script, `import()` of a name may mean another file than `require` of it.
            let key = if kind == Kind::Import && !is_module { format!("import {name}") } else { name };
            names.insert(key, meaning.text());
        }
        let names: Vec<String> = names.into_iter().map(|(name, meaning)| format!("{}:{meaning}", quoted(&name))).collect();
        self.write(id, &code, &names.join(","));
        Ok(())
    }

    fn write(&mut self, id: &str, code: &str, names: &str) {
        let _ = writeln!(self.out, "{}:[{},{{{names}}}],", quoted(id), quoted(code));
        self.files += 1;
    }

    fn finish(mut self, table: &BTreeMap<String, String>) -> Bundle {
        if self.fetch {
            self.write(FETCH_ID, &format!("function(module,exports,require){{\n{FETCH}}}"), "");
        }
        self.out.push_str("};\n");
        let factories: Vec<String> = table.iter().map(|(request, id)| format!("{}:()=>load({})", quoted(request), quoted(id))).collect();
        let builtins: Vec<String> = BUILTINS.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(self.out, "var $builtins=[{}];", builtins.join(","));
        let _ = writeln!(self.out, "function $table(load){{return {{__proto__:null,{}}}}}", factories.join(","));
        self.out.push_str(RUNTIME);
        Bundle { bytes: self.out.len(), code: self.out, externals: self.externals.into_iter().collect() }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
