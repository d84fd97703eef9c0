//! The rules that keep the tree honest, checked against the source files as text: whoever breaks one reads why here.
//!
//! Text rather than a compiler plug-in: a `use` of a crate or a module is a path in the file, and that is all these rules speak of.

use std::path::{Path, PathBuf};

/// One source file of the server: its path below `src/`, and its lines without comments.
struct Source {
    path: String,
    text: String,
    code: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources(below: &str) -> Vec<Source> {
    let base = root().join(below);
    let mut files = Vec::new();
    rust_files(&base, &mut files);
    files
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            Source { path: file.strip_prefix(&base).unwrap().display().to_string(), text, code }
        })
        .collect()
}

/// Whether `code` names the path `name::…` and not the end of a longer word.
fn names(code: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let needle = format!("{name}::");
    code.match_indices(&needle).any(|(at, _)| !code[..at].ends_with(word))
}

/// Whether a file belongs to a module: `sandbox.rs` or anything below `sandbox/`.
fn belongs(path: &str, module: &str) -> bool {
    path == format!("{module}.rs") || path.starts_with(&format!("{module}/"))
}

/// What of `crate::` a file names: the first segment after it, also inside `use crate::{…}`.
fn uses_module(code: &str, module: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices("crate::").any(|(at, found)| {
        let rest = &code[at + found.len()..];
        match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap().split(',').any(|item| item.trim().split("::").next() == Some(module)),
            None => rest.strip_prefix(module).is_some_and(|after| !after.starts_with(word)),
        }
    })
}

#[test]
fn each_library_has_one_door() {
    let doors: &[(&str, &[&str])] = &[
        ("wasmtime", &["sandbox"]),
        ("wasmtime_wasi", &["sandbox"]),
        ("axum", &["http"]),
        ("axum_server", &["server"]),
        ("sled", &["storage/sled"]),
        ("jsonwebtoken", &["token"]),
        ("lettre", &["mail"]),
        ("liquid", &["mail"]),
        ("liquid_core", &["mail"]),
        ("argon2", &["identity"]),
        ("bcrypt", &["identity"]),
        ("metrics_exporter_prometheus", &["telemetry"]),
        ("rcgen", &["server", "token"]),
        ("minijinja", &["http"]),
        ("nodejs_semver", &["scripts"]),
        ("notify", &["cli"]),
        ("oxc", &["scripts"]),
        ("tar", &["scripts"]),
        // Maps are made with the scripts and read where a script fails.
        ("oxc_sourcemap", &["scripts", "sandbox"]),
    ];
    for source in sources("src") {
        for (library, modules) in doors {
            // `sled::` is also the name of a module of ours, inside its own door and where the server opens it by that name.
            let ours = *library == "sled" && source.code.contains("storage::sled::");
            let allowed = ours || modules.iter().any(|module| belongs(&source.path, module));
            assert!(allowed || !names(&source.code, library), "{} names {library}, whose door is {modules:?}", source.path);
        }
    }
}

#[test]
fn arrows_point_one_way() {
    // Each module may use what stands below it, and nothing above.
    let above: &[(&str, &[&str])] = &[
        ("clock", &["http", "signup", "login", "token", "pipeline", "triggers", "sandbox", "identity", "storage", "cli", "server"]),
        ("random", &["http", "signup", "login", "token", "pipeline", "triggers", "sandbox", "identity", "storage", "cli", "server"]),
        ("storage", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "sandbox", "identity", "cli", "server"]),
        ("identity", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "sandbox", "cli", "server"]),
        (
            "child",
            &[
                "http", "signup", "login", "machine", "token", "pipeline", "triggers", "sandbox", "scripts", "mail", "identity", "cli",
                "server",
            ],
        ),
        ("rules", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "cli", "server"]),
        ("databases", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "cli", "server"]),
        ("foreign_users", &["http", "login", "machine", "recovery", "cli", "server"]),
        ("hooks", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "cli", "server"]),
        ("contract", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "sandbox", "cli", "server"]),
        ("scripts", &["http", "signup", "login", "token", "pipeline", "triggers", "cli", "server"]),
        ("sandbox", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "cli", "server"]),
        ("triggers", &["http", "signup", "login", "machine", "pipeline", "cli", "server"]),
        ("pipeline", &["http", "signup", "login", "machine", "cli", "server"]),
        ("token", &["http", "signup", "cli", "server"]),
        ("machine", &["http", "cli", "server"]),
        ("exchange", &["http", "login", "cli", "server"]),
        ("audit", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "sandbox", "identity", "cli", "server"]),
        ("log_streams", &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "identity", "cli", "server"]),
        ("mail", &["http", "signup", "login", "machine", "recovery", "token", "pipeline", "triggers", "cli", "server"]),
        ("mfa", &["http", "signup", "login", "machine", "pipeline", "recovery", "cli", "server"]),
        ("recovery", &["http", "signup", "login", "machine", "cli", "server"]),
        ("backchannel", &["http", "signup", "login", "machine", "pipeline", "triggers", "recovery", "cli", "server"]),
        (
            "background",
            &["http", "signup", "login", "machine", "token", "pipeline", "triggers", "sandbox", "identity", "storage", "cli", "server"],
        ),
        ("registration", &["http", "signup", "login", "machine", "exchange", "cli", "server"]),
        ("signup", &["http", "cli", "server"]),
        ("federation", &["http", "login", "machine", "pipeline", "triggers", "cli", "server"]),
        ("user_jobs", &["http", "cli", "server"]),
        ("login", &["http", "cli", "server"]),
        ("http", &["cli", "server"]),
    ];
    for source in sources("src") {
        for (module, forbidden) in above {
            for upper in forbidden.iter().filter(|_| belongs(&source.path, module)) {
                assert!(!uses_module(&source.code, upper), "{} uses {upper}, which stands above {module}", source.path);
            }
        }
    }
}

#[test]
fn every_file_says_what_it_decides_and_none_is_too_long() {
    let mut lengths = Vec::new();
    for below in ["src", "tests", "guest-sdk/rust/src", "fuzz/src", "fuzz/fuzz_targets"] {
        for source in sources(below).into_iter().filter(|source| !source.path.contains("compile_fail")) {
            assert!(source.text.starts_with("//!"), "{below}/{} does not open with //!", source.path);
            assert!(!source.path.ends_with("mod.rs"), "{below}/{}: foo.rs beside foo/, not mod.rs", source.path);
            let lines = source.text.lines().count();
            assert!(lines <= 600, "{below}/{} has {lines} lines; at most 600", source.path);
            lengths.push(lines);
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 180, "the median file has {median} lines; at most 180");
}

#[test]
fn every_dependency_is_used() {
    let manifest: toml::Table = std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let code = |below: &[&str]| below.iter().flat_map(|b| sources(b)).map(|source| source.code).collect::<String>();
    for (table, below) in [("dependencies", &["src"][..]), ("dev-dependencies", &["src", "tests", "benches", "fuzz/src"][..])] {
        let below: Vec<&str> = below.iter().copied().filter(|b| root().join(b).is_dir()).collect();
        let code = code(&below);
        for name in manifest[table].as_table().unwrap().keys() {
            // The one crate whose library has another name than itself.
            let ident = if name == "md-5" { "md5".to_owned() } else { name.replace('-', "_") };
            let used = names(&code, &ident) || code.contains(&format!("use {ident};"));
            assert!(used, "{name} is among the {table}, and nothing uses it");
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    let marks = ["TO".to_owned() + "DO", "FIX".to_owned() + "ME", "unimplemented".to_owned() + "!"];
    for source in sources("src") {
        for mark in &marks {
            assert!(!source.text.contains(mark.as_str()), "{} has a {mark}", source.path);
        }
    }
}
