//! Which file a `require` or `import` means.
//!
//! Node's rules within a package; between packages the lock's edges instead of a walk through `node_modules`, because every
//! package lies once in the cache. A package that requires what it does not declare gets what the lock has under that name:
//! in a flat `node_modules` it would work as well.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::builtins::is_builtin;
use super::exports::{Target, find};
use super::variants::{self, Variant};
use crate::scripts::npm::{Installed, Lock};

/// How a module is asked for, which decides between the two halves of a package that has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `require`.
    Require,
    /// `import`.
    Import,
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct File {
    /// `name@version`.
    pub package: String,
    /// The path in it.
    pub path: String,
    /// Whether the package's `browser` field counts for what the file requires.
    pub browser: bool,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File(File),
    /// A module of the engine, or one that it does not have.
    Builtin,
    /// The engine's `fetch` under the name of a package.
    Fetch,
    /// Nothing, on purpose: the `browser` field says `false`.
    Empty,
    /// There is no such module.
    Missing,
}

/// Resolves names in the packages of a lock.
pub struct Resolver<'l> {
    lock: &'l Lock,
    installed: &'l Installed,
    manifests: HashMap<String, Value>,
}

impl<'l> Resolver<'l> {
    /// A resolver for installed packages.
    pub fn new(lock: &'l Lock, installed: &'l Installed) -> Self {
        Self { lock, installed, manifests: HashMap::new() }
    }

    /// The path of a file on the disk.
    pub fn path(&self, file: &File) -> Option<PathBuf> {
        Some(self.installed.directories.get(&file.package)?.join(&file.path))
    }

    /// The `package.json` of a package.
    pub fn manifest(&mut self, package: &str) -> &Value {
        if !self.manifests.contains_key(package) {
            let manifest = self.installed.directories.get(package).and_then(|directory| read_json(&directory.join("package.json")));
            self.manifests.insert(package.to_owned(), manifest.unwrap_or(Value::Null));
        }
        self.manifests.get(package).unwrap_or(&Value::Null)
    }

    /// Whether `.js` means ES modules here: the nearest `package.json` decides.
    pub fn is_module(&mut self, file: &File) -> bool {
        let Some(root) = self.installed.directories.get(&file.package) else { return false };
        let inner = Path::new(&file.path).ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty());
        let nearest = inner.map(|parent| root.join(parent).join("package.json")).find_map(|path| read_json(&path));
        nearest.as_ref().unwrap_or_else(|| self.manifest(&file.package)).get("type").and_then(Value::as_str) == Some("module")
    }

    /// What `name` means in the file `from`; `None` is the Action.
    pub fn resolve(&mut self, from: Option<&File>, name: &str, kind: Kind) -> Found {
        if is_builtin(name) {
            return Found::Builtin;
        }
        if let Some(file) = from.filter(|file| file.browser) {
            match self.browser_field(file, name) {
                Some(Value::Bool(false)) => return Found::Empty,
                Some(Value::String(other)) if other != name => return self.resolve_plain(from, &other, kind),
                _ => {}
            }
        }
        self.resolve_plain(from, name, kind)
    }

    fn resolve_plain(&mut self, from: Option<&File>, name: &str, kind: Kind) -> Found {
        let relative = name.starts_with("./") || name.starts_with("../") || matches!(name, "." | "..") || name.starts_with('/');
        match from {
            None if relative || name.starts_with('#') => Found::Missing,
            Some(file) if relative => {
                let directory = Path::new(&file.path).parent().map(|parent| parent.display().to_string()).unwrap_or_default();
                let Some(path) = join(&directory, name) else { return Found::Missing };
                self.file(&file.package, &path, file.browser)
            }
            Some(file) if name.starts_with('#') => {
                let conditions = conditions(kind, file.browser);
                let Some(map) = self.manifest(&file.package).get("imports").cloned() else { return Found::Missing };
                match find(&map, name, &conditions) {
                    Target::Path(path) if path.starts_with("./") => self.exact(&file.package, &path, file.browser),
                    Target::Path(other) if !other.starts_with('#') => self.resolve(from, &other, kind),
                    _ => Found::Missing,
                }
            }
            from => self.package(from, name, kind),
        }
    }

    fn package(&mut self, from: Option<&File>, name: &str, kind: Kind) -> Found {
        let (package, subpath) = split(name);
        let Some(id) = self.target(from, package) else { return Found::Missing };
        let Some(locked) = self.lock.packages.get(&id) else { return Found::Missing };
        let importer = from.and_then(|file| self.lock.packages.get(&file.package)).map(|package| package.name.as_str());
        let own = from.is_some_and(|file| file.package == id);
        let browser = match variants::of(&locked.name, &locked.version, importer) {
            Variant::Fetch if !own => return Found::Fetch,
            Variant::Empty if !own => return Found::Empty,
            // Inside a package its own variant goes on.
            _ if own => from.is_some_and(|file| file.browser),
            variant => variant == Variant::Browser,
        };
        if let Some(exports) = self.manifest(&id).get("exports").filter(|exports| !exports.is_null()).cloned() {
            let wanted = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
            return match find(&exports, &wanted, &conditions(kind, browser)) {
                Target::Path(path) => self.exact(&id, &path, browser),
                Target::Nothing => Found::Missing,
            };
        }
        if !subpath.is_empty() {
            return join("", subpath).map_or(Found::Missing, |path| self.file(&id, &path, browser));
        }
        self.file(&id, "", browser)
    }

    /// The `name@version` that a bare name means in a file.
    fn target(&self, from: Option<&File>, package: &str) -> Option<String> {
        let Some(file) = from else { return self.lock.requested.get(package).cloned() };
        let locked = self.lock.packages.get(&file.package)?;
        if let Some(id) = locked.dependencies.get(package) {
            return Some(id.clone());
        }
        if locked.name == package {
            return Some(file.package.clone());
        }
        let anywhere = || self.lock.packages.iter().rfind(|(_, locked)| locked.name == package).map(|(id, _)| id.clone());
        self.lock.requested.get(package).cloned().or_else(anywhere)
    }

    /// A file that is named exactly, as `exports` does.
    fn exact(&mut self, package: &str, path: &str, browser: bool) -> Found {
        let Some(path) = join("", path) else { return Found::Missing };
        let path = self.replaced(package, path, browser);
        match path {
            Some(path) if self.is_file(package, &path) => Found::File(File { package: package.to_owned(), path, browser }),
            // Old packages leave out the extension here as well.
            Some(path) => self.file(package, &path, browser),
            None => Found::Empty,
        }
    }

    /// A file or directory that may be named without its extension (Node, `LOAD_AS_FILE` and `LOAD_AS_DIRECTORY`).
    fn file(&mut self, package: &str, path: &str, browser: bool) -> Found {
        let as_file = |path: &str| ["", ".js", ".json", ".cjs", ".mjs"].map(|extension| format!("{path}{extension}"));
        let mut candidates = Vec::new();
        if !path.is_empty() && !path.ends_with('/') {
            candidates.extend(as_file(path));
        }
        let directory = path.trim_end_matches('/');
        let mains = self.mains(package, directory, browser);
        for main in mains.iter().filter_map(|main| join(directory, main)) {
            candidates.extend(as_file(&main));
            candidates.extend(as_file(&format!("{main}/index")));
        }
        candidates.extend(join(directory, "index").iter().flat_map(|index| as_file(index)));
        let Some(path) = candidates.into_iter().find(|path| self.is_file(package, path)) else { return Found::Missing };
        match self.replaced(package, path, browser) {
            Some(path) if self.is_file(package, &path) => Found::File(File { package: package.to_owned(), path, browser }),
            Some(_) => Found::Missing,
            None => Found::Empty,
        }
    }

    /// The main files that a directory's `package.json` names, best first.
    fn mains(&mut self, package: &str, directory: &str, browser: bool) -> Vec<String> {
        let manifest = if directory.is_empty() {
            Some(self.manifest(package).clone())
        } else {
            self.installed.directories.get(package).and_then(|root| read_json(&root.join(directory).join("package.json")))
        };
        let Some(manifest) = manifest else { return Vec::new() };
        let field = |name: &str| manifest.get(name).and_then(Value::as_str).map(str::to_owned);
        // `module` is for bundlers; it is better than nothing where `main` is not there or leads nowhere.
        [browser.then(|| field("browser")).flatten(), field("main"), field("module")].into_iter().flatten().collect()
    }

    /// What the `browser` field of a file's package says about a name.
    fn browser_field(&mut self, file: &File, name: &str) -> Option<Value> {
        if name.starts_with('.') {
            return None;
        }
        self.manifest(&file.package).get("browser")?.as_object()?.get(name).cloned()
    }

    /// The path after the `browser` field; `None` if it says that there is nothing.
    fn replaced(&mut self, package: &str, path: String, browser: bool) -> Option<String> {
        let Some(map) = browser.then(|| self.manifest(package).get("browser")).flatten().and_then(Value::as_object) else {
            return Some(path);
        };
        let spelt = [format!("./{path}"), path.clone(), format!("./{}", path.trim_end_matches(".js"))];
        match spelt.iter().find_map(|spelt| map.get(spelt)) {
            Some(Value::Bool(false)) => None,
            Some(Value::String(other)) => join("", other).or(Some(path)),
            _ => Some(path),
        }
    }

    fn is_file(&self, package: &str, path: &str) -> bool {
        self.installed.directories.get(package).is_some_and(|root| root.join(path).is_file())
    }
}

/// `@scope/name/sub` as `@scope/name` and `sub`.
pub fn split(name: &str) -> (&str, &str) {
    let slash = match name.strip_prefix('@') {
        Some(scoped) => scoped.match_indices('/').nth(1).map(|(at, _)| at + 1),
        None => name.find('/'),
    };
    slash.and_then(|at| name.split_at_checked(at)).map_or((name, ""), |(package, rest)| (package, rest.trim_start_matches('/')))
}

fn conditions(kind: Kind, browser: bool) -> [&'static str; 2] {
    [if browser { "browser" } else { "node" }, if kind == Kind::Require { "require" } else { "import" }]
}

/// A path from the package's root, or `None` if it leads out of the package.
fn join(directory: &str, name: &str) -> Option<String> {
    if name.starts_with('/') || name.contains(['\0', '\\']) {
        return None;
    }
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let slash = if name.ends_with('/') || name.ends_with("/.") || matches!(name, "." | "..") || name.ends_with("/..") { "/" } else { "" };
    let joined = parts.join("/");
    Some(if joined.is_empty() { joined } else { joined + slash })
}

fn read_json(path: &Path) -> Option<Value> {
    let text = std::fs::read(path).ok()?;
    serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_split_after_the_package() {
        for (name, expected) in [
            ("a", ("a", "")),
            ("a/b/c", ("a", "b/c")),
            ("@s/a", ("@s/a", "")),
            ("@s/a/b", ("@s/a", "b")),
            ("a/", ("a", "")),
            ("@s", ("@s", "")),
        ] {
            assert_eq!(split(name), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_name_leads_out_of_its_package(directory in "[a./]{0,12}", name in "[a./\\\\]{0,16}") {
            let directory = join("", directory.trim_start_matches('/')).unwrap_or_default();
            if let Some(path) = join(&directory, &name) {
                prop_assert!(!path.starts_with('/') && path.split('/').all(|part| part != ".."), "{}", path);
            }
        }
    }
}
